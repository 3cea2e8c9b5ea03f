import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { Failure } from '../lib/failures.ts'
import { localFolder } from '../origins/local/local-folder.ts'
import type { Origin, OriginFile } from '../origins/origin.ts'
import { startOriginals } from './originals.ts'

let base: string
let opened: string[]
let source: { id: string; origin: Origin }

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'vitrine-originals-'))
  opened = []
  // A folder without its short cut is an Origin that is far away.
  const { localFile: _, ...origin } = localFolder(base)
  const open: Origin['open'] = (path, options) => {
    opened.push(path)
    return origin.open(path, options)
  }
  source = { id: 's', origin: { ...origin, open } }
  for (const name of ['a', 'b', 'c']) await writeFile(join(base, name), name.repeat(1000))
})

afterEach(() => rm(base, { recursive: true, force: true }))

const start = (maxBytes = 1e6, maxFileBytes = 1e6) =>
  startOriginals({ folder: join(base, 'copies'), maxBytes, maxFileBytes })

async function find(name: string): Promise<OriginFile> {
  const file = await source.origin.stat(name)
  assert.ok(file)
  return file
}

const read = (path: string) => readFile(path, 'utf8')

test('is fetched once, also for many and after a restart', async () => {
  const file = await find('a')
  const first = await start()
  const texts = await Promise.all([1, 2, 3].map(() => first.withFile(source, file, read)))
  assert.deepEqual([...new Set(texts)], ['a'.repeat(1000)])
  await (await start()).withFile(source, file, read)
  assert.deepEqual(opened, ['a'])
})

test('is fetched again when it changed, or when somebody removed the copy', async () => {
  const originals = await start()
  await originals.withFile(source, await find('a'), read)
  await writeFile(join(base, 'a'), 'other')
  assert.equal(await originals.withFile(source, await find('a'), read), 'other')
  await rm(join(base, 'copies'), { recursive: true })
  await startOriginals({ folder: join(base, 'copies'), maxBytes: 1 })
  assert.equal(await originals.withFile(source, await find('a'), read), 'other')
  assert.equal(opened.length, 3)
})

test('what was not used longest makes room, but never while it is used', async () => {
  const originals = await start(2500)
  const [a, b, c] = [await find('a'), await find('b'), await find('c')]
  await originals.withFile(source, a, async (held) => {
    await originals.withFile(source, b, read)
    await originals.withFile(source, c, read)
    assert.equal(await read(held), 'a'.repeat(1000))
  })
  assert.equal((await readdir(join(base, 'copies'))).length, 2)
  await originals.withFile(source, b, read)
  assert.deepEqual(opened, ['a', 'b', 'c', 'b'])
})

const whileUsed: [what: string, act: (path: string) => Promise<string>][] = [
  ['read', read],
  ['not understood', () => Promise.reject(new Failure('broken_file', 'It ends too early.'))],
]
for (const [what, act] of whileUsed) {
  test(`a file of this machine that is written to while it is ${what}`, async () => {
    const originals = await start()
    const local = { id: 's', origin: localFolder(base) }
    const use = originals.withFile(local, await find('a'), async (path) => {
      await writeFile(path, 'other')
      return act(path)
    })
    await assert.rejects(use, { code: 'changed_meanwhile' })
  })
}

test('what is too large or gone is said, and leaves nothing', async () => {
  const originals = await start(1e6, 999)
  await assert.rejects(originals.withFile(source, await find('a'), read), { code: 'too_large' })
  const file = { ...(await find('a')), sizeBytes: 1, path: 'nowhere' }
  await assert.rejects(originals.withFile(source, file, read), { code: 'not_found' })
  assert.deepEqual(await readdir(join(base, 'copies')), [])
})

test('what is larger than it was said to be is not fetched either', async () => {
  const originals = await start(1e6, 999)
  const file = { ...(await find('a')), sizeBytes: 1 }
  await assert.rejects(originals.withFile(source, file, read), { code: 'too_large' })
  assert.deepEqual(await readdir(join(base, 'copies')), [])
})

test('no more is fetched at once than there is room for', async () => {
  const originals = await start(2500)
  const files = await Promise.all(['a', 'b', 'c'].map(find))
  const results = await Promise.allSettled(
    files.map((file) => originals.withFile(source, file, read)),
  )
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  assert.deepEqual(
    reasons.map(({ code }) => code),
    ['overloaded'],
  )
})
