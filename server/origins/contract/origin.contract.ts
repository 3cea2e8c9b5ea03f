import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import {
  chunked,
  create,
  endless,
  listOf,
  type OriginFixture,
  type Promises,
  pagesOf,
  pathsOf,
  readAll,
  rejectsWith,
  sorted,
  targetOf,
  text,
  type Use,
  utf8,
} from './contract-steps.ts'
import { writeTests } from './upload-target.contract.ts'

/** What is left out for Origins that can't be listed, not be written to, or not hold a backslash in a name. */
interface Abilities {
  lists?: boolean
  writes?: boolean
  backslashes?: boolean
}

/** The promises of origin.ts and upload-target.ts as tests. Every kind of Origin runs them all. */
export function describeOrigin(
  name: string,
  make: () => Promise<OriginFixture>,
  { lists = true, writes = true, backslashes = true }: Abilities = {},
): void {
  async function withOrigin(use: Use): Promise<void> {
    const fixture = await make()
    try {
      await use(fixture)
    } finally {
      await fixture.origin.close()
      await fixture.target?.close()
      await fixture.close()
    }
  }
  const promise = (title: string, use: Use) => test(title, () => withOrigin(use))

  describe(name, () => {
    if (lists) describe('list', () => listTests(promise))
    describe('stat and open', () => readTests(promise))
    describe('awkward and invalid paths', () => pathTests(promise, { lists, writes, backslashes }))
    if (writes) describe('create and replace', () => writeTests(promise))
    describe('signals', () => signalTests(promise, { lists, writes }))
  })
}

/** In UTF-8 byte order; sorted by code units, by names or by locale, each would come out differently. */
const ORDERED = [
  ' lead.jpg',
  'A.jpg',
  'B/z.jpg',
  'Z.jpg',
  'a b.jpg',
  'a-b.jpg',
  'a.jpg',
  'a/b.jpg',
  'a/b/c.jpg',
  'a/c.jpg',
  'a0.jpg',
  'aa/b.jpg',
  'e\u0301.jpg',
  'z.jpg',
  '\u00e4.jpg',
  '\u00e9.jpg',
  '\uff01.jpg',
  '\u{1f600}.jpg',
]

