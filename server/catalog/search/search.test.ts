import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { updateAsset } from '../update-asset.ts'
import type { AssetTerm } from './asset-terms.ts'
import { readAssetFilter } from './filter.ts'
import { keepPlaces, mergeChangedPlaces } from './keep-places.ts'
import { ensureSearchIndexes } from './renew-index.ts'
import { searchAssets } from './search.ts'
import type { AssetPage } from './search-page.ts'
import { writeSearchRows } from './search-rows.ts'
import { SEARCH_LIMITS, type SearchLimits } from './search-ways.ts'
import { type AssetSort, readAssetSort } from './sort.ts'
import { foldText } from './words.ts'

/** An asset as the oracle knows it: plain values, looked through one by one. */
interface Sample {
  path: string
  size: number
  created: number
  modified: number
  width: number
  taken: number | null
  kind: 'IMAGE' | 'ANIMATION' | 'VECTOR'
  title: string | null
  tags: Record<string, number>
  categories: string[]
  fields: Record<string, string>
  edited: boolean
  faces: number | null
}

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
let samples: Sample[]

const random = mulberry(20261121)
const pick = <Item>(items: readonly Item[]): Item =>
  items[Math.floor(random() ** 1.5 * items.length)] ?? assert.fail()
const some = <Item>(items: readonly Item[], most: number): Item[] => [
  ...new Set(Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(items))),
]

const TAGS = ['cat', 'dog', 'Sky', 'red shoe', 'night', 'sea', 'ball', 'oak tree']
const CATEGORIES = ['Hero', 'Summer sale', 'Archive', 'Größe']
const KEYS = ['Shoot', 'User ID', 'Licence']
const VALUES = ['12', 'studio', "it's", 'Free to use', '4711']
const WORDS = ['red', 'shoe', 'redshoe', 'summer', 'sum', 'IMG_1204', 'beach', 'reach', 'über', 'x']
const FOLDERS = ['', 'a/', 'a/b/', 'a/bc/', 'a/b/c/', 'photos 2020/', 'Photos 2020/x/']
const KINDS = ['IMAGE', 'VECTOR', 'ANIMATION'] as const

before(async () => {
  database = await createTestDatabase()
  const { db } = database
  source = await makeSource(db)
  samples = Array.from({ length: 2500 }, (_, at) => makeSample(at))
  await fill(samples.map((sample) => ({ ...sample })))
  await sql`analyze asset_search`.execute(db)
  await ensureSearchIndexes(db)
})
after(() => database.close())

function makeSample(at: number): Sample {
  const created = 1_500_000_000 + Math.floor(random() * 400) * 300_000
  return {
    path: `${pick(FOLDERS)}${pick(WORDS)}-${pick(WORDS)}_${at}.jpg`,
    size: 1 + Math.floor(random() * 50),
    created,
    modified: created,
    width: Math.floor(random() * 20),
    taken: random() < 0.3 ? created - 1000 : null,
    kind: pick(KINDS),
    title: random() < 0.5 ? `${pick(WORDS)} ${pick(WORDS)}` : null,
    tags: Object.fromEntries(some(TAGS, 4).map((tag) => [tag, 1])),
    categories: random() < 0.2 ? some(CATEGORIES, 3) : [],
    fields: random() < 0.2 ? { [pick(KEYS)]: pick(VALUES) } : {},
    edited: false,
    faces: random() < 0.3 ? Math.floor(random() * 14) : null,
  }
}

async function fill(list: Sample[]): Promise<void> {
  const { db } = database
  const files = list.map(({ path, size, created }) => ({
    path,
    etag: 'e',
    sizeBytes: size,
    modifiedAt: new Date(created * 1000),
  }))
  await ensureAssets(db, { sourceId: source.id, files })
  // What only analysis will find one day.
  await sql`update assets set face_count = f.faces
    from unnest(${sql.val(list.map(({ path }) => path))}::text[],
      ${sql.val(list.map(({ faces }) => faces))}::int[]) as f (path, faces)
    where source_id = ${source.id} and origin_path = f.path`.execute(db)
  const reads = list.map(({ path, ...sample }) => ({
    path,
    etag: 'e',
    facts: makeFacts({
      mediaKind: sample.kind,
      displayWidth: sample.width,
      title: sample.title,
      keywords: Object.keys(sample.tags),
      takenAt: sample.taken === null ? null : new Date(sample.taken * 1000),
    }),
  }))
  await saveReads(db, { sourceId: source.id, reads })
  for (const sample of samples) {
    if (sample.categories.length + Object.keys(sample.fields).length === 0) continue
    const [tag] = Object.keys(sample.tags)
    if (tag) sample.tags[tag] = 0
    const { categories, fields: custom_fields, tags } = sample
    const patch = { categories, custom_fields, tags }
    const edit = { accountId: source.accountId, sourceId: source.id, path: sample.path, patch }
    const edited = await updateAsset(db, { ...edit, ifTag: null, by: { name: null, byApi: true } })
    sample.edited = true
    sample.modified = edited.date_modified.getTime() / 1000
  }
}

