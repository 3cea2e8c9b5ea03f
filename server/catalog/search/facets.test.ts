import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { FacetValue } from '../../../contract/searching.ts'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { capEstimate } from './cap-estimate.ts'
import { countSearch, findFacets } from './facets.ts'
import { readAssetFilter } from './filter.ts'
import { writeSearchRows } from './search-rows.ts'

const MANY = 6000
let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
before(async () => {
  database = await createTestDatabase()
  source = await makeSource(database.db)
  await fill(MANY)
})
after(() => database.close())

/** Every third is tagged `third` and so on: how many there are of what is known without counting. */
const every = (nth: number) => Math.ceil(MANY / nth)

async function fill(assets: number): Promise<void> {
  const { db } = database
  const sourceId = source.id
  const all = Array.from({ length: assets }, (_, at) => at)
  const pathOf = (at: number) => `${at % 2 ? 'odd' : 'even/of two'}/${at % 5}/file ${at}.jpg`
  const modifiedAt = new Date('2024-06-01T00:00:00Z')
  const files = all.map((at) => ({ path: pathOf(at), etag: 'e', sizeBytes: at, modifiedAt }))
  const reads = all.map((at) => ({
    path: pathOf(at),
    etag: 'e',
    facts: makeFacts({
      keywords: ['all', ...(at % 3 ? [] : ['third']), ...(at % 100 ? [] : ['hundredth'])],
      takenAt: at % 4 ? null : new Date('2019-02-03T10:00:00Z'),
      mediaKind: at % 10 ? 'IMAGE' : 'VECTOR',
      contentType: at % 10 ? 'image/jpeg' : 'image/svg+xml',
    }),
  }))
  for (let at = 0; at < assets; at += 1000) {
    await ensureAssets(db, { sourceId, files: files.slice(at, at + 1000) })
    await saveReads(db, { sourceId, reads: reads.slice(at, at + 1000) })
  }
  // By file_size, which is its number.
  await sql`insert into categories (account_id, name) values
    (${source.accountId}, 'Seventh'), (${source.accountId}, 'Eighth')`.execute(db)
  const { rows } = await sql<{ id: number }>`
    update assets set category_ids = array(select id from categories c
      where (name = 'Seventh' and file_size % 7 = 0) or (name = 'Eighth' and file_size % 8 = 0) order by id)
    where file_size % 7 = 0 or file_size % 8 = 0 returning id`.execute(db)
  await writeSearchRows(
    db,
    rows.map(({ id }) => id),
  )
  await sql`analyze asset_search`.execute(db)
}

const ask = (filter: [string, string][], exact = false) => ({
  source,
  filter: readAssetFilter(filter),
  exact,
  limit: 30,
})
const counts = (values: FacetValue[]) =>
  Object.fromEntries(values.map((one) => [one.value, one.count]))

