import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { type DiskCache, type DiskCacheOptions, startDiskCache } from './disk-cache.ts'

let folder: string
const open: DiskCache[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-cache-'))
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((cache) => cache.close()))
  await rm(folder, { recursive: true, force: true })
})

async function start(options: Partial<DiskCacheOptions> = {}): Promise<DiskCache> {
  const cache = await startDiskCache({ folder, maxBytes: 1e6, maxMemoryBytes: 1e5, ...options })
  open.push(cache)
  return cache
}

const bytes = (length: number, fill = 'x') => Buffer.alloc(length, fill)

async function has(cache: DiskCache, ...keys: string[]): Promise<string[]> {
  const found: string[] = []
  for (const key of keys) if (await cache.get(key)) found.push(key)
  return found
}

test('gives back bytes and what is known of them', async () => {
  const cache = await start()
  const meta = { type: 'image/png', width: 5, ok: true, none: null }
  await cache.put('s/a/1', bytes(5, 'é'), meta)
  assert.deepEqual(await cache.get('s/a/1'), { body: bytes(5, 'é'), meta })
  assert.equal(await cache.get('s/a/2'), null)
  await cache.put('s/a/1', bytes(0), {})
  assert.deepEqual(await cache.get('s/a/1'), { body: bytes(0), meta: {} })
  assert.equal(cache.usage().entries, 1)
})

test('entries are there at once after a restart, from the disk and without memory', async () => {
  const first = await start()
  await first.put('s/a/1', bytes(100), { n: 1 })
  await first.close()
  const second = await start({ maxMemoryBytes: 0 })
  assert.deepEqual(await second.get('s/a/1'), { body: bytes(100), meta: { n: 1 } })
  assert.equal(second.usage().memoryBytes, 0)
})

test('what was not used longest goes first', async () => {
  const cache = await start({ maxBytes: 3500 })
  for (const name of ['a', 'b', 'c']) await cache.put(`s/${name}/1`, bytes(1000), {})
  await cache.get('s/a/1')
  await cache.put('s/d/1', bytes(1000), {})
  assert.deepEqual(await has(cache, 's/a/1', 's/b/1', 's/c/1', 's/d/1'), [
    's/a/1',
    's/c/1',
    's/d/1',
  ])
  assert.ok(cache.usage().bytes <= 3500)
})

test('an earlier run counts, in the order of use', async () => {
  const first = await start()
  for (const [at, name] of ['a', 'b', 'c'].entries()) {
    await first.put(`s/${name}/1`, bytes(1000), {})
    await utimes(join(folder, 's', name, '1'), 1000 + at, 1000 + at)
  }
  await first.close()
  const second = await start({ maxBytes: 2500 })
  // The counting goes on behind the start.
  while (second.usage().entries !== 2) await setImmediate()
  await second.close()
  assert.deepEqual(await readdir(join(folder, 's', 'a')), [])
  assert.deepEqual(await readdir(join(folder, 's', 'b')), ['1'])
  assert.ok(second.usage().bytes <= 2500)
})

test('an entry larger than the whole cache does not stay', async () => {
  const cache = await start({ maxBytes: 100 })
  await cache.put('s/a/1', bytes(1000), {})
  assert.equal(await cache.get('s/a/1'), null)
  assert.deepEqual(cache.usage(), { entries: 0, bytes: 0, memoryBytes: 0 })
})

test('a prefix is removed as a whole, and nothing else', async () => {
  const cache = await start()
  for (const key of ['s/a/1', 's/a/2', 's/ab/1', 't/a/1']) await cache.put(key, bytes(10), {})
  assert.equal(await cache.deletePrefix('s/a/'), 2)
  assert.deepEqual(await has(cache, 's/a/1', 's/a/2', 's/ab/1', 't/a/1'), ['s/ab/1', 't/a/1'])
  assert.equal(await cache.deletePrefix('s/a/'), 0)
  assert.equal(await cache.deletePrefix('s/'), 1)
  assert.equal(cache.usage().entries, 1)
  assert.deepEqual(await readdir(join(folder, '.drafts')), [])
})

test('writing while the prefix is removed ends with one or the other', async () => {
  const cache = await start()
  const writes = Array.from({ length: 200 }, (_, n) => cache.put(`s/a/${n}`, bytes(50), {}))
  const purges = Array.from({ length: 20 }, () => cache.deletePrefix('s/a/'))
  await Promise.all([...writes, ...purges])
  await cache.deletePrefix('s/a/')
  assert.equal((await has(cache, ...writes.map((_, n) => `s/a/${n}`))).length, 0)
})

test('a file cut short by a crash of the machine is no entry', async () => {
  const first = await start()
  await first.put('s/a/1', bytes(100), { n: 1 })
  await first.put('s/a/2', bytes(100), { n: 1 })
  await first.close()
  await truncate(join(folder, 's/a/1'), 3)
  await writeFile(join(folder, 's/a/2'), 'no entry at all')
  const second = await start()
  assert.deepEqual(await has(second, 's/a/1', 's/a/2'), [])
})

test('two processes share a folder', async () => {
  const [one, two] = [await start(), await start()]
  await one.put('s/a/1', bytes(10), {})
  assert.deepEqual(await has(two, 's/a/1'), ['s/a/1'])
  await two.deletePrefix('s/a/')
  await one.put('s/a/2', bytes(20), {})
  assert.equal((await readFile(join(folder, 's/a/2'))).length, 20 + 4 + 2)
})

for (const key of ['../a', 's/../a', '/s/a', 's//a', '.drafts/a', 'S/a', 's/a b', '', 's/a/']) {
  test(`"${key}" is no key`, async () => {
    const cache = await start()
    await assert.rejects(cache.put(key, bytes(1), {}), /Not a cache key/)
    await assert.rejects(cache.get(key), /Not a cache key/)
  })
}

test('counting again finds what others wrote and removed', async () => {
  const one = await start({ recountSeconds: 0.05 })
  const two = await start()
  await one.put('s/a/1', bytes(10), {})
  await two.put('s/b/1', bytes(10), {})
  await two.put('s/b/2', bytes(10), {})
  await two.deletePrefix('s/a/')
  while (one.usage().entries !== 2) await setTimeout(10)
  assert.equal(one.usage().bytes, two.usage().bytes)
})
