import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { isFailure } from '../../lib/failures.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { updateAsset } from '../update-asset.ts'
import { ASSET_FILTERS, FIELD_FILTERS } from './asset-filters.ts'
import { readAssetFilter } from './filter.ts'
import { searchAssets } from './search.ts'
import { writeSearchRows } from './search-rows.ts'
import { SEARCH_LIMITS } from './search-ways.ts'
import { readAssetSort } from './sort.ts'

/** An asset as a look at each one sees it. */
interface Sample {
  path: string
  size: number
  width: number | null
  height: number | null
  turn: number | null
  taken: number | null
  contentType: string
  description: string | null
  tags: Record<string, number>
  categories: string[]
  fields: Record<string, string>
  faces: number | null
  adult: number | null
}

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>

let seed = 4
const random = () => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
  return (seed >>> 8) / 2 ** 23
}
const pick = <Item>(items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] ?? assert.fail()
const some = <Item>(items: readonly Item[]) => items.filter(() => random() < 0.3)
const maybe = <Item>(item: Item): Item | null => (random() < 0.6 ? item : null)

const isVideo = ({ contentType }: Sample) => contentType.startsWith('video/')

const TAGS = ['sea', 'Sky', 'cat, black', 'oak']
const CATEGORIES = ['Hero', 'Sale']
const PRICES = [
  '12',
  '12.5',
  '-3',
  '1250',
  '12505',
  '12507',
  '0',
  '1,5',
  '1,500',
  'cheap',
  '9999.5',
]
const DAYS = ['2026-01-31', '2026-02-01', '2025-12-31', '31.01.2026', '2026-01-31T10:00:00Z']
const DAY = 86_400

const samples = Array.from({ length: 400 }, (_, at): Sample => {
  const extension = pick(['jpg', 'JPG', 'png', 'tar.gz'])
  return {
    path: `${pick(['', 'a/', 'a/b/'])}${at}.${extension}`,
    size: Math.floor(random() * 30),
    width: maybe(pick([100, 150, 200, 3000])),
    height: maybe(pick([100, 133, 200, 4000])),
    turn: maybe(pick([1, 3, 6, 8])),
    taken: maybe(1_700_000_000 + Math.floor(random() * 10) * DAY),
    contentType: pick(['image/jpeg', 'image/png', 'video/mp4']),
    description: maybe('Something'),
    tags: Object.fromEntries(some(TAGS).map((tag) => [tag, pick([1, 0.75, 0.7, 0.69, 0.3, 0])])),
    categories: some(CATEGORIES),
    fields: {
      ...(random() < 0.6 ? { Price: pick(PRICES) } : {}),
      ...(random() < 0.4 ? { Shot: pick(DAYS) } : {}),
      ...(random() < 0.1
        ? { Note: pick(['Größe XL', 'Straßenbahn', 'It is 100%_', '東京タワー']) }
        : {}),
    },
    faces: maybe(Math.floor(random() * 15)),
    adult: maybe(1 + Math.floor(random() * 5)),
  }
})

before(async () => {
  database = await createTestDatabase()
  const { db } = database
  source = await makeSource(db)
  const { id: sourceId, accountId } = source
  const modifiedAt = new Date(1_690_000_000_000)
  const files = samples.map(({ path, size }) => ({ path, etag: 'e', sizeBytes: size, modifiedAt }))
  await ensureAssets(db, { sourceId, files })
  const reads = samples.map((sample) => ({
    path: sample.path,
    etag: 'e',
    facts: makeFacts({
      contentType: sample.contentType,
      mediaKind: isVideo(sample) ? 'VIDEO' : 'IMAGE',
      displayWidth: sample.width,
      displayHeight: sample.height,
      orientation: sample.turn,
      takenAt: sample.taken === null ? null : new Date(sample.taken * 1000),
      description: sample.description,
    }),
  }))
  await saveReads(db, { sourceId, reads })
  for (const { path, categories, fields, tags } of samples) {
    const patch = { categories, custom_fields: fields, tags }
    const by = { name: null, byApi: true }
    await updateAsset(db, { accountId, sourceId, path, patch, ifTag: null, by })
  }
  // What only analysis will find one day.
  await sql`update assets set face_count = f.faces, warning_adult = f.adult
    from unnest(${sql.val(samples.map(({ path }) => path))}::text[],
      ${sql.val(samples.map(({ faces }) => faces))}::int[],
      ${sql.val(samples.map(({ adult }) => adult))}::int[]) as f (path, faces, adult)
    where source_id = ${sourceId} and origin_path = f.path`.execute(db)
  const { rows } = await sql<{ id: number }>`select id from assets`.execute(db)
  await writeSearchRows(
    db,
    rows.map(({ id }) => id),
  )
})
after(() => database.close())