function listTests(promise: Promises): void {
  promise('an empty Origin has no pages', async ({ origin }) => {
    assert.deepEqual(await pagesOf(origin), [])
  })

  promise('lists in UTF-8 byte order of the whole path', async ({ origin, put }) => {
    for (const path of ORDERED.toReversed()) await put(path, path)
    assert.deepEqual(await pathsOf(origin), ORDERED)
  })

  promise('goes on behind `after`, which need not exist', async ({ origin, put }) => {
    for (const path of ORDERED) await put(path, path)
    const others = ['a', 'a/', 'a/b', 'a/b0', 'a/bb/c', 'a\u{1f600}', 'zz', '\u{1f680}']
    for (const after of [...ORDERED, ...others]) {
      const expected = ORDERED.filter((path) => Buffer.compare(utf8(path), utf8(after)) > 0)
      assert.deepEqual(await pathsOf(origin, after), expected, `after ${after}`)
    }
  })

  promise('ends with `upTo`, which need not exist', async ({ origin, put }) => {
    for (const path of ORDERED) await put(path, path)
    for (const upTo of [...ORDERED, 'a', 'a/', 'a/b0', 'a\u{1f600}', 'zz', '\u{1f680}']) {
      const expected = ORDERED.filter((path) => Buffer.compare(utf8(path), utf8(upTo)) <= 0)
      const found = (await pagesOf(origin, { upTo })).flat().map(({ path }) => path)
      assert.deepEqual(found, expected, `up to ${upTo}`)
    }
  })

  promise('pages hold at most 1,000 and nothing is lost between them', async ({ origin, put }) => {
    const paths = Array.from(
      { length: 2345 },
      (_, index) => `${index % 7}/${index % 3}/${index}.txt`,
    )
    for (let at = 0; at < paths.length; at += 100) {
      await Promise.all(paths.slice(at, at + 100).map((path) => put(path, 'x')))
    }
    const pages = await pagesOf(origin)
    assert.ok(pages.length >= 3 && pages.every((page) => page.length > 0 && page.length <= 1000))
    const listed = pages.flat().map((file) => file.path)
    assert.deepEqual(listed, sorted(paths))
    assert.deepEqual(await pathsOf(origin, listed[1500]), listed.slice(1501))
  })

  promise('says the same of a file as stat and open', async ({ origin, put }) => {
    await put('in/a.txt', 'hello')
    const [listed] = (await pagesOf(origin)).flat()
    assert.ok(listed)
    assert.equal(listed.sizeBytes, 5)
    assert.match(listed.etag, /^[^"]+$/)
    assert.ok(Math.abs(Date.now() - listed.modifiedAt.getTime()) < 3_600_000)
    assert.deepEqual(await origin.stat('in/a.txt'), listed)
    const opened = await origin.open('in/a.txt')
    assert.ok(opened)
    const { body, contentType: _, ...described } = opened
    assert.equal(await text(body), 'hello')
    assert.deepEqual(described, listed)
  })
}

function readTests(promise: Promises): void {
  promise('null for what is not there', async ({ origin, put }) => {
    await put('folder/file.txt', 'x')
    const missing = [
      'none',
      'folder',
      'folder/',
      'folder/none',
      'folder/file.txt/x',
      'FOLDER/file.txt ',
    ]
    for (const path of missing) {
      assert.equal(await origin.stat(path), null, path)
      assert.equal(await origin.open(path), null, path)
      assert.equal((await origin.localFile?.(path)) ?? null, null, path)
    }
  })

  promise('a range gives its bytes and the whole size', async ({ origin, put }) => {
    await put('r.txt', '0123456789')
    const cases: [start: number, end: number | undefined, expected: string][] = [
      [0, 0, '0'],
      [0, undefined, '0123456789'],
      [3, 5, '345'],
      [9, undefined, '9'],
      [9, 9, '9'],
      [4, 100, '456789'],
    ]
    for (const [start, end, expected] of cases) {
      const opened = await origin.open('r.txt', { range: { start, end } })
      assert.ok(opened)
      assert.equal(opened.sizeBytes, 10)
      assert.equal(await text(opened.body), expected, `${start}-${end}`)
    }
  })

  promise('a range behind the end is refused', async ({ origin, put }) => {
    await put('r.txt', '0123456789')
    await put('empty.txt', '')
    for (const [path, start] of [
      ['r.txt', 10] as const,
      ['r.txt', 99] as const,
      ['empty.txt', 0] as const,
    ]) {
      await rejectsWith('range_not_satisfiable', origin.open(path, { range: { start } }))
    }
    assert.equal(await origin.open('none.txt', { range: { start: 5 } }), null)
  })

  promise('an empty file is a file', async ({ origin, put }) => {
    await put('empty.txt', '')
    assert.equal((await origin.stat('empty.txt'))?.sizeBytes, 0)
    assert.equal(await readAll(origin, 'empty.txt'), '')
  })

  promise('the etag changes with the content and only then', async ({ origin, put }) => {
    await put('e.txt', 'one')
    const first = await origin.stat('e.txt')
    assert.equal((await origin.stat('e.txt'))?.etag, first?.etag)
    await put('e.txt', 'two')
    const second = await origin.stat('e.txt')
    assert.notEqual(second?.etag, first?.etag)
    await put('e.txt', 'longer')
    assert.notEqual((await origin.stat('e.txt'))?.etag, second?.etag)
  })

  promise('a body can be left unread', async ({ origin, put }) => {
    await put('big.bin', 'x'.repeat(3_000_000))
    for (let turn = 0; turn < 70; turn += 1) {
      const opened = await origin.open('big.bin')
      assert.ok(opened)
      opened.body.destroy()
      await once(opened.body, 'close')
    }
    assert.equal((await readAll(origin, 'big.bin'))?.length, 3_000_000)
  })
}

export const AWKWARD = [
  'with space.jpg',
  'plus+plus.jpg',
  '100%25.jpg',
  '%2e%2e.jpg',
  'what?x=1&y=2.jpg',
  'hash#1.jpg',
  'quote\'"`.jpg',
  'a&amp;<b>.jpg',
  'back\\slash.jpg',
  'semi;colon:,=@$!*().jpg',
  '..hidden',
  'dots...',
  '-dash',
  '~tilde',
  'tab\tand\nnewline.jpg',
  '\u{1f1e9}\u{1f1ea} \u{1f468}\u200d\u{1f469}\u200d\u{1f467}.jpg',
  '\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627.jpg',
  '\u202ertl.jpg',
  '\u65e5\u672c\u8a9e/\u5199\u771f.jpg',
  `${'n'.repeat(251)}.jpg`,
  `${'\u00e9'.repeat(127)}x`,
  `${'deep/'.repeat(60)}down.jpg`,
]

function pathTests(promise: Promises, { lists, writes, backslashes }: Required<Abilities>): void {
  const awkward = AWKWARD.filter((path) => backslashes || !path.includes('\\'))

  promise('awkward names are taken as they are', async ({ origin, put }) => {
    for (const path of awkward) await put(path, path)
    if (lists) assert.deepEqual(await pathsOf(origin), sorted(awkward))
    for (const path of awkward) {
      assert.equal((await origin.stat(path))?.path, path)
      assert.equal(await readAll(origin, path), path)
    }
  })

  const writing = (title: string, use: Use) => (writes ? promise(title, use) : undefined)
  writing('awkward names can be created', async ({ origin, ...fixture }) => {
    const target = targetOf({ origin, ...fixture })
    for (const path of awkward) {
      await create(target, path, path)
      assert.equal((await origin.stat(path))?.sizeBytes, utf8(path).length)
      await rejectsWith('path_taken', create(target, path, 'other'))
    }
    if (lists) assert.deepEqual(await pathsOf(origin), sorted(awkward))
  })

  promise('two Unicode forms of a name are two files', async ({ origin, put }) => {
    await put('\u00e9.txt', 'one')
    await put('e\u0301.txt', 'two')
    assert.equal(await readAll(origin, '\u00e9.txt'), 'one')
    assert.equal(await readAll(origin, 'e\u0301.txt'), 'two')
  })

  promise('paths that no Origin can hold are refused', async ({ origin, target, put }) => {
    await put('a/b.txt', 'x')
    const invalid = [
      '',
      '/',
      '/a/b.txt',
      '..',
      '../x',
      'a/..',
      'a/../a/b.txt',
      'a\0',
      'a/\0/b',
      'a\ud800b',
    ]
    for (const path of invalid) {
      await rejectsWith('invalid_path', origin.stat(path))
      await rejectsWith('invalid_path', origin.open(path))
      if (target) await rejectsWith('invalid_path', create(target, path, 'x'))
      if (origin.localFile) await rejectsWith('invalid_path', origin.localFile(path))
    }
    if (target) await rejectsWith('invalid_path', create(target, 'folder/', 'x'))
    if (lists) assert.deepEqual(await pathsOf(origin), ['a/b.txt'])
  })
}

function signalTests(
  promise: Promises,
  { lists, writes }: Pick<Required<Abilities>, 'lists' | 'writes'>,
): void {
  const reason = new Error('changed my mind')
  const isReason = (error: unknown) => error === reason

  promise('what is aborted before does not begin', async ({ origin, target, put }) => {
    await put('a.txt', 'x')
    const signal = AbortSignal.abort(reason)
    await assert.rejects(origin.stat('a.txt', signal), isReason)
    await assert.rejects(origin.open('a.txt', { signal }), isReason)
    if (lists) await assert.rejects(pagesOf(origin, { signal }), isReason)
    if (!target) return
    const body = chunked('x')
    const options = { contentType: 'text/plain', signal }
    await assert.rejects(target.create('b.txt', body, options), isReason)
    assert.ok(body.destroyed)
    assert.equal(await origin.stat('b.txt'), null)
  })

  promise('a body being read ends', async ({ origin, put }) => {
    await put('big.bin', 'x'.repeat(3_000_000))
    const stop = new AbortController()
    const opened = await origin.open('big.bin', { signal: stop.signal })
    assert.ok(opened)
    await once(opened.body, 'readable')
    stop.abort(reason)
    await assert.rejects(buffer(opened.body))
  })

  const listing = (title: string, use: Use) => (lists ? promise(title, use) : undefined)
  listing('a listing ends', async ({ origin, put }) => {
    await Promise.all(Array.from({ length: 1001 }, (_, index) => put(`${index}`, '')))
    const stop = new AbortController()
    const pages = listOf(origin, { signal: stop.signal })[Symbol.asyncIterator]()
    assert.equal((await pages.next()).done, false)
    stop.abort(reason)
    await assert.rejects(Promise.resolve(pages.next()), isReason)
  })

  const writing = (title: string, use: Use) => (writes ? promise(title, use) : undefined)
  writing('a file being written ends and is not there', async ({ origin, ...fixture }) => {
    const target = targetOf({ origin, ...fixture })
    for (const sizeBytes of [undefined, 2 ** 30]) {
      const stop = new AbortController()
      const options = { contentType: 'text/plain', sizeBytes, signal: stop.signal }
      const body = Readable.from(endless(() => stop.abort(reason)))
      await assert.rejects(target.create('x/f.bin', body, options), isReason)
      assert.ok(body.destroyed)
      assert.equal(await origin.stat('x/f.bin'), null)
    }
    assert.deepEqual(await pathsOf(origin), [])
  })
}
