import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { removeAssets } from '../catalog/assets.ts'
import { duplicatesOf, file, flip, LOOK } from './test-duplicates.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let copies: ReturnType<typeof duplicatesOf>
before(async () => {
  library = await startTestLibrary()
  copies = duplicatesOf(library)
})
after(() => library.close())
beforeEach(() => copies.empty())

describe('groups', () => {
  test('files of the same bytes, the largest picture first', async () => {
    const small = { displayWidth: 10, displayHeight: 10 }
    await copies.put({
      'a.bin': file('one', null, small),
      'b/c.bin': file('one'),
      'd.bin': file('two'),
    })
    const [found, ...more] = await copies.groups()
    assert.deepEqual(more, [])
    assert.ok(found)
    assert.equal(found.group.likeness, 'same')
    assert.deepEqual(
      found.group.assets.map(({ origin_path, distance }) => [origin_path, distance]),
      [
        ['/b/c.bin', 0],
        ['/a.bin', 0],
      ],
    )
    assert.equal(found.group.asset_count, 2)
    // The files hold their own paths.
    assert.equal(found.group.spare_bytes, 'a.bin'.length)
  })

  test('pictures that differ in six bits at most, but no chain of likenesses', async () => {
    const next = flip(LOOK, 6)
    await copies.put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', next) })
    await copies.put({
      'c.jpg': file('c', next ^ (0b111111n << 40n)),
      'd.jpg': file('d', flip(LOOK, 8)),
    })
    const [found, ...more] = await copies.groups('filter[likeness]=near')
    assert.deepEqual(more, [])
    assert.deepEqual(found?.paths, ['/a.jpg', '/b.jpg'])
    assert.deepEqual(
      found?.group.assets.map(({ distance }) => distance),
      [0, 6],
    )
    assert.deepEqual(await copies.paths('filter[likeness]=same'), [])
  })

  test('copies of the same bytes are no near-duplicates, but come along with one', async () => {
    await copies.put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('a', LOOK) })
    assert.deepEqual(await copies.paths('filter[likeness]=near'), [])
    assert.deepEqual(await copies.paths(), [['/a.jpg', '/b.jpg']])
    await copies.put({ 'c.jpg': file('c', flip(LOOK, 2)) })
    assert.deepEqual(await copies.paths('filter[likeness]=near'), [['/a.jpg', '/b.jpg', '/c.jpg']])
  })

  test('follow files that change, go and come back', async () => {
    await copies.put({
      'a.jpg': file('a', LOOK),
      'b.jpg': file('b', LOOK),
      'c.jpg': file('c', LOOK),
    })
    assert.deepEqual(await copies.paths(), [['/a.jpg', '/b.jpg', '/c.jpg']])
    await copies.put({ 'b.jpg': file('b2', ~LOOK & (2n ** 63n - 1n)) })
    assert.deepEqual(await copies.paths(), [['/a.jpg', '/c.jpg']])
    const { db } = library.database
    await removeAssets(db, { sourceId: library.source.id, paths: ['c.jpg'] })
    assert.deepEqual(await copies.paths(), [])
    await copies.grouped()
    assert.equal((await db.selectFrom('duplicate_groups').select('id').execute()).length, 0)
    await copies.put({ 'c.jpg': file('c', LOOK) })
    assert.deepEqual(await copies.paths(), [['/a.jpg', '/c.jpg']])
  })

  test('what is left of a group finds others', async () => {
    const next = flip(LOOK, 6)
    await copies.put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', next) })
    await copies.put({ 'c.jpg': file('c', next ^ (0b111111n << 40n)) })
    assert.deepEqual(await copies.paths(), [['/a.jpg', '/b.jpg']])
    await copies.put({ 'a.jpg': file('other', 0x0fed_cba9_8765_4321n) })
    assert.deepEqual(await copies.paths(), [['/b.jpg', '/c.jpg']])
  })

  test('come page by page, each once', async () => {
    const files = Array.from(
      { length: 14 },
      (_, at) => [`${at}.bin`, file(String(at >> 1))] as const,
    )
    await copies.put(Object.fromEntries(files))
    const seen: string[][] = []
    for (let after = ''; ; ) {
      const answer = await library.send('GET', `${copies.here}/duplicates?page[limit]=3${after}`)
      const { data, meta } = answer.json()
      seen.push(data.map(({ id }: { id: string }) => id))
      assert.equal(meta.cursor.totalRecords, '7')
      if (!meta.cursor.hasMore) break
      after = `&page[after]=${meta.cursor.after}`
    }
    assert.deepEqual(
      seen.map(({ length }) => length),
      [3, 3, 1],
    )
    assert.equal(new Set(seen.flat()).size, 7)
  })

  test('of many copies twenty are shown and all are counted', async () => {
    const files = Array.from({ length: 30 }, (_, at) => [`${at}.bin`, file('one')] as const)
    await copies.put(Object.fromEntries(files))
    const [found] = await copies.groups()
    assert.equal(found?.group.assets.length, 20)
    assert.equal(found?.group.asset_count, 30)
    const [id = ''] = await copies.decided({ decision: 'keep_all', group: found?.id ?? '' })
    assert.deepEqual(await copies.paths(), [])
    const { data } = (await library.send('GET', `${copies.here}/duplicates/decisions`)).json()
    assert.deepEqual([data[0].id, data[0].attributes.asset_count], [id, 30])
  })
})