type Given = readonly (readonly [name: string, value: string])[]

/** The same whether the index or the ordered walk finds it. */
async function find(given: Given): Promise<string[]> {
  const search = {
    source,
    filter: readAssetFilter(given),
    sort: readAssetSort('origin_path'),
    page: { limit: 1000, offset: 0 },
    exactTotal: true,
    withMetadata: false,
  }
  const limits = { ...SEARCH_LIMITS, exactTotal: 10, few: 2, shortWalk: 5, longWalk: 5000 }
  const [one, other] = [
    await searchAssets(database.db, search),
    await searchAssets(database.db, search, limits),
  ]
  const paths = one.assets.map(({ origin_path }) => origin_path)
  assert.deepEqual(
    other.assets.map(({ origin_path }) => origin_path),
    paths,
  )
  assert.equal(one.total, paths.length)
  return paths.sort()
}

const tagged = (sample: Sample, label: string, least = 0) =>
  Object.entries(sample.tags).some(
    ([tag, confidence]) =>
      tag.toLowerCase() === label.toLowerCase() && confidence > 0 && confidence >= least,
  )
const price = ({ fields: { Price = '' } }: Sample): number =>
  /^-?\d+([.,]\d+)?$/.test(Price) && Price !== '1,500'
    ? Number(Price.replace(',', '.'))
    : Number.NaN
const shot = ({ fields: { Shot = '' } }: Sample) => (Shot.includes('-') ? Shot.slice(0, 10) : '')
const ratio = ({ width, height }: Sample) =>
  width === null || height === null ? Number.NaN : width / height

