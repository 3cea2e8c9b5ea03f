import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { Failure } from '../lib/failures.ts'
import type { Origin } from '../origins/origin.ts'
import { nameAt, quarters, startTestService, type TestService } from './test-service.ts'

let calls: string[] = []
let broken = false
/** Asks its Origin before every answer. */
let other: TestService

before(async () => {
  other = await startTestService({
    revalidateSeconds: 0,
    wrapOrigin: (origin) => watched(origin),
  })
})
after(() => other.close())

/** The network ends here; beyond it is a real folder, without its short cut. */
function watched({ localFile: _, ...origin }: Origin): Origin {
  const check = (call: string) => {
    calls.push(call)
    if (broken)
      throw new Failure('origin_unreachable', 'minio.internal:9000 refused the connection.')
  }
  return {
    ...origin,
    stat: async (path) => {
      check('stat')
      return origin.stat(path)
    },
    open: async (path, options) => {
      check('open')
      return origin.open(path, options)
    },
  }
}

test('a changed file is rendered anew, an unchanged one not', async () => {
  const write = async (color: string) => {
    const picture = sharp({ create: { width: 50, height: 50, channels: 3, background: color } })
    await other.write('x.png', await picture.png().toBuffer())
  }
  await write('red')
  const first = await other.get('x.png?w=10')
  assert.deepEqual((await other.get('x.png?w=10')).headers.etag, first.headers.etag)
  assert.deepEqual(calls, ['stat', 'open', 'stat'])
  await write('blue')
  const third = await other.get('x.png?w=10', {
    headers: { 'if-none-match': first.headers.etag ?? '' },
  })
  assert.equal(third.status, 200)
  assert.notEqual(third.headers.etag, first.headers.etag)
  calls = []
  await other.get('x.png?w=20')
  assert.deepEqual(calls, ['stat'], 'the copy of the original is used again')
})

test('a file that is still being written is shown as soon as it is whole', async () => {
  const whole = await (await quarters(40, 40)).png().toBuffer()
  const written = [whole.subarray(0, 60), whole]
  const writing = await startTestService({
    wrapOrigin: (origin) => ({
      ...origin,
      localFile: async (path) => {
        const bytes = written.shift()
        if (bytes) await writing.write('late.png', bytes)
        return (await origin.localFile?.(path)) ?? null
      },
    }),
  })
  after(() => writing.close())
  await writing.write('late.png', whole.subarray(0, 30))
  const { status, body } = await writing.get('late.png?w=20')
  assert.equal(status, 200)
  assert.equal(await nameAt(body, 0.1, 0.1), 'red')
  assert.equal(written.length, 0)
})

test('one that changed since it was last asked about is not given the ETag of what it was', async () => {
  const patient = await startTestService()
  after(() => patient.close())
  const picture = await quarters(40, 40)
  await patient.write('y.png', await picture.clone().png().toBuffer())
  const before = await patient.get('y.png?w=20')
  await patient.write('y.png', await picture.clone().negate().png().toBuffer())
  const later = await patient.get('y.png?w=21')
  const now = await patient.get('y.png?w=20')
  assert.equal(await nameAt(later.body, 0.1, 0.1), 'cyan')
  assert.equal(await nameAt(now.body, 0.1, 0.1), 'cyan')
  assert.notEqual(now.headers.etag, before.headers.etag)
})

test('an address that names a version shows that one, and until then is kept by nobody', async () => {
  const patient = await startTestService()
  after(() => patient.close())
  const picture = await quarters(40, 40)
  const write = async (bytes: Buffer) => {
    await patient.write('z.png', bytes)
    const file = await patient.source.origin.stat('z.png')
    assert.ok(file)
    return file.etag
  }
  const ask = async (query: string) => {
    const { body, headers } = await patient.get(`z.png?${query}`)
    return [await nameAt(body, 0.1, 0.1), headers['cache-control']]
  }
  const kept = 'public, max-age=31536000'
  const before = await write(await picture.clone().png().toBuffer())
  assert.deepEqual(await ask('w=20'), ['red', kept])
  assert.deepEqual(await ask(`w=20&etag=${before}`), ['red', kept])
  const now = await write(await picture.clone().negate().png().toBuffer())
  assert.deepEqual(await ask(`w=20&etag=${before}`), ['red', kept], 'as it was last asked about')
  assert.deepEqual(await ask(`w=20&etag=${now}`), ['cyan', kept])
  assert.deepEqual(await ask(`w=20&etag=${before}`), ['cyan', 'public, max-age=0'])
  assert.deepEqual(await ask(`etag=${before}`), ['cyan', 'public, max-age=0'])
  assert.deepEqual(await ask(`etag=${now}`), ['cyan', kept])
  assert.equal(patient.rendered.length, 4, 'two renderings, and the file itself twice')
})

test('an Origin that is away: what is cached is served, the rest is 502', async () => {
  await other.get('x.png?w=10')
  broken = true
  assert.equal((await other.get('x.png?w=10')).status, 200)
  const missing = await other.get('y.png?w=10')
  assert.deepEqual(
    [missing.status, missing.text],
    [502, 'The storage of this source does not answer at this moment.\n'],
  )
  broken = false
})

test('a file that is gone is 404', async () => {
  await other.get('x.png?w=10')
  await rm(`${other.folder}/x.png`)
  assert.equal((await other.get('x.png?w=10')).status, 404)
})
