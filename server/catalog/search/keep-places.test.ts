import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../../db/tables.ts'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { type AssetFacts, saveReads } from '../save-reads.ts'
import { nearCells } from './color-cells.ts'
import { allOf, type Condition, finish, nearPart, notOf, queryPart } from './condition-logic.ts'
import { keepPlaces, mergeChangedPlaces } from './keep-places.ts'
import { findKept, forgetKnownTerms } from './kept-places.ts'
import { SORT_KEYS } from './sort.ts'

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
const LIMITS = { least: 20, terms: 1000 }
const never = new AbortController().signal

before(async () => {
  database = await createTestDatabase()
  source = await makeSource(database.db)
  await addAssets(0, 300)
  // Of another block, so that there are some.
  await sql`select setval(pg_get_serial_sequence('assets', 'id'), 3 * 65536 - 100)`.execute(
    database.db,
  )
  await addAssets(300, 600)
  await keep(database.db)
})

after(() => database.close())

/** As when so much has changed that PostgreSQL has looked anew. */
async function keep(db: Kysely<Database>, limits = LIMITS): Promise<void> {
  await sql`analyze asset_search`.execute(db)
  await keepPlaces(db, never, limits)
}

const COLORS = ['#c03020', '#204080', '#f0f0e0', '#208040', '#c0a020']

/** A large one, which one in five has, and a small one. */
function factsOf(number: number): AssetFacts {
  if (number % 7 === 0) return makeFacts()
  const [large = '', small = ''] = [COLORS[number % 5], COLORS[number % 3]]
  const colors = [
    { hex: large, share: 0.7 },
    ...(small === large ? [] : [{ hex: small, share: 0.1 }]),
  ]
  const pixels = { namedColors: {}, averageLuminance: 0.5, blurhash: '', perceptualHash: null }
  return makeFacts({ pixels: { ...pixels, colors } })
}

/** Every third is red, every fourth round, every fiftieth flat. */
async function addAssets(from: number, to: number): Promise<void> {
  const paths = Array.from({ length: to - from }, (_, at) => {
    const number = from + at
    const words = [
      number % 3 === 0 ? 'red' : 'blue',
      ...(number % 4 === 0 ? ['round'] : []),
      ...(number % 50 === 0 ? ['flat'] : []),
    ]
    return `${words.join(' ')}/${number}.jpg`
  })
  const files = paths.map((path, at) => ({
    path,
    sizeBytes: 1 + at,
    modifiedAt: new Date(1e12 + at * 1e7),
    etag: 'e',
  }))
  await ensureAssets(database.db, { sourceId: source.id, files })
  const reads = paths.map((path, at) => ({ path, etag: 'e', facts: factsOf(from + at) }))
  await saveReads(database.db, { sourceId: source.id, reads })
}

const operand = (word: string) => `'${source.id}/${word}'`

function queries(): string[] {
  const [red, blue, round, flat] = ['red', 'blue', 'round', 'flat'].map(operand)
  return [
    `${red}`,
    `(${red} & ${round})`,
    `(${red} | ${round})`,
    `(${blue} | ${flat})`,
    `(${blue} & (${round} | ${flat}))`,
    `(${blue} & !${round})`,
    `(${blue} & !(${round} | ${flat}))`,
    `((${red} | ${round}) & !${flat})`,
    `((${red}) & (${round} | ${operand('nobody')})) & !${operand('300')}`,
  ]
}

/** Each of the queries, alone and beside colours. */
function conditions(): Condition[] {
  const [red, blue] = ['#c03020', '#204080'].map((hex) => nearPart(nearCells(hex, 20).fine))
  const excluded = notOf(queryPart(operand('round')))
  const parts = queries().flatMap((query, at) => {
    const asked = queryPart(query)
    const colored = [
      [asked, red],
      [asked, red, blue],
      [asked, blue, excluded],
    ][at % 3]
    return [asked, allOf((colored ?? []).map((part) => part ?? null))]
  })
  return parts.flatMap((part) => finish(part) ?? [])
}

/** What is found is what is there, at this moment, in this transaction. */
async function check(db: Db, expected: 'all' | 'any' = 'all'): Promise<number> {
  let checked = 0
  for (const condition of conditions()) {
    const order = { key: SORT_KEYS.file_size, behind: null }
    const kept = await findKept(db, condition, order)
    const { query } = condition
    if (kept === null) {
      assert.equal(expected, 'any', query ?? '')
      continue
    }
    const { rows } = await sql<{ id: number }>`
      select asset_id as id from asset_search s
      where fts @@ ${query}::tsquery and ${condition.check ?? sql`true`}
      order by file_size, asset_id`.execute(db)
    const ids = rows.map(({ id }) => id)
    const message = `${query}, ${condition.near?.length} colours`
    const sorted = ids.toSorted((one, other) => one - other)
    assert.deepEqual(
      kept.ids().toSorted((one, other) => one - other),
      sorted,
      message,
    )
    assert.equal(kept.total, ids.length)
    const ranks = kept.findRanks({ descending: false, from: 10, to: 25 })
    assert.ok(ranks)
    const found = new Set(ranks.ids)
    assert.deepEqual(
      ids.filter((id) => found.has(id)).slice(ranks.skip, ranks.skip + 15),
      ids.slice(10, 25),
      message,
    )
    checked += 1
  }
  return checked
}