const CASES: [given: Given, holds: (sample: Sample) => boolean][] = [
  [[['tags', 'SEA']], (s) => tagged(s, 'sea')],
  [[['tags', 'sea,sky']], (s) => tagged(s, 'sea') && tagged(s, 'sky')],
  [[['tags', 'cat, black']], (s) => tagged(s, 'cat, black')],
  [[['tags_any', 'sea,sky,none']], (s) => tagged(s, 'sea') || tagged(s, 'sky')],
  [[['tags_none', 'sea,sky']], (s) => !tagged(s, 'sea') && !tagged(s, 'sky')],
  [
    [
      ['tags', 'oak'],
      ['tags_none', 'sea'],
    ],
    (s) => tagged(s, 'oak') && !tagged(s, 'sea'),
  ],
  [[['tags_none', 'unheard of']], () => true],
  [
    [
      ['or:tags_none', 'sea'],
      ['or:tags', 'oak'],
    ],
    (s) => !tagged(s, 'sea') || tagged(s, 'oak'),
  ],
  ...['0', '0.3', '0.7', '0.71', '0.695', '0.75', '1'].map((least): (typeof CASES)[number] => [
    [
      ['tags_any', 'sea,oak'],
      ['tag_confidence', least],
    ],
    (s) => tagged(s, 'sea', Number(least)) || tagged(s, 'oak', Number(least)),
  ]),
  [[['categories_any', 'hero,sale']], (s) => s.categories.length > 0],
  [[['categories_none', 'hero']], (s) => !s.categories.includes('Hero')],
  [[['has_tags', 'true']], (s) => Object.values(s.tags).some((confidence) => confidence > 0)],
  [[['has_tags', 'false']], (s) => Object.values(s.tags).every((confidence) => confidence === 0)],
  [[['has_categories', 'false']], (s) => s.categories.length === 0],
  [[['has_custom_fields', 'true']], (s) => Object.keys(s.fields).length > 0],
  [[['has_description', 'false']], (s) => s.description === null],
  [[['has_alt_text', 'true']], () => false],
  [[['custom:Price', '']], (s) => 'Price' in s.fields],
  [[['custom:price', '12']], (s) => s.fields.Price === '12'],
  [[['custom_none:Price', '']], (s) => !('Price' in s.fields)],
  [[['custom_none:nobody', 'x']], () => true],
  [[['custom_contains:Note', 'größe']], (s) => s.fields.Note === 'Größe XL'],
  [[['custom_contains:Note', 'STRASSEN']], (s) => s.fields.Note === 'Straßenbahn'],
  [[['custom_contains:Note', 'enba']], (s) => s.fields.Note === 'Straßenbahn'],
  [[['custom_contains:Note', '100%_']], (s) => s.fields.Note === 'It is 100%_'],
  [[['custom_contains:Note', '100_']], () => false],
  [[['custom_contains:Note', 'タ']], (s) => s.fields.Note === '東京タワー'],
  [[['custom_contains:Price', 'chea']], (s) => s.fields.Price === 'cheap'],
  ...[
    ['12', 12, 12],
    ['12:1250', 12, 1250],
    ['1.5', 1.5, 1.5],
    ['1,5:', 1.5, Number.POSITIVE_INFINITY],
    [':-1', Number.NEGATIVE_INFINITY, -1],
    ['-3:0', -3, 0],
    ['12505', 12_505, 12_505],
    ['12506:12507', 12_506, 12_507],
    [':12505', Number.NEGATIVE_INFINITY, 12_505],
    ['12.51:9999.49', 12.51, 9999.49],
    ['5:3', 1, 0],
  ].map(([range, low, high]): (typeof CASES)[number] => [
    [['custom_range:Price', String(range)]],
    (s) => price(s) >= Number(low) && price(s) <= Number(high),
  ]),
  [[['custom_range:Shot', '2026-01-31']], (s) => shot(s) === '2026-01-31'],
  [[['custom_range:Shot', '2026-01-31:']], (s) => shot(s) >= '2026-01-31'],
  [[['custom_range:Shot', ':2026-01-31']], (s) => shot(s) !== '' && shot(s) <= '2026-01-31'],
  [[['custom_range:Shot', '20260131']], () => false],
  [[['extension', 'JPG,.png']], (s) => /\.(jpg|png)$/i.test(s.path)],
  [[['extension', 'gz']], (s) => s.path.endsWith('.gz')],
  [[['content_type', 'image/*']], (s) => s.contentType.startsWith('image/')],
  [[['content_type', 'image/png,video/*']], (s) => s.contentType !== 'image/jpeg'],
  [[['content_type', '*/*']], () => false],
  [[['date_taken', 'none']], (s) => s.taken === null],
  [[['date_taken', '1700000000:1700259200']], (s) => s.taken !== null && s.taken <= 1_700_259_200],
  [[['date_taken', ':1690000001']], () => false],
  [[['face_count', 'none']], (s) => s.faces === null],
  [[['face_count', '2:11']], (s) => s.faces !== null && s.faces >= 2 && s.faces <= 11],
  [[['face_count', '-4:0']], (s) => s.faces === 0],
  [[['warning_adult', 'none']], (s) => s.adult === null],
  [[['warning_adult', '4:']], (s) => (s.adult ?? 0) >= 4],
  [[['warning_racy', 'none']], () => true],
  [[['file_size', '9:3']], () => false],
  [
    [
      ['file_size', '3:9'],
      ['tags_none', 'sea'],
    ],
    (s) => s.size >= 3 && s.size <= 9 && !tagged(s, 'sea'),
  ],
  [[['media_width', '150:']], (s) => (s.width ?? 0) >= 150],
  [[['aspect_ratio', '1']], (s) => ratio(s) === 1],
  [[['aspect_ratio', '1.13']], (s) => ratio(s) === 150 / 133],
  [[['aspect_ratio', ':0.75']], (s) => ratio(s) <= 0.75],
  [[['aspect_ratio', '2:30']], (s) => ratio(s) >= 2 && ratio(s) <= 30],
  [[['aspect_ratio', '3:2']], () => false],
  [[['orientation', 'landscape']], (s) => ratio(s) > 1],
  [[['orientation', 'Square']], (s) => ratio(s) === 1],
  [[['orientation', '6:8']], (s) => (s.turn ?? 0) >= 6],
  [
    [
      ['status', 'indexed'],
      ['has_tags', 'false'],
    ],
    (s) => Object.values(s.tags).every((one) => one === 0),
  ],
  [[['status', 'error']], () => false],
  [[['video_status', 'VIDEO_READY']], (s) => isVideo(s)],
  [[['video_status', 'errored']], () => false],
  [
    [
      ['tag_confidence', '0.9'],
      ['color_tolerance', '3'],
    ],
    () => true,
  ],
]