const words = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

function hasKeyword(sample: Sample, text: string): boolean {
  const asked = words(text)
  const tags = Object.keys(sample.tags).filter((tag) => sample.tags[tag] !== 0)
  const fields = Object.entries(sample.fields).flat()
  const own = [sample.path, sample.title ?? '', ...tags, ...fields, ...sample.categories].flatMap(
    words,
  )
  return asked.every((word) =>
    own.some(
      (one) =>
        one === word ||
        (word.length >= 3 && one.startsWith(word)) ||
        (word.length >= 4 && one.includes(word)),
    ),
  )
}

const hasTag = (sample: Sample, label: string) =>
  Object.entries(sample.tags).some(
    ([tag, value]) => value > 0 && tag.toLowerCase() === label.toLowerCase(),
  )
const hasCategory = (sample: Sample, name: string) =>
  sample.categories.some((category) => category.toLowerCase() === name.toLowerCase())
const folderOf = ({ path }: Sample) => path.slice(0, Math.max(0, path.lastIndexOf('/')))

type Filter = [name: string, value: string, holds: (sample: Sample) => boolean]
const FILTERS: (() => Filter)[] = [
  () => {
    const text = pick([
      'red',
      'shoe',
      'redshoe 1204',
      'sum',
      'each',
      'summer sal',
      'uber',
      'x',
      'RED SHOE',
      '12',
      'hero',
      'use',
      'licence',
      'id',
      'oak tre',
    ])
    return [pick(['keyword', 'keywords']), text, (sample) => hasKeyword(sample, text)]
  },
  () => {
    const tag = pick(TAGS)
    return ['tags', pick([tag, tag.toUpperCase()]), (sample) => hasTag(sample, tag)]
  },
  () => {
    const [one, other] = [pick(TAGS), pick(TAGS)]
    return ['tags', `${one},${other}`, (sample) => hasTag(sample, one) && hasTag(sample, other)]
  },
  () => {
    const name = pick([...CATEGORIES, 'Unknown'])
    return ['categories', name, (sample) => hasCategory(sample, name)]
  },
  () => {
    const [key, value] = [pick(KEYS), pick(VALUES)]
    return [`custom:${key}`, value, (sample) => sample.fields[key] === value]
  },
  () => {
    const key = pick(KEYS)
    return [`custom:${key}`, '', (sample) => key in sample.fields]
  },
  () => {
    const part = pick([
      'shoe',
      'b/red',
      '_1',
      'PHOTOS 2020/',
      'dshoe-su',
      '%',
      '-',
      'IMG_1204-über',
      'zzz',
      '.jpg',
      'h_10',
    ])
    return ['origin_path', part, ({ path }) => path.toLowerCase().includes(part.toLowerCase())]
  },
  () => {
    const prefix = pick(['/a', '/a/b', '/a/b/', '/a/b/c/red', '/photos 2020/', '/nothing/'])
    return ['origin_path', prefix, ({ path }) => `/${path}`.startsWith(prefix)]
  },
  () => {
    const folder = pick(['/a', '/a/b', '/a/b/', '/', '/photos 2020', '/nothing'])
    const name = folder.replace(/^\/|\/$/g, '')
    const below = (own: string) => own === name || own.startsWith(`${name}/`)
    return [
      'folder_path',
      folder,
      (sample) => (folder.endsWith('/') ? folderOf(sample) === name : below(folderOf(sample))),
    ]
  },
  () => {
    const kind = pick(KINDS)
    return ['media_kind', pick([kind, kind.toLowerCase()]), (sample) => sample.kind === kind]
  },
  () => {
    const wanted = pick([true, false])
    return ['has_frames', `${wanted}`, ({ kind }) => (kind === 'ANIMATION') === wanted]
  },
  () => {
    const wanted = pick([true, false])
    return ['edited_by_user', `${wanted}`, ({ edited }) => edited === wanted]
  },
  () => {
    const [low, high] = [Math.floor(random() * 14), Math.floor(random() * 16)]
    const range = pick([`${low}`, `${low}:${high}`, `${low}:`, `:${high}`])
    return ['face_count', range, ({ faces }) => faces !== null && within(faces, range)]
  },
  () => {
    const range = pick(['5', '3:12', '10:', ':4', '12:3'])
    const [name, value] = pick([
      ['file_size', (sample: Sample) => sample.size],
      ['media_width', (sample: Sample) => sample.width],
    ] as const)
    return [name, range, (sample) => within(value(sample), range)]
  },
  () => {
    const range = pick(['1600100000:1600200000', ':1600050000', '1600000000', '1600399000:'])
    const [name, value] = pick([
      ['date_created', (sample: Sample) => sample.created],
      ['date_taken', (sample: Sample) => sample.taken],
    ] as const)
    return [name, range, (sample) => within(value(sample), range)]
  },
  () => ['status', 'indexed', () => true],
  () => ['status', 'error', () => false],
]

