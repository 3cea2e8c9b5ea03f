import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { packVector } from '../analysis/embeddings.ts'
import { MAIN_MODEL } from './main-directions.ts'
import {
  findNearVectors,
  type NearVector,
  placeOlderVectors,
  placeVectors,
} from './near-vectors.ts'
import { cellOf, cellsAround, cosinesTo, type ModelVector, sketchOf } from './vectors.ts'

/** Cells and sketches against comparing with all, over 600 vectors of each of two models, in two Sources. */

const OTHER_MODEL = 'transformers:tiny/clip'
const COUNT = 600
const GROUPS = 30
let database: TestDatabase
const vectors = new Map<number, ModelVector & { sourceId: number }>()

before(async () => {
  database = await createTestDatabase()
  for (const [model, length, first] of [
    [MAIN_MODEL, 480, 1],
    [OTHER_MODEL, 64, 10_001],
  ] as const) {
    for (let at = 0; at < COUNT; at += 1) {
      const sourceId = at % 20 === 19 ? 2 : 1
      vectors.set(first + at, { sourceId, model, bytes: vectorOf(at, length) })
    }
  }
  await keep()
})
after(() => database.close())

/** Those of one group are near to each other. */
function vectorOf(at: number, length: number): Buffer {
  const [group, own] = [chance(at % GROUPS), chance(1000 + at)]
  const share = 0.3 + (at % 7) / 10
  const vector = Array.from({ length }, () => group() - 0.5 + share * (own() - 0.5))
  const packed = packVector(vector)
  assert.ok(packed)
  return packed.bytes
}

/** Always the same numbers, by chance. */
function chance(seed: number): () => number {
  let state = Math.imul(seed + 1, 2_654_435_761)
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

async function keep(): Promise<void> {
  const placed = [...vectors].map(([assetId, vector]) => ({ assetId, ...vector }))
  const rows = placed.map(({ assetId, sourceId, model, bytes }) => {
    return { asset_id: assetId, source_id: sourceId, model, scale: 1, vector: Buffer.from(bytes) }
  })
  await database.db.insertInto('asset_embeddings').values(rows).execute()
  await placeVectors(database.db, placed)
}

function one(id: number): ModelVector {
  const vector = vectors.get(id)
  assert.ok(vector)
  return vector
}

/** By comparing with all. */
function nearestOf(vector: ModelVector): NearVector[] {
  return [...vectors]
    .filter(([, other]) => other.sourceId === 1 && other.model === vector.model)
    .map(([id, { bytes }]) => ({ id, similarity: cosinesTo(vector.bytes)(bytes) }))
    .sort((a, b) => b.similarity - a.similarity || a.id - b.id)
}

describe('near vectors', () => {
  for (const id of [1, 45, 301, 10_001, 10_123]) {
    test(`of ${id} are those of its Source and model, nearest first`, async () => {
      const vector = one(id)
      const found = await findNearVectors(database.db, { sourceId: 1, vector })
      assert.deepEqual(found, nearestOf(vector))
      assert.equal(found[0]?.id, id)
    })
  }

  test('are found when few are looked at', async () => {
    const vector = one(1)
    const limits = { sketches: 150, vectors: 30 }
    const found = await findNearVectors(database.db, { sourceId: 1, vector }, limits)
    assert.equal(found.length, 30)
    const nearest = new Set(
      nearestOf(vector)
        .slice(0, 10)
        .map(({ id }) => id),
    )
    const right = found.slice(0, 10).filter(({ id }) => nearest.has(id))
    assert.ok(right.length >= 8, `${right.length} of 10`)
  })

  test('go with their vectors', async () => {
    const { db } = database
    await sql`delete from asset_embeddings where asset_id = 31`.execute(db)
    const { rows } = await sql`select from embedding_cells where asset_id = 31`.execute(db)
    assert.equal(rows.length, 0)
    const vector = one(1)
    vectors.delete(31)
    assert.deepEqual(await findNearVectors(db, { sourceId: 1, vector }), nearestOf(vector))
  })

  test('of vectors from before are placed step by step', async () => {
    const { db } = database
    await sql`delete from embedding_cells`.execute(db)
    assert.deepEqual(await findNearVectors(db, { sourceId: 1, vector: one(1) }), [])
    await sql`insert into embedding_walk values (0)`.execute(db)
    let steps = 0
    while (await db.transaction().execute((tx) => placeOlderVectors(tx, 500))) steps += 1
    assert.equal(steps, 3)
    const { rows } = await sql`select from embedding_walk`.execute(db)
    assert.equal(rows.length, 0)
    const found = await findNearVectors(db, { sourceId: 1, vector: one(2) })
    assert.deepEqual(found, nearestOf(one(2)))
  })

  test('are looked for by an index that holds all that is needed', async () => {
    const { db } = database
    await sql`vacuum analyze embedding_cells`.execute(db)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select asset_id, sketch from embedding_cells where source_id = 1 and cell = 5`.execute(
      db,
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    assert.match(plan, /Index Only Scan using embedding_cells_nearest/)
  })
})

describe('cells', () => {
  test('around a vector are all of its model, its own first, and the opposite last', () => {
    const vector = one(1)
    const cells = cellsAround(vector)
    assert.equal(new Set(cells).size, 2048)
    assert.equal(cells[0], cellOf(vector))
    const opposite = Uint8Array.from(vector.bytes, (byte) => 256 - byte)
    assert.equal(cells.at(-1), cellOf({ ...vector, bytes: opposite }))
  })

  test('and sketches stay what they are, since they are kept', () => {
    const bytes = Uint8Array.from({ length: 480 }, (_, at) => (at * 37) % 251)
    assert.equal(cellOf({ model: MAIN_MODEL, bytes }), MAIN_CELL)
    assert.equal(cellOf({ model: OTHER_MODEL, bytes }), OTHER_CELL)
    assert.match(sketchOf({ model: OTHER_MODEL, bytes: Uint8Array.of(1, 0, 255) }), /^10{511}$/)
  })

  test('of models of other lengths are cells, too', () => {
    for (const length of [1, 64, 512, 1152]) {
      const cell = cellOf({ model: MAIN_MODEL, bytes: new Uint8Array(length).fill(3) })
      assert.ok(cell >= 0 && cell < 2 ** 31)
    }
    assert.equal(cosinesTo(Uint8Array.of(1))(Uint8Array.of(1, 2)), 0)
    assert.equal(cosinesTo(Uint8Array.of(0))(Uint8Array.of(0)), 0)
  })
})

const MAIN_CELL = 2_089_025_692
const OTHER_CELL = 1_659_750_953
