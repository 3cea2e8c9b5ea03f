import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { describe, test } from 'node:test'
import { isFailure } from '../../lib/failures.ts'
import { pathsOf, sorted } from '../contract/contract-steps.ts'
import { openOrigin } from '../index.ts'
import type { ListableOrigin } from '../origin.ts'
import { type AzureDouble, serve, startAzureDouble } from './double.ts'
import { PRIVATE } from './fixture.ts'

const SAS = `sv=2023-11-03&sr=c&sp=rl&se=2099-01-01&sig=${encodeURIComponent(`${'ab+/'.repeat(10)}abc=`)}`

/** Names around the letters of which Azure's orders and that of UTF-8 think differently. */
const NAMES = [
  'a',
  'a ',
  'a-b',
  'a.jpg',
  'a0',
  'b',
  '\uff01',
  '\u{1f600}',
  '\u{1f600}-',
  '\u{1f601}',
]
const PATHS = NAMES.flatMap((folder) => [
  ...NAMES.slice(2).map((name) => `${folder}/${name}.txt`),
  `${folder}/${folder}/deep/x.txt`,
  `${folder}.txt`,
])

async function withDouble(
  options: Parameters<typeof startAzureDouble>[1] & { prefix?: string },
  use: (origin: ListableOrigin, double: AzureDouble) => Promise<void>,
): Promise<void> {
  const { prefix = '' } = options
  const inside = PATHS.map((path) => prefix + path)
  const outside = ['!first', 'in', 'in ', 'in-a', 'in0', 'zzz', '\u{1f680}']
  const double = await startAzureDouble(prefix ? [...inside, ...outside] : inside, options)
  const origin = openAt(double.endpoint, { prefix })
  try {
    await use(origin, double)
  } finally {
    await origin.close()
    await double.close()
  }
}

function openAt(endpoint: string, { prefix = '', idleSeconds = 20 }): ListableOrigin {
  const place = { account: 'pictures', container: 'photos', prefix, sas: SAS, endpoint }
  return openOrigin({ type: 'azure', ...place }, { allowPrivate: PRIVATE, idleSeconds })
}

