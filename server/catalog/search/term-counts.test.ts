import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { countSearch } from './facets.ts'
import { readAssetFilter } from './filter.ts'
import { countWithKept } from './kept-totals.ts'
import { writeSearchRows } from './search-rows.ts'
import { count } from './search-stretch.ts'
import { findTermCounts, foldTermChanges, keepTermCounts } from './term-counts.ts'

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
const LIMITS = { least: 10, most: 10_000, terms: 1000 }
const never = new AbortController().signal

before(async () => {
  database = await createTestDatabase()
  source = await makeSource(database.db)
  await addAssets(0, 300)
  await sql`analyze asset_search`.execute(database.db)
  await keepTermCounts(database.db, never, LIMITS)
})

after(() => database.close())

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
  const known = { sizeBytes: 1, modifiedAt: new Date(1e12), etag: 'e' }
  const files = paths.map((path) => ({ path, ...known }))
  await ensureAssets(database.db, { sourceId: source.id, files })
  const facts = makeFacts()
  const reads = paths.map((path) => ({ path, etag: 'e', facts }))
  await saveReads(database.db, { sourceId: source.id, reads })
}

const operand = (word: string) => `'${source.id}/${word}'`

async function checkCounts(): Promise<void> {
  const { db } = database
  const words = ['red', 'blue', 'round', '#m:image', '#p:blue']
  const counts = await findTermCounts(db, words.map(operand))
  assert.equal(counts.size, words.length)
  for (const word of words) {
    assert.equal(counts.get(operand(word)), await countAll(operand(word)), word)
  }
}

async function countAll(query: string): Promise<number> {
  return await count(database.db, { ...wanted(query) }, null)
}

function wanted(query: string) {
  return {
    sourceId: source.id,
    query,
    rest: query,
    check: null,
    needsAsset: false,
    nearest: null,
  }
}

test('counts follow what comes, changes and goes, summed up or not', async () => {
  const { db } = database
  await checkCounts()
  await addAssets(300, 340)
  await checkCounts()
  await foldTermChanges(db)
  await checkCounts()
  await sql`update assets set origin_path = 'red round/again.jpg' where origin_path = 'blue/1.jpg'`.execute(
    db,
  )
  const { rows } = await sql<{ id: number }>`
    select id from assets where origin_path = 'red round/again.jpg'`.execute(db)
  await writeSearchRows(
    db,
    rows.map(({ id }) => id),
  )
  await checkCounts()
  await sql`delete from assets where origin_path like 'red/%'`.execute(db)
  await checkCounts()
  await Promise.all([foldTermChanges(db), foldTermChanges(db)])
  await checkCounts()
})

test('what is written while counting begins is neither missed nor counted twice', async () => {
  const { db } = database
  await sql`truncate term_counts, term_changes`.execute(db)
  const { keeping } = await db.transaction().execute(async (tx) => {
    await sql`delete from assets where origin_path = 'blue/2.jpg'`.execute(tx)
    const keeping = keepTermCounts(db, never, LIMITS)
    // What the transaction does from here on is noted, what it did before is not.
    while ((await findUncounted()) === 0);
    await sql`delete from assets where origin_path = 'blue/5.jpg'`.execute(tx)
    return { keeping }
  })
  await keeping
  await checkCounts()
})

async function findUncounted(): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from term_counts where assets is null`.execute(database.db)
  return rows[0]?.waiting ?? 0
}

test('alternatives and exclusions add up to what counting gives', async () => {
  const [red, blue, round, flat] = ['red', 'blue', 'round', 'flat'].map(operand)
  for (const query of [
    `(${red} | ${round})`,
    `(${blue} | ${round} | ${flat})`,
    `(${blue} | ${flat})`,
    `(${blue} & !${round})`,
    `(${blue} & !(${round} | ${flat}))`,
    `(${operand('#n:none')} | ${operand('#n:3')})`,
    `((${red} | ${round}) & !${flat})`,
  ]) {
    assert.equal(
      await countWithKept(database.db, wanted(query), 1000),
      await countAll(query),
      query,
    )
    assert.ok((await countWithKept(database.db, wanted(query), 5)) > 5, query)
  }
})

test('a kept count is exact beyond what is counted', async () => {
  const search = { source, filter: readAssetFilter([['keyword', 'blue']]), exact: false }
  const { total, totalIsEstimate } = await countSearch(database.db, search, { exactTotal: 10 })
  assert.deepEqual([total, totalIsEstimate], [await countAll(operand('blue')), false])
})

test('terms that nobody has any more are forgotten', async () => {
  const { db } = database
  await sql`delete from assets`.execute(db)
  await foldTermChanges(db)
  assert.equal((await findTermCounts(db, [operand('red')])).size, 0)
})