describe('each filter, against a look at each asset', () => {
  for (const [given, holds] of CASES) {
    test(given.map((one) => one.join('=')).join(' & '), async () => {
      const expected = samples.filter(holds).map(({ path }) => path)
      assert.deepEqual(await find(given), expected.sort())
    })
  }

  test('all filters that are documented are tried here or beside the search itself', () => {
    const tried = new Set(CASES.flatMap(([given]) => given.map(([name]) => name.split(':')[0])))
    const elsewhere = ['keyword', 'keywords', 'colors', 'categories', 'origin_path', 'folder_path']
    const others = [
      'media_kind',
      'has_frames',
      'edited_by_user',
      'similar_to',
      'duplicate',
      'alt_text_is_weak',
      'analysis_status',
      'date_created',
      'date_modified',
    ]
    const names = [...Object.keys(ASSET_FILTERS), ...Object.keys(FIELD_FILTERS)]
    const left = names.filter(
      (name) => !tried.has(name) && ![...elsewhere, ...others].includes(name),
    )
    assert.deepEqual(
      left.filter((name) => !/^(warning_|media_height)/.test(name)),
      [],
    )
  })
})

test('keys that objects have by themselves are keys like others', async () => {
  for (const name of ['custom', 'custom_none', 'custom_contains']) {
    for (const key of ['__proto__', 'constructor', 'a:b', '\ud800', ' ', '%']) {
      const expected = name === 'custom_none' ? samples.length : 0
      assert.equal((await find([[`${name}:${key}`, 'text']])).length, expected, `${name}:${key}`)
    }
  }
})

test('any rubbish is answered or refused, and what is answered is what was asked', async () => {
  const names = [
    ...Object.keys(ASSET_FILTERS).filter((name) => name !== 'similar_to'),
    ...Object.keys(FIELD_FILTERS).map((one) => `${one}:Price`),
  ]
  const bits = [
    '"',
    "'",
    '\\',
    '%',
    '_',
    '*',
    ':',
    ',',
    '-',
    ' ',
    '|',
    '&',
    '!',
    '(',
    ')',
    '<->',
    'OR',
    '.*',
    '[',
    '{',
    '$1',
  ]
  const words = [
    'sea',
    'jpg',
    'Größe',
    '東京',
    '\u202e',
    '\ud800',
    '👍🏽',
    '2026-01-31',
    '12',
    '0x1',
    'NaN',
    'none',
    'true',
    'fff',
    '/a/',
    'a'.repeat(300),
  ]
  let answered = 0
  for (let round = 0; round < 600; round++) {
    const given = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const value = Array.from({ length: Math.floor(random() * 6) }, () =>
        pick([...bits, ...words]),
      )
      return [`${random() < 0.2 ? 'or:' : ''}${pick(names)}`, value.join(pick(['', ' ']))] as const
    })
    try {
      const paths = await find(given)
      answered++
      // Whatever else was asked: a part of the path is in the path.
      for (const [name, value] of given) {
        if (name !== 'origin_path' || value.trim() === '' || value.startsWith('/')) continue
        assert.ok(paths.every((path) => path.toLowerCase().includes(value.toLowerCase())))
      }
    } catch (error) {
      assert.ok(isFailure(error, 'invalid_parameter'), `${JSON.stringify(given)}: ${error}`)
      assert.match(String(error.parameter), /^filter\[/)
    }
  }
  assert.ok(answered > 100)
})