describe('azure, lists', () => {
  for (const isHierarchical of [false, true]) {
    for (const prefix of ['', 'in/']) {
      const title = `hierarchical ${isHierarchical}, prefix “${prefix}”`
      test(`in UTF-8 order, from the start and behind each path: ${title}`, () =>
        withDouble({ isHierarchical, prefix }, async (origin) => {
          assert.deepEqual(await pathsOf(origin), sorted(PATHS))
          for (const after of [...PATHS, 'a/', 'a!', '\u{1f600}/', '\u{1f602}']) {
            const expected = sorted([...PATHS, after])
            const rest = expected.slice(expected.lastIndexOf(after) + 1)
            assert.deepEqual(await pathsOf(origin, after), rest, `after ${after}`)
          }
        }))
    }
  }

  test('a list behind a path begins there', () =>
    withDouble({ isHierarchical: false, prefix: 'in/' }, async (origin, { lists }) => {
      assert.deepEqual(await pathsOf(origin, 'b/z'), sorted(PATHS.filter((path) => path > 'b/z')))
      assert.equal(lists[0]?.get('startFrom'), 'in/b/z')
    }))

  test('twelve thousand files, in pages of Azure’s size and of ours', async () => {
    const paths = Array.from({ length: 12_345 }, (_, index) => `${index + 10_000}.jpg`)
    const double = await startAzureDouble(paths, { isHierarchical: false, pageEntries: 5000 })
    const origin = openAt(double.endpoint, {})
    const pages = await Array.fromAsync(origin.list())
    await origin.close()
    await double.close()
    assert.equal(double.lists.length, 3)
    assert.deepEqual(
      pages.map((page) => page.length),
      [...Array(12).fill(1000), 345],
    )
    assert.deepEqual(
      pages.flat().map(({ path }) => path),
      paths,
    )
  })

  test('where the SAS is not told of the namespace, the order is watched', async () => {
    const options = { tells: false }
    await withDouble({ ...options, isHierarchical: false }, async (origin, { lists }) => {
      assert.deepEqual(await pathsOf(origin, 'b/z'), sorted(PATHS.filter((path) => path > 'b/z')))
      assert.equal(lists[0]?.get('startFrom'), null)
    })
    await withDouble({ ...options, isHierarchical: true }, async (origin) => {
      await assert.rejects(pathsOf(origin), refuses(/order/))
    })
  })

  test('what is no path of ours is told or left out', async () => {
    const names = [
      '',
      '../up',
      '.vitrine-write-probe',
      '/lead',
      'a/./b',
      'b/',
      'c',
      'd\\e',
      'f%25%EF%BF%BE',
    ]
    const blobs = names.map((name, index) => blobOf(name, index === 8 ? ' Encoded="true"' : ''))
    const mark = '<Metadata><hdi_isfolder>true</hdi_isfolder><Name>x</Name></Metadata>'
    await withAnswer(pageOf(blobs.join('') + blobOf('g', '', mark)), async (origin) => {
      const told: string[] = []
      const onSkipped = ({ path }: { path: string }) => told.push(path)
      const files = (await Array.fromAsync(origin.list({ onSkipped }))).flat()
      assert.deepEqual(
        files.map(({ path }) => path),
        ['c', 'f%\ufffe'],
      )
      assert.deepEqual(told, ['../up', '/lead', 'a/./b', 'd\\e'])
    })
  })

  const wrong: [title: string, answer: string, detail?: RegExp][] = [
    ['out of order', pageOf(blobOf('b') + blobOf('a')), /order/],
    ['twice the same', pageOf(blobOf('a') + blobOf('a')), /order/],
    ['without end, the same again and again', pageOf(blobOf('a'), '1'), /order/],
    ['without end, empty and at the same place', pageOf('', '1')],
    ['a page of a site', '<html><body><h1>It works!</h1><br></body></html>'],
    ['another document', '<?xml version="1.0"?><Error><Code>None</Code></Error>'],
    ['nothing', ''],
    ['cut off', pageOf(blobOf('a')).slice(0, -20)],
    ['a size that is none', pageOf(blobOf('a').replace('>1<', '>-1<'))],
    ['a time that is none', pageOf(blobOf('a').replace('Sun, 22', 'Sun, 99'))],
    ['without an etag', pageOf(blobOf('a').replace('0x1', ''))],
    ['wrong percent signs', pageOf(blobOf('%zz', ' Encoded="true"'))],
    [
      'too many at once',
      pageOf(Array.from({ length: 5001 }, (_, at) => blobOf(String(at + 10_000))).join('')),
    ],
    ['too deep', pageOf('<x>'.repeat(1000))],
    [
      'entities of its own',
      `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${pageOf(blobOf('&b;'))}`,
    ],
  ]
  for (const [title, answer, detail = /as Azure does/] of wrong) {
    test(`a list that can’t be believed: ${title}`, () =>
      withAnswer(answer, (origin) => assert.rejects(pathsOf(origin), refuses(detail))))
  }

  test('a list that is far too much', async () => {
    let sentBytes = 0
    const chunk = Buffer.alloc(2 ** 20, ' ')
    const pour = (response: ServerResponse) => {
      sentBytes += chunk.length
      if (!response.destroyed && sentBytes < 2 ** 28) response.write(chunk, () => pour(response))
    }
    await withAnswer(pour, (origin) => assert.rejects(pathsOf(origin), refuses(/as Azure does/)))
    assert.ok(sentBytes < 2 ** 28)
  })

  test('a list that only drips', () => {
    const drip = (response: ServerResponse) => {
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    }
    const isLate = (error: unknown) => isFailure(error, 'origin_unreachable')
    return withAnswer(drip, (origin) => assert.rejects(pathsOf(origin), isLate), 0.5)
  })
})

test('a list can be given up while it is waited for', async () => {
  const reason = new Error('enough')
  const stop = new AbortController()
  await withAnswer(
    () => stop.abort(reason),
    async (origin) => {
      const pages = Array.fromAsync(origin.list({ signal: stop.signal }))
      await assert.rejects(pages, (error) => error === reason)
    },
  )
})

/** The account says nothing of itself, and every list is answered alike. */
async function withAnswer(
  answer: string | ((response: ServerResponse) => void),
  use: (origin: ListableOrigin) => Promise<void>,
  idleSeconds = 20,
): Promise<void> {
  const server = await serve((request, response) => {
    if (request.method === 'HEAD') return response.end()
    if (typeof answer === 'string') return response.end(answer)
    response.write('<EnumerationResults>')
    answer(response)
  })
  const origin = openAt(server.endpoint, { idleSeconds })
  try {
    await use(origin)
  } finally {
    await origin.close()
    await server.close()
  }
}

function pageOf(blobs: string, marker = ''): string {
  return `<EnumerationResults><Blobs>${blobs}</Blobs><NextMarker>${marker}</NextMarker></EnumerationResults>`
}

function blobOf(name: string, attribute = '', more = ''): string {
  return `<Blob><Name${attribute}>${name}</Name><Properties><Last-Modified>Sun, 22 Nov 2026 03:07:05 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>1</Content-Length></Properties>${more}</Blob>`
}

function refuses(detail: RegExp) {
  return (error: unknown) => {
    assert.ok(isFailure(error, 'origin_refused'), String(error))
    assert.match(error.detail, detail)
    return true
  }
}
