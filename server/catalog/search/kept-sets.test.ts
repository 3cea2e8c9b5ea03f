import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { openSets } from './kept-sets.ts'
import { noBits, setBit, writePlaces } from './place-sets.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
  for (const term of [1, 2]) for (const block of [0, 7]) await write(term, block, [term, 100])
})
after(() => database.close())

async function write(term: number, block: number, places: readonly number[]): Promise<void> {
  const bits = noBits()
  for (const place of places) setBit(bits, place)
  // As a process of the version before does it.
  await sql`insert into kept_places (term_id, block, assets, places)
    values (${term}, ${block}, ${places.length}, ${writePlaces(bits, places.length)})
    on conflict (term_id, block) do update set places = excluded.places`.execute(database.db)
}

/** @returns places by block and term, and how many sets were read for it */
async function read(terms: readonly number[], mostBytes?: number) {
  const sets = openSets(database.db, terms, mostBytes)
  const { rows } = await sets.query.execute(database.db)
  const blocks = sets.learn(rows)
  const found = [...blocks].flatMap(([block, own]) =>
    Array.from(own, ([term, places]) => [term, block, [...places]]),
  )
  return { found: found.sort(), read: rows.filter(({ bytes }) => bytes !== null).length }
}

test('a set is read once, and again when it was written anew', async () => {
  const found = [
    [1, 0, [1, 100]],
    [1, 7, [1, 100]],
  ]
  assert.deepEqual(await read([1]), { found, read: 2 })
  assert.deepEqual(await read([1]), { found, read: 0 })
  await write(1, 7, [5])
  const others = [
    [1, 0, [1, 100]],
    [1, 7, [5]],
  ]
  assert.deepEqual(await read([1]), { found: others, read: 1 })
  assert.equal((await read([1, 2])).read, 2)
})

test('who began to read before others have read something newer finds what was there', async () => {
  await database.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const sets = openSets(tx, [2])
      const { rows } = await sets.query.execute(tx)
      await write(2, 0, [8])
      await read([2])
      assert.deepEqual([...(sets.learn(rows).get(0)?.get(2) ?? [])], [2, 100])
    })
  assert.deepEqual((await read([2])).found[0], [2, 0, [8]])
})

test('what was asked for longest ago is forgotten when it is too much', async () => {
  await read([1])
  await read([2], 8)
  assert.equal((await read([2], 8)).read, 0)
  assert.equal((await read([1], 8)).read, 2)
})
