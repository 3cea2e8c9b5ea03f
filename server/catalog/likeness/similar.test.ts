import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeSource } from '../fixtures.ts'
import { groupDuplicates } from './group-duplicates.ts'
import { saveHashes } from './hashes.ts'
import { countDifferentBits, NEAR_BITS, SIMILAR_BITS } from './looks.ts'
import { findSimilar } from './similar.ts'

/** The index of looks against looking at all of them, over 10,000 pictures in two Sources. */

const PICTURES = 10_000
let database: TestDatabase
let sourceId = 0
let otherSourceId = 0
/** By path. */
const looks = new Map<string, bigint>()
const ids = new Map<number, string>()

before(async () => {
  database = await createTestDatabase()
  sourceId = (await makeSource(database.db)).id
  otherSourceId = (await makeSource(database.db)).id
  for (let at = 0; at < PICTURES; at += 1) looks.set(`${at}.jpg`, lookOf(at))
  await fill(sourceId, [...looks])
  await fill(otherSourceId, [...looks].slice(0, 50))
  for (const { id, path } of await readAssets()) ids.set(id, path)
})
after(() => database.close())

/** Always the same numbers, by chance. */
function chance(seed: number): () => number {
  let state = seed + 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Every fifth is made from one of the first hundred, in which up to 16 bits are changed. */
function lookOf(at: number): bigint {
  const random = chance(at % 5 === 4 ? at % 100 : at)
  let look = 0n
  for (let bit = 0n; bit < 63n; bit += 1n) if (random() < 0.5) look |= 1n << bit
  if (at % 5 !== 4) return look
  const changes = chance(at)
  for (let count = Math.floor(changes() * 17); count > 0; count -= 1) {
    look ^= 1n << BigInt(Math.floor(changes() * 63))
  }
  return look
}

async function fill(id: number, files: [path: string, look: bigint][]): Promise<void> {
  const { db } = database
  const modifiedAt = new Date(0)
  const known = files.map(([path]) => ({ path, etag: 'e', sizeBytes: 1, modifiedAt }))
  await ensureAssets(db, { sourceId: id, files: known })
  const assets = await db
    .selectFrom('assets')
    .select(['id', 'origin_path'])
    .where('source_id', '=', id)
    .execute()
  const hashes = assets.map(({ id: assetId, origin_path }) => ({
    assetId,
    contentHash: Buffer.from(`${id}/${origin_path}`.padEnd(32)).toString('hex'),
    perceptualHash: (looks.get(origin_path) ?? 0n).toString(16).padStart(16, '0'),
  }))
  await saveHashes(db, { sourceId: id, hashes })
  await sql`analyze asset_hashes`.execute(db)
}

async function readAssets(): Promise<{ id: number; path: string; center: bigint | null }[]> {
  const { rows } = await sql<{ id: number; path: string; center: string | null }>`
    select a.id, a.origin_path as path, g.center_hash::text as center
    from assets a join asset_hashes h on h.asset_id = a.id
    left join duplicate_groups g on g.id = h.near_group_id
    where a.source_id = ${sourceId} order by a.id`.execute(database.db)
  return rows.map((row) => ({ ...row, center: row.center === null ? null : BigInt(row.center) }))
}

function distance(path: string, look: bigint): number {
  return countDifferentBits(looks.get(path) ?? 0n, look)
}

describe('what is similar', () => {
  for (const path of ['4.jpg', '9.jpg', '104.jpg', '5009.jpg', '0.jpg', '7123.jpg']) {
    test(`to ${path}`, async () => {
      const look = looks.get(path) ?? 0n
      const found = ((await findSimilar(database.db, { sourceId, path })) ?? []).map(
        (id) => ids.get(id) ?? 'an asset of another Source',
      )
      const distances = found.map((other) => distance(other, look))
      assert.deepEqual(
        distances,
        distances.toSorted((one, other) => one - other),
      )
      assert.ok(distances.every((bits) => bits <= SIMILAR_BITS))
      const others = [...looks.keys()].filter((other) => other !== path)
      const sure = others.filter((other) => distance(other, look) < SIMILAR_BITS)
      assert.deepEqual(
        found.filter((other) => distance(other, look) < SIMILAR_BITS).sort(),
        sure.sort(),
      )
    })
  }

  test('to nothing, when there is no such asset', async () => {
    assert.equal(await findSimilar(database.db, { sourceId, path: 'nowhere.jpg' }), null)
    assert.equal(await findSimilar(database.db, { sourceId: otherSourceId, path: '99.jpg' }), null)
  })
})

describe('groups of near-duplicates', () => {
  before(async () => {
    while (await groupDuplicates(database.db, sourceId));
  })

  test('have all their pictures near to the center', async () => {
    const grouped = (await readAssets()).flatMap(({ path, center }) =>
      center === null ? [] : [distance(path, center)],
    )
    assert.ok(grouped.length > 500, `${grouped.length} pictures`)
    assert.ok(grouped.every((bits) => bits <= NEAR_BITS))
  })

  test('leave no two pictures alone that are near to each other', async () => {
    const alone = (await readAssets()).filter(({ center }) => center === null)
    const hashes = alone.map(({ path }) => looks.get(path) ?? 0n)
    // What the others are made from comes first.
    for (const [at, one] of hashes.slice(0, 150).entries()) {
      const others = hashes.slice(at + 1)
      assert.ok(others.every((other) => countDifferentBits(one, other) > NEAR_BITS))
    }
  })

  test('count what is in them', async () => {
    const { rows } = await sql<{ wrong: number }>`
      select count(*) as wrong from duplicate_groups g where asset_count <> (
        select count(*) from asset_hashes h where h.near_group_id = g.id or h.same_group_id = g.id)
    `.execute(database.db)
    assert.equal(rows[0]?.wrong, 0)
  })
})
