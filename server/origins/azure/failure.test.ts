import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { Failure } from '../../lib/failures.ts'
import { openOrigin, openUploadTarget } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import type { ListableOrigin } from '../origin.ts'
import type { AzureOriginConfig } from '../origin-config.ts'
import type { UploadTarget } from '../upload-target.ts'
import type { Azurite } from './azurite.ts'
import { serve } from './double.ts'
import { addContainer, configOf, PRIVATE, putBlob, withAzurite } from './fixture.ts'

const azurite = withAzurite()
const PAST = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, '')
const FUTURE = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '')

interface Opened {
  origin: ListableOrigin
  target: UploadTarget
}

async function withOpened(
  config: AzureOriginConfig,
  use: (opened: Opened) => Promise<void>,
  idleSeconds = 10,
): Promise<void> {
  const options = { allowPrivate: PRIVATE, idleSeconds }
  const origin = openOrigin(config, options)
  const target = openUploadTarget(config, options)
  assert.ok(target)
  try {
    await use({ origin, target })
  } finally {
    await origin.close()
    await target.close()
  }
}

function create(target: UploadTarget, path: string, content = 'x') {
  const options = { contentType: 'image/png', sizeBytes: Buffer.byteLength(content) }
  return target.create(path, Readable.from([Buffer.from(content)]), options)
}

function withCode(code: Failure['code'], detail = /./) {
  return (error: unknown) => {
    assert.ok(error instanceof Failure, String(error))
    assert.equal(error.code, code, error.detail)
    assert.match(error.detail, detail)
    assert.doesNotMatch(error.detail, /sig=\w/)
    return true
  }
}

describe('azure, what a SAS may not', () => {
  const cases: [
    title: string,
    sas: (azurite: Azurite, container: string) => string,
    detail: RegExp,
    works?: 'reading' | 'writing',
  ][] = [
    ['expired', ({ accountSas }) => accountSas({ sp: 'rlcw', se: PAST }), /expired on 20\d\d-/],
    ['not valid yet', ({ accountSas }) => accountSas({ sp: 'rlcw', st: FUTURE }), /only from 20/],
    [
      'signed with another key',
      ({ accountSas }) =>
        accountSas({ sp: 'rlcw' }).replace(/sig=[^&]+/, `sig=${'A'.repeat(43)}%3D`),
      /SAS token is not for it/,
    ],
    [
      'another container',
      ({ containerSas }) => containerSas('other-container', { sp: 'rlcw' }),
      /SAS token is not for it/,
    ],
    ['for https alone', ({ accountSas }) => accountSas({ sp: 'rlcw', spr: 'https' }), /https/],
    ['no resource type', ({ accountSas }) => accountSas({ sp: 'rlcw', srt: 's' }), /srt=co.*srt=s/],
    ['reading alone', ({ accountSas }) => accountSas(), /sp=rl.*uploading c or w/, 'reading'],
    [
      'reading a container alone',
      ({ containerSas }, name) => containerSas(name),
      /uploading c or w/,
      'reading',
    ],
    [
      'writing alone',
      ({ containerSas }, name) => containerSas(name, { sp: 'w' }),
      /listing needs l, reading r/,
      'writing',
    ],
  ]
  for (const [title, sas, detail, works] of cases) {
    test(title, async () => {
      const container = await addContainer(azurite())
      await putBlob(azurite(), container, 'a.png', { body: 'x' })
      const config = configOf(azurite(), container, { sas: sas(azurite(), container) })
      await withOpened(config, async ({ origin, target }) => {
        const refused = withCode('origin_refused', detail)
        if (works === 'reading') assert.equal((await origin.stat('a.png'))?.sizeBytes, 1)
        else {
          await assert.rejects(origin.stat('a.png'), refused)
          await assert.rejects(origin.open('a.png'), refused)
          await assert.rejects(Array.fromAsync(origin.list()), refused)
        }
        if (works === 'writing') await create(target, 'b.png')
        else {
          await assert.rejects(create(target, 'b.png'), refused)
          await assert.rejects(target.probe(), refused)
        }
      })
    })
  }

  test('a container that is not there', () =>
    withOpened(
      configOf(azurite(), 'missing', { sas: azurite().accountSas({ sp: 'rlcw' }) }),
      async ({ origin, target }) => {
        const refused = withCode('origin_refused', /no container “missing”/)
        await assert.rejects(origin.stat('a.png'), refused)
        await assert.rejects(origin.open('a.png'), refused)
        await assert.rejects(Array.fromAsync(origin.list()), refused)
        await assert.rejects(create(target, 'a.png'), refused)
        await assert.rejects(target.probe(), refused)
      },
    ))

  for (const sp of ['c', 'rc', 'w', 'rw']) {
    test(`sp=${sp} creates and never replaces`, async () => {
      const container = await addContainer(azurite())
      const sas = azurite().containerSas(container, { sp })
      await withOpened(configOf(azurite(), container, { sas }), async ({ target }) => {
        for (let round = 0; round < 2; round += 1) {
          assert.equal((await target.probe()).overwriting, 'refuses')
        }
        await create(target, 'a.png', 'first')
        await assert.rejects(create(target, 'a.png', 'other'), withCode('path_taken'))
        const replaced = target.replace('a.png', Readable.from(['other']), { contentType: 'x/y' })
        if (sp.includes('w')) await replaced
        else await assert.rejects(replaced, withCode('origin_refused', /replacing w/))
      })
      await withOpened(configOf(azurite(), container), async ({ origin }) => {
        const opened = await origin.open('a.png')
        assert.equal(opened && (await text(opened.body)), sp.includes('w') ? 'other' : 'first')
      })
    })
  }
})

