import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { resolveTerm } from './conditions.ts'
import { readAssetFilter } from './filter.ts'
import { ensureSearchIndexes } from './renew-index.ts'
import { searchAssets } from './search.ts'
import { readAssetSort } from './sort.ts'
import { pairLexeme, pairNeighbours } from './word-pairs.ts'
import { readRuns } from './words.ts'

const pairsOf = (text: string) => [...pairNeighbours(readRuns(text))].map((pair) => pair.join(' '))

test('words that are next to each other are pairs, and so are the parts of runs', () => {
  assert.deepEqual(pairsOf('the red shoe'), ['the red', 'red shoe'])
  assert.deepEqual(pairsOf('one'), [])
  assert.deepEqual(pairsOf('a redShoe, blueHat'), [
    ...['a red', 'a redshoe', 'red shoe'],
    ...['shoe blue', 'shoe bluehat', 'redshoe blue', 'redshoe bluehat', 'blue hat'],
  ])
})

test('a pair is a term that is no word and no filter, unless one of them is hardly ever part of a phrase', () => {
  assert.match(pairLexeme('red', 'shoe') ?? '', /^#[0-9a-z]{1,3}$/)
  assert.equal(pairLexeme('red', 'shoe'), pairLexeme('red', 'shoe'))
  assert.notEqual(pairLexeme('red', 'shoe'), pairLexeme('shoe', 'red'))
  const unpaired = [pairLexeme('a', 'shoe'), pairLexeme('img', '48213'), pairLexeme('東京', '2024')]
  assert.deepEqual(unpaired, [null, null, null])
})

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
let texts: string[]

before(async () => {
  database = await createTestDatabase()
  const { db } = database
  source = await makeSource(db)
  texts = Array.from({ length: 300 }, makeText)
  const modifiedAt = new Date()
  const files = texts.map((_, at) => ({ path: `${at}.jpg`, etag: 'e', sizeBytes: 1, modifiedAt }))
  await ensureAssets(db, { sourceId: source.id, files })
  const reads = texts.map((description, at) => ({
    ...{ path: `${at}.jpg`, etag: 'e' },
    facts: makeFacts({ description }),
  }))
  await saveReads(db, { sourceId: source.id, reads })
  await ensureSearchIndexes(db)
})
after(() => database.close())

const WORDS = [
  'red',
  'shoe',
  'redShoe',
  'Red',
  'IMG12',
  'IMG48213',
  'x',
  'ß',
  'HTMLPage',
  'ﬁne',
  '2024',
]
const GAPS = [' ', '-', ', ', '']
let state = 7
const random = (below: number) => {
  state = (state * 48_271) % 2_147_483_647
  return state % below
}
const pick = (list: readonly string[]) => list[random(list.length)] ?? ''

function makeText(): string {
  return Array.from({ length: 2 + random(6) }, () => pick(WORDS) + pick(GAPS)).join('')
}

async function find(keyword: string): Promise<string[]> {
  const { assets } = await searchAssets(database.db, {
    source,
    filter: readAssetFilter([['keyword', keyword]]),
    sort: readAssetSort('origin_path'),
    page: { limit: 500, offset: 0 },
    exactTotal: true,
    withMetadata: false,
  })
  return assets.map(({ origin_path }) => origin_path).sort()
}

async function queryFor(keyword: string): Promise<string> {
  const scope = { sourceId: source.id, accountId: source.accountId }
  const condition = await resolveTerm(database.db, scope, readAssetFilter([['keyword', keyword]]))
  return condition?.query ?? ''
}

/** As somebody would look for it: what is written together is one word, or the words it is made of. */
function holds(text: string, phrase: string): boolean {
  const [runs, asked] = [readRuns(text), readRuns(phrase)]
  const spellings = [
    asked.map(({ folded }) => folded),
    asked.flatMap(({ parts }) => parts.map(({ word }) => word)),
  ]
  const fits = (words: readonly string[], run: number, part: number): boolean => {
    const [word, ...others] = words
    if (word === undefined) return true
    const there = runs[run]
    if (!there) return false
    const next = part + 1 < there.parts.length ? [run, part + 1] : [run + 1, 0]
    if (there.parts[part]?.word === word && fits(others, next[0] ?? 0, next[1] ?? 0)) return true
    return part === 0 && there.folded === word && fits(others, run + 1, 0)
  }
  return runs.some(({ parts }, run) =>
    parts.some((_, part) => spellings.some((words) => fits(words, run, part))),
  )
}

async function makeOlder(assets: RawBuilder<SqlBool>, steps: number): Promise<void> {
  await sql`update asset_search set index_version = index_version - ${steps} where ${assets}`.execute(
    database.db,
  )
}

test('a phrase loses nothing by its pairs, and finds nothing more', async () => {
  const phrases = texts.slice(0, 80).map((text) => {
    const words = text.split(' ')
    return words.slice(0, 1 + random(words.length)).join(' ')
  })
  const found = new Map<string, string[]>()
  for (const phrase of phrases) found.set(phrase, await find(`"${phrase}"`))
  const some = sql<SqlBool>`asset_id % 7 = 0`
  await makeOlder(some, 1)
  for (const [phrase, paths] of found) {
    const right = texts.flatMap((text, at) => (holds(text, phrase) ? [`${at}.jpg`] : []))
    assert.deepEqual(
      right.filter((path) => !paths.includes(path)),
      [],
      phrase,
    )
    const without = await find(`"${phrase}"`)
    assert.deepEqual(
      paths.filter((path) => !without.includes(path)),
      [],
      phrase,
    )
  }
  await makeOlder(some, -1)
})

test('pairs are asked for while no asset may lack them, and never of a word that is unfinished', async () => {
  assert.match(await queryFor('"red shoe page"'), /'#\w+' & '#\w+'/)
  assert.match(await queryFor('red-shoe-pag'), /^[^#]*'#\w+'[^#]*$/)
  assert.doesNotMatch(await queryFor('red shoe'), /#/)
  const one = sql<SqlBool>`asset_id = (select min(asset_id) from asset_search)`
  await makeOlder(one, 1)
  assert.doesNotMatch(await queryFor('"red shoe page"'), /#/)
  await makeOlder(one, -1)
})