describe('facets', () => {
  test('of few assets are exact', async () => {
    const found = await findFacets(database.db, ask([['tags', 'hundredth']]))
    assert.equal(found.counts_are_estimates, false)
    assert.deepEqual(found.total, 60)
    assert.deepEqual(counts(found.tags), { all: 60, hundredth: 60, third: 20 })
    assert.deepEqual(counts(found.categories), { Seventh: 9, Eighth: 30 })
    assert.deepEqual(counts(found.folders), {
      '/even': 60,
      '/even/of two': 60,
      '/even/of two/0': 60,
    })
    assert.deepEqual(counts(found.media_kinds), { VECTOR: 60 })
    assert.deepEqual(counts(found.content_types), { 'image/svg+xml': 60 })
    assert.deepEqual(counts(found.years), { 2019: 60 })
  })

  const searches: [name: string, filter: [string, string][], total: number][] = [
    ['the whole Source', [], MANY],
    ['a frequent tag', [['tags', 'all']], MANY],
    ['a tag', [['tags', 'third']], every(3)],
    ['a range', [['file_size', '1:']], MANY - 1],
    ['something in assets', [['status', 'indexed']], MANY],
  ]
  // So low that each way is taken: a part of those that were gathered, and a sample through the index, counted or not.
  for (const limits of [
    { exactTotal: 10_000, sample: 1000, few: 10_000 },
    { exactTotal: 10_000, sample: 1000, few: 100 },
    { exactTotal: 500, sample: 1000, few: 100 },
  ]) {
    for (const [name, filter, total] of searches) {
      test(`of ${name} are exact when that is asked for, else near it: ${Object.values(limits)}`, async () => {
        const exact = await findFacets(database.db, ask(filter, true), limits)
        assert.equal(exact.total, total)
        assert.equal(exact.counts_are_estimates, false)
        assert.equal(exact.total_is_estimate, false)
        assert.equal(counts(exact.tags).all, total)
        const roughly = await findFacets(database.db, ask(filter), limits)
        assert.equal(roughly.counts_are_estimates, true)
        const isCounted = filter.length === 0 || total <= limits.exactTotal
        assert.equal(roughly.total_is_estimate, !isCounted)
        near(roughly.total, total, total)
        for (const kind of ['tags', 'categories', 'folders', 'media_kinds', 'years'] as const) {
          const [guessed, real] = [counts(roughly[kind]), counts(exact[kind])]
          for (const [value, count] of Object.entries(real)) near(guessed[value] ?? 0, count, total)
        }
      })
    }
  }

  test('of far more than was thought look at no more than of so many', async () => {
    // Words that only come together: the planner takes them for rare.
    const words = ['even', 'of', 'two', '"even of"', '"of two"', '"even of two"']
    const filter = words.map((word): [string, string] => ['keyword', word])
    const limits = { exactTotal: 1000, sample: 100, few: 500 }
    const { total, folders } = await findFacets(database.db, ask(filter), limits)
    near(total, MANY / 2, MANY)
    // Each that was looked at stands for so many others.
    const different = [...new Set(folders.map(({ count }) => count))]
    const steps = different.slice(1).map((count, at) => (different[at] ?? 0) - count)
    assert.ok(steps.length > 0 && steps.every((step) => step >= 5), String(different))
  })

  test('count what was merged as one, once for each asset', async () => {
    const { db } = database
    const kept = await db
      .selectFrom('categories')
      .selectAll()
      .where('name', '=', 'Seventh')
      .executeTakeFirstOrThrow()
    const gone = await db
      .selectFrom('categories')
      .selectAll()
      .where('name', '=', 'Eighth')
      .executeTakeFirstOrThrow()
    await sql`update categories set name = null, merged_into = ${kept.id} where id = ${gone.id}`.execute(
      db,
    )
    for (const exact of [false, true]) {
      const found = await findFacets(db, ask([['tags', 'hundredth']], exact))
      assert.deepEqual(counts(found.categories), { Seventh: 34 })
    }
  })

  test('of nothing are none', async () => {
    const found = await findFacets(database.db, ask([['tags', 'unheard of']]))
    assert.equal(found.total, 0)
    assert.deepEqual(found.tags, [])
  })
})

/** A sample of about a thousand is off by three in a hundred at times, and by eight hardly ever. */
function near(guessed: number, real: number, total: number): void {
  const off = Math.abs(guessed - real) / total
  assert.ok(off < 0.08 + 30 / total, `${guessed} instead of ${real} of ${total}`)
}

test('a count is exact up to a limit, and beyond when that is asked for', async () => {
  const limits = { exactTotal: 500 }
  const count = (filter: [string, string][], exact = false) =>
    countSearch(database.db, ask(filter, exact), limits)
  assert.deepEqual(await count([]), { total: MANY, totalIsEstimate: false })
  assert.deepEqual(await count([['tags', 'hundredth']]), { total: 60, totalIsEstimate: false })
  assert.deepEqual(await count([['tags', 'unheard of']]), { total: 0, totalIsEstimate: false })
  assert.deepEqual(await count([['tags', 'third']], true), {
    total: every(3),
    totalIsEstimate: false,
  })
  const { total, totalIsEstimate } = await count([['tags', 'third']])
  assert.equal(totalIsEstimate, true)
  assert.ok(total > 1400 && total < 2700, String(total))
})

test('an estimate is never more than the source has', async () => {
  const cap = (total: number, totalIsEstimate: boolean) =>
    capEstimate(database.db, source.id, { total, totalIsEstimate })
  assert.deepEqual(await cap(MANY + 300, true), { total: MANY, totalIsEstimate: true })
  assert.deepEqual(await cap(MANY - 300, true), { total: MANY - 300, totalIsEstimate: true })
  assert.deepEqual(await cap(MANY + 1, false), { total: MANY + 1, totalIsEstimate: false })
})