const SAS = `sv=2023-11-03&sr=c&sp=rlcw&se=2099-01-01&sig=${encodeURIComponent(`${'ab+/'.repeat(10)}abc=`)}`
const PLACE = { type: 'azure', account: 'pictures', container: 'photos', prefix: '' } as const

describe('azure, what goes wrong', () => {
  const answers: [status: number, code: string, failure: Failure['code'], detail: RegExp][] = [
    [403, 'AuthenticationFailed', 'origin_refused', /does not belong to .*“pictures”/],
    [403, 'AuthorizationPermissionMismatch', 'origin_refused', /sp=rlcw/],
    [403, 'AuthorizationServiceMismatch', 'origin_refused', /ss=b/],
    [403, 'AuthorizationSourceIPMismatch', 'origin_refused', /other addresses/],
    [403, 'SomethingNew', 'origin_refused', /SAS token/],
    [403, '', 'origin_refused', /SAS token/],
    [404, 'ContainerNotFound', 'origin_refused', /no container “photos”/],
    [404, 'ResourceNotFound', 'origin_refused', /status 404/],
    [404, '', 'origin_refused', /as Azure does/],
    [409, 'ContainerBeingDeleted', 'origin_refused', /no container/],
    [409, 'BlobArchived', 'origin_refused', /archive/],
    [400, 'InvalidHeaderValue', 'origin_refused', /status 400, InvalidHeaderValue/],
    [400, '<b>injected</b>', 'origin_refused', /\(status 400\)/],
    [301, '', 'origin_refused', /status 301/],
    [307, '', 'origin_refused', /status 307/],
    [503, 'ServerBusy', 'origin_unreachable', /status 503/],
    [500, 'InternalError', 'origin_unreachable', /status 500/],
  ]
  for (const [status, code, failure, detail] of answers) {
    test(`an answer ${status} ${code}`, async () => {
      const asked: string[] = []
      const elsewhere = { location: '/elsewhere', 'x-ms-error-code': code }
      const server = await serve((request, response) => {
        asked.push(request.url ?? '')
        response.writeHead(status, elsewhere).end('<Error>secret</Error>')
      })
      const config = { ...PLACE, sas: SAS, endpoint: server.endpoint }
      await withOpened(config, async ({ origin, target }) => {
        const calls = [
          origin.stat('a.png'),
          origin.open('a.png'),
          Array.fromAsync(origin.list()),
          create(target, 'a.png'),
        ]
        await Promise.all(calls.map((call) => assert.rejects(call, withCode(failure, detail))))
      }).finally(server.close)
      assert.ok(asked.every((url) => url.startsWith('/photos')))
    })
  }

  test('a passing fault is tried again', async () => {
    let asked = 0
    const server = await serve((_request, response) => {
      asked += 1
      const facts = { etag: '"0x1"', 'last-modified': 'Sun, 22 Nov 2026 03:07:05 GMT' }
      response.writeHead(asked === 1 ? 503 : 200, facts).end()
    })
    const config = { ...PLACE, sas: SAS, endpoint: server.endpoint }
    await withOpened(config, async ({ origin }) => {
      // The double sends no length, which no blob lacks.
      await assert.rejects(origin.stat('a.png'), withCode('origin_refused', /as Azure does/))
    }).finally(server.close)
    assert.equal(asked, 2)
  })

  test('an answer to an upload that never ends is not waited for', async () => {
    const server = await serve((request, response) => {
      if (request.method !== 'PUT') return response.writeHead(403).end()
      request.resume()
      request.once('end', () => response.writeHead(201).write('x'))
    })
    const config = { ...PLACE, sas: SAS, endpoint: server.endpoint }
    await withOpened(config, ({ target }) => create(target, 'a.png')).finally(server.close)
  })

  const bodies: [title: string, headers: Record<string, string>][] = [
    ['another part', { 'content-range': 'bytes 5-14/1000', 'content-length': '10' }],
    ['more than the part', { 'content-range': 'bytes 0-9/1000', 'content-length': '1000' }],
    ['a part without a length', { 'content-range': 'bytes 0-9/1000' }],
    ['no range', { 'content-length': '10' }],
  ]
  for (const [title, headers] of bodies) {
    test(`asked for a part: ${title}`, async () => {
      const facts = { etag: '"0x1"', 'last-modified': 'Sun, 22 Nov 2026 03:07:05 GMT' }
      const server = await serve((_request, response) => {
        response.writeHead(206, { ...facts, ...headers }).write('0123456789')
      })
      const config = { ...PLACE, sas: SAS, endpoint: server.endpoint }
      await withOpened(config, async ({ origin }) => {
        const opened = origin.open('a.png', { range: { start: 0, end: 9 } })
        await assert.rejects(opened, withCode('origin_refused', /part asked for/))
      }).finally(server.close)
    })
  }

  test('a body that stands still or is cut off', async () => {
    for (const [isCut, detail] of [[true, /broke off/] as const, [false, /in time/] as const]) {
      const server = await serve((_request, response) => {
        const facts = { etag: '"0x1"', 'last-modified': 'Sun, 22 Nov 2026 03:07:05 GMT' }
        response.writeHead(200, { ...facts, 'content-length': 100 })
        response.write('x', () => isCut && response.destroy())
      })
      const config = { ...PLACE, sas: SAS, endpoint: server.endpoint }
      const read = async ({ origin }: Opened) => {
        const opened = await origin.open('a.png')
        assert.ok(opened)
        await assert.rejects(text(opened.body), withCode('origin_unreachable', detail))
      }
      await withOpened(config, read, 0.5).finally(server.close)
    }
  })

  test('no answer at all, which can be given up', async () => {
    const server = await serve(() => {})
    const config = { ...PLACE, sas: SAS, endpoint: server.endpoint }
    const ask = ({ origin, target }: Opened, signal?: AbortSignal) => [
      origin.stat('a.png', signal),
      origin.open('a.png', { ...(signal && { signal }) }),
      Array.fromAsync(origin.list({ ...(signal && { signal }) })),
      target.replace('b', Readable.from(['x']), {
        contentType: 'x/y',
        sizeBytes: 1,
        ...(signal && { signal }),
      }),
    ]
    const late = async (opened: Opened) => {
      const isLate = withCode('origin_unreachable', /in time/)
      await Promise.all(ask(opened).map((call) => assert.rejects(call, isLate)))
    }
    const aborted = async (opened: Opened) => {
      const signal = AbortSignal.timeout(200)
      for (const end of await Promise.allSettled(ask(opened, signal))) {
        assert.equal(end.status === 'rejected' && end.reason, signal.reason)
      }
    }
    await withOpened(config, late, 0.3)
    await withOpened(config, aborted).finally(server.close)
  })

  test('nobody there, no such account, and a private network', async () => {
    const server = await serve(() => {})
    await server.close()
    const closed = { ...PLACE, sas: SAS, endpoint: server.endpoint }
    const stat = (config: AzureOriginConfig, allowed = PRIVATE) => {
      const origin = openOrigin(config, { allowPrivate: allowed, idleSeconds: 5 })
      return origin.stat('a.png').finally(origin.close)
    }
    await assert.rejects(stat(closed), withCode('origin_unreachable', /refused the connection/))
    const unknown = { ...closed, endpoint: 'https://pictures.blob.invalid' }
    const missing = withCode('origin_unreachable', /no storage account “pictures”/)
    await assert.rejects(stat(unknown), missing)
    const guarded = withCode('origin_refused', /private network/)
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254']) {
      const config = { ...closed, endpoint: `http://${host}:9` }
      await assert.rejects(stat(config, readNetworkAllowList('')), guarded)
    }
  })

  test('settings that can’t be right', () => {
    const wrong: Partial<AzureOriginConfig>[] = [
      { account: '' },
      { account: 'a.evil.example/' },
      { container: 'a/b' },
      { container: '..' },
      { sas: 'secret' },
      { endpoint: 'ftp://example.com' },
      { endpoint: 'example.com' },
      { endpoint: 'https://user:pass@example.com' },
      { endpoint: 'https://example.com/?x=1' },
    ]
    for (const change of wrong) {
      const open = () =>
        openOrigin({ ...PLACE, sas: SAS, endpoint: null, ...change }, { allowPrivate: PRIVATE })
      assert.throws(open, withCode('invalid_parameter'), JSON.stringify(change))
    }
  })
})