function within(value: number | null, range: string): boolean {
  const [low = '', high] = range.split(':')
  if (value === null) return false
  if (high === undefined) return value === Number(low)
  return (low === '' || value >= Number(low)) && (high === '' || value <= Number(high))
}

const SORTS = ['date_created', 'date_modified', 'file_size', 'date_taken', 'origin_path'].flatMap(
  (name) => [name, `-${name}`],
)
const sortValue = (sample: Sample, { column }: AssetSort) =>
  ({
    date_created: sample.created,
    date_modified: sample.modified,
    file_size: sample.size,
    date_taken: sample.taken ?? sample.created,
    origin_path: foldText(sample.path),
    relevance: 0,
  })[column]

/** As in production, and so low that 2,500 assets take every way through the search. */
const LIMITS = [
  SEARCH_LIMITS,
  { exactTotal: 150, few: 20, shortWalk: 100, longWalk: 600, rung: 100 },
]

interface Reading {
  filter: AssetTerm
  sort: AssetSort
  style: string
  limits: SearchLimits
}

async function allPages({ filter, sort, style, limits }: Reading) {
  const limit = 30 + Math.floor(random() * 300)
  const paths: string[] = []
  const totals = new Set<number>()
  for (let page: AssetPage = { limit, offset: 0 }; ; ) {
    const search = { source, filter, sort, page, exactTotal: false, withMetadata: false }
    const found = await searchAssets(database.db, search, limits)
    paths.push(...found.assets.map(({ origin_path }) => origin_path))
    if (!found.totalIsEstimate) totals.add(found.total)
    assert.equal(found.hasMore, found.after !== null)
    if (!found.hasMore) return { paths, totals: [...totals] }
    page = style === 'after' ? { limit, after: found.after ?? '' } : { limit, offset: paths.length }
  }
}

describe('searching gives what looking at every asset gives', () => checkRounds(60))

describe('so it does when the places of frequent terms are kept', () => {
  before(() => keepPlaces(database.db, new AbortController().signal, { least: 300, terms: 1000 }))
  checkRounds(60)
})

describe('and when some have changed since', () => {
  before(async () => {
    const { db } = database
    // The words of the one are of the other for a while, which is told of no place.
    await sql`update asset_search s set fts = o.fts from asset_search o
      where s.asset_id % 8 = 0 and o.asset_id = s.asset_id + 1`.execute(db)
    await mergeChangedPlaces(db)
    const { rows } = await sql<{ id: number }>`
      select asset_id as id from asset_search where asset_id % 8 = 0`.execute(db)
    await writeSearchRows(
      db,
      rows.map(({ id }) => id),
    )
  })
  checkRounds(60)
})

function checkRounds(rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    test(`round ${round}`, async (t) => {
      const all = Array.from({ length: Math.floor(random() * 4) }, () => pick(FILTERS)())
      const any = random() < 0.4 ? Array.from({ length: 2 }, () => pick(FILTERS)()) : []
      const given = [
        ...all.map(([name, value]) => [name, value] as const),
        ...any.map(([name, value]) => [`or:${name}`, value] as const),
      ]
      const sort = readAssetSort(pick(SORTS))
      const style = pick(['after', 'offset'])
      const limits = pick(LIMITS)
      t.diagnostic(JSON.stringify({ given, sort, style, limits }))
      // A condition without a value is none; `custom:` without one asks for the key.
      const expected = samples.filter(
        (sample) =>
          all.every(([, , holds]) => holds(sample)) &&
          (any.length === 0 || any.some(([, , holds]) => holds(sample))),
      )
      const { paths, totals } = await allPages({
        filter: readAssetFilter(given),
        sort,
        style,
        limits,
      })
      assert.deepEqual(paths.toSorted(), expected.map(({ path }) => path).toSorted())
      for (const total of totals) assert.equal(total, expected.length)
      // Not when the index finds far more than fit, which with the low limits it does.
      const isCounted = limits === SEARCH_LIMITS && expected.length <= limits.exactTotal
      if (isCounted) assert.equal(totals.length, 1)
      const byPath = new Map(samples.map((sample) => [sample.path, sample]))
      const values = paths.map((path) => sortValue(byPath.get(path) ?? assert.fail(), sort))
      const step = sort.descending ? -1 : 1
      const compare = (one: string | number, other: string | number) =>
        one === other ? 0 : one < other ? -step : step
      assert.deepEqual(values, values.toSorted(compare))
    })
  }
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