/** As a search sees it. */
async function checkNow(db: Kysely<Database>, expected?: 'any'): Promise<number> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => check(tx, expected))
}

test('places follow what comes, changes and goes, merged or not', async () => {
  const { db } = database
  await checkNow(db)
  await addAssets(600, 640)
  await checkNow(db)
  await mergeChangedPlaces(db)
  await checkNow(db)
  await sql`update asset_search s set fts = o.fts, color_cells = o.color_cells,
    file_size = 1000 - s.file_size from asset_search o
    where s.asset_id % 7 = 0 and o.asset_id = s.asset_id + 1`.execute(db)
  await checkNow(db)
  await sql`delete from assets where id % 11 = 0`.execute(db)
  await checkNow(db)
  await Promise.all([mergeChangedPlaces(db), mergeChangedPlaces(db)])
  await checkNow(db)
  assert.equal(await countChanged(), 0)
})

test('a change is seen by its own transaction, and is no change when it is taken back', async () => {
  const { db } = database
  const undone = new Error('undone')
  await assert.rejects(
    db.transaction().execute(async (tx) => {
      await sql`delete from assets where id % 5 = 0`.execute(tx)
      await check(tx)
      throw undone
    }),
    undone,
  )
  assert.equal(await countChanged(), 0)
  await checkNow(db)
})

async function countChanged(): Promise<number> {
  const { rows } = await sql<{ changed: number }>`
    select count(*) as changed from changed_places`.execute(database.db)
  return rows[0]?.changed ?? 0
}

test('what is written while building begins is neither missed nor found twice', async () => {
  const { db } = database
  await sql`truncate kept_terms, kept_places, kept_values, changed_places`.execute(db)
  const { keeping } = await db.transaction().execute(async (tx) => {
    await sql`delete from assets where origin_path = 'blue/2.jpg'`.execute(tx)
    const keeping = keep(db)
    // What the transaction does from here on is noted, what it did before is not.
    while ((await countTerms()) === 0);
    await sql`delete from assets where origin_path = 'blue/5.jpg'`.execute(tx)
    return { keeping }
  })
  await keeping
  await checkNow(db)
})

/** @param pattern as LIKE takes it */
async function countTerms(pattern = '%'): Promise<number> {
  const { rows } = await sql<{ terms: number }>`
    select count(*) as terms from kept_terms where term like ${pattern}`.execute(database.db)
  return rows[0]?.terms ?? 0
}

test('every moment is exact while many write, merge and build', async () => {
  const { db } = database
  const begin = Date.now()
  let looked = 0
  /** For three seconds, and on a busy machine until enough was looked at. */
  const goesOn = () => Date.now() < begin + (looked > 20 ? 3000 : 20_000)
  const write = async (turn: number) => {
    for (let round = 0; goesOn(); round += 1) {
      const isUndone = round % 5 === 4
      await db
        .transaction()
        .execute(async (tx) => {
          const some = sql`select asset_id from asset_search where asset_id % 13 = ${(turn * 7 + round) % 13}
            order by asset_id limit 20 for update`
          await sql`update asset_search s set file_size = s.file_size + 1,
            color_cells = s.color_cells[1 + ${Number(round % 4 === 0)}:],
            fts = (select o.fts from asset_search o where o.asset_id > s.asset_id order by o.asset_id limit 1)
            where s.asset_id in (${some}) and s.asset_id < (select max(asset_id) from asset_search)`.execute(
            tx,
          )
          if (isUndone) throw new Error('undone')
        })
        .catch(() => {})
    }
  }
  const merge = async () => {
    while (goesOn()) {
      await mergeChangedPlaces(db)
      await sleep(50)
    }
  }
  const build = async () => {
    while (goesOn()) {
      await sql`update kept_terms set ready = false where id % 2 = 0`.execute(db)
      await sql`delete from kept_places where term_id % 2 = 0`.execute(db)
      await keepPlaces(db, never, LIMITS)
      await sleep(200)
    }
  }
  const look = async () => {
    while (goesOn()) looked += await checkNow(db, 'any')
  }
  await Promise.all([write(0), write(1), write(2), merge(), build(), look(), look()])
  assert.ok(looked > 20)
  await keep(db)
  await mergeChangedPlaces(db)
  // A search that began before the last building ended may have told later which terms were kept then.
  forgetKnownTerms(db)
  await checkNow(db)
})

test('new terms are built by themselves, and terms that hardly anybody has are forgotten', async () => {
  const { db } = database
  const red = `${source.id}/red`
  await sql`alter table asset_search set (autovacuum_enabled = false)`.execute(db)
  await keep(db)
  await sql`delete from kept_terms where term = ${red}`.execute(db)
  await keepPlaces(db, never, LIMITS)
  assert.equal(await countTerms(red), 0, 'nothing has changed since they were looked for')
  await keep(db)
  assert.equal(await countTerms(red), 1)
  await checkNow(db)
  await sql`delete from assets`.execute(db)
  await mergeChangedPlaces(db)
  await keep(db, { least: 1000, terms: 0 })
  assert.equal(await countTerms(), 0)
})
