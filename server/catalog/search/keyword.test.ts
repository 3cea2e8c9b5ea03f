import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { updateAsset } from '../update-asset.ts'
import type { AssetTerm } from './asset-terms.ts'
import { readAssetFilter } from './filter.ts'
import { readKeyword } from './keyword.ts'
import { ensureSearchIndexes } from './renew-index.ts'
import { searchAssets } from './search.ts'
import { readAssetSort } from './sort.ts'

/** The tree as somebody would write it down: words in quotes when they have to be whole. */
function write(term: AssetTerm | null): string {
  switch (term?.kind) {
    case 'and':
      return term.terms.map(write).join(' & ')
    case 'or':
      return `(${term.terms.map(write).join(' | ')})`
    case 'not':
      return `!${write(term.term)}`
    case 'words': {
      const text = term.runs.map(({ folded }) => folded).join(' ')
      return term.exact ? `"${text}"` : term.runs.length > 1 ? `[${text}]` : text
    }
    case 'nothing':
      return 'nothing'
    default:
      return 'too many'
  }
}

describe('what somebody writes into the search box', () => {
  const cases: [text: string, meaning: string][] = [
    ['red shoe', 'red & shoe'],
    ['red, shoe;hat', 'red & shoe & hat'],
    ['red red RED', 'red'],
    ['"red shoe"', '"red shoe"'],
    ['“red shoe” «old hat»', '"red shoe" & "old hat"'],
    ['big"red shoe"box', 'big & "red shoe" & box'],
    ['-red', '!red'],
    ['shoe -red -"old hat"', 'shoe & !red & !"old hat"'],
    ['--red', '!red'],
    ['well-known', '[well known]'],
    ['IMG_1004.jpg', '[img 1004 jpg]'],
    ['/a/b/', '[a b]'],
    ['a OR b', '(a | b)'],
    ['x a OR b OR c y', 'x & (a | b | c) & y'],
    ['a OR -b', '(a | !b)'],
    ['a OR "b c"', '(a | "b c")'],
    ['OR', 'or'],
    ['OR a', 'or & a'],
    ['a OR', 'a & or'],
    ['a OR OR b', '(a | or) & b'],
    ['a or b', 'a & or & b'],
    ['a "OR" b', 'a & "or" & b'],
    ['a -OR b', 'a & !or & b'],
    ['a OR *** b', 'a & b'],
    ['*** OR a', 'or & a'],
    ['"', 'nothing'],
    ['-', 'nothing'],
    ['- - "" -""', 'nothing'],
    ['***', 'nothing'],
    ['👍', 'nothing'],
    ['"red shoe', 'red & shoe'],
    ['red shoe"', 'red & shoe'],
    ['a"b"c"', 'a & "b" & c'],
    ['Café ÉTÉ', 'cafe & ete'],
    ['STRASSE Straße STRAẞE', 'strasse'],
    ['İstanbul ISTANBUL', 'istanbul'],
    ['ＩＭＧ＿１', '[img 1]'],
    ['東京 タワー', '東京 & タワー'],
    ['שלום -עולם', 'שלום & !עולם'],
    ['a\ud800b', '[a b]'],
    ['\u202ered\u202c', 'red'],
    ["a' | b & !c:* \\", 'a & b & c'],
    [
      Array.from({ length: 40 }, (_, at) => at)
        .join(' ')
        .replaceAll('w', ''),
      Array.from({ length: 40 }, (_, at) => at).join(' & '),
    ],
    [Array.from({ length: 41 }, (_, at) => at).join(' '), 'too many'],
    [Array.from({ length: 10_000 }, (_, at) => at).join(' OR '), 'too many'],
  ]
  for (const [text, meaning] of cases) {
    test(JSON.stringify(text.slice(0, 40)), () => assert.equal(write(readKeyword(text)), meaning))
  }
})

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>

interface Text {
  title?: string
  description?: string
  alt?: string
  tags?: string[]
  categories?: string[]
  fields?: Record<string, string>
}

const LIBRARY: Record<string, Text> = {
  'IMG_1004.jpg': {},
  'IMG2005.png': { title: 'redShoe sale' },
  'a/red-shoe_12.jpg': { tags: ['old hat'], description: 'A hat that is old' },
  'a/shoe red.jpg': { title: 'Shoe, red' },
  'b/Café/Straße.jpg': { tags: ['Ärger'], fields: { Ort: 'İstanbul' } },
  'b/東京タワー.jpg': { description: '京都の東' },
  'b/京都.jpg': { alt: '東京 tower', categories: ['Summer Sale'] },
  'c/שלום עולם.jpg': { fields: { 'Shot by': 'Ann Lee' } },
  'c/one.jpg': { title: 'end of one', description: 'Two begins' },
  'c/ＦＵＬＬ.jpg': { title: "rock'n'roll" },
}

before(async () => {
  database = await createTestDatabase()
  const { db } = database
  source = await makeSource(db)
  const modifiedAt = new Date()
  const files = Object.keys(LIBRARY).map((path) => ({ path, etag: 'e', sizeBytes: 1, modifiedAt }))
  await ensureAssets(db, { sourceId: source.id, files })
  const reads = Object.entries(LIBRARY).map(([path, { title, description, alt, tags }]) => ({
    path,
    etag: 'e',
    facts: makeFacts({
      title: title ?? null,
      description: description ?? null,
      keywords: tags ?? [],
      metadata: { exif: {}, iptc: {}, xmp: alt ? { AltTextAccessibility: alt } : {} },
    }),
  }))
  await saveReads(db, { sourceId: source.id, reads })
  for (const [path, { categories, fields }] of Object.entries(LIBRARY)) {
    if (!categories && !fields) continue
    const patch = { categories: categories ?? [], custom_fields: fields ?? {} }
    const by = { name: null, byApi: true }
    const { id: sourceId, accountId } = source
    await updateAsset(db, { accountId, sourceId, path, patch, ifTag: null, by })
  }
})
after(() => database.close())

async function find(keyword: string, name = 'keyword'): Promise<string[]> {
  const found = await searchAssets(database.db, {
    source,
    filter: readAssetFilter([[name, keyword]]),
    sort: readAssetSort('origin_path'),
    page: { limit: 100, offset: 0 },
    exactTotal: true,
    withMetadata: false,
  })
  assert.equal(found.total, found.assets.length)
  return found.assets.map(({ origin_path }) => origin_path).sort()
}

const ALL = Object.keys(LIBRARY).sort()
const without = (...paths: string[]) => ALL.filter((path) => !paths.includes(path))

describe('what is found by keyword', () => {
  const cases: [keyword: string, paths: string[]][] = [
    ['IMG', ['IMG2005.png', 'IMG_1004.jpg']],
    ['1004', ['IMG_1004.jpg']],
    ['img_1004', ['IMG_1004.jpg']],
    ['IMG1004', ['IMG_1004.jpg']],
    ['img_1004.jpg', ['IMG_1004.jpg']],
    ['img 100', ['IMG_1004.jpg']],
    ['img_100', ['IMG_1004.jpg']],
    ['IMG_2005', ['IMG2005.png']],
    ['img2', ['IMG2005.png']],
    ['img20', ['IMG2005.png']],
    ['1004.img', []],
    ['red shoe', ['IMG2005.png', 'a/red-shoe_12.jpg', 'a/shoe red.jpg']],
    ['"red shoe"', ['IMG2005.png', 'a/red-shoe_12.jpg']],
    ['"shoe red"', ['a/shoe red.jpg']],
    ['"redshoe sale"', ['IMG2005.png']],
    ['"red sho"', []],
    ['red-sho', ['IMG2005.png', 'a/red-shoe_12.jpg']],
    ['"old hat"', ['a/red-shoe_12.jpg']],
    ['"hat that is"', ['a/red-shoe_12.jpg']],
    ['"hat a"', []],
    ['"one two"', []],
    ['"jpg end"', []],
    ['shoe -"red shoe"', ['a/shoe red.jpg']],
    ['shoe -sale', ['a/red-shoe_12.jpg', 'a/shoe red.jpg']],
    ['-jpg', ['IMG2005.png']],
    ['-png -a -b -c', ['IMG_1004.jpg']],
    ['1004 OR 2005', ['IMG2005.png', 'IMG_1004.jpg']],
    ['jpg 1004 OR tower -a', ['IMG_1004.jpg', 'b/京都.jpg']],
    ['1004 OR -jpg', ['IMG2005.png', 'IMG_1004.jpg']],
    ['cafe', ['b/Café/Straße.jpg']],
    ['CAFÉ STRASSE', ['b/Café/Straße.jpg']],
    ['strasse istanbul ärger', ['b/Café/Straße.jpg']],
    ['STRAẞE', ['b/Café/Straße.jpg']],
    ['ort', ['b/Café/Straße.jpg']],
    ['東京', ['b/京都.jpg', 'b/東京タワー.jpg']],
    ['京タワ', ['b/東京タワー.jpg']],
    ['タワー', ['b/東京タワー.jpg']],
    ['東京都', []],
    ['京都', ['b/京都.jpg', 'b/東京タワー.jpg']],
    ['東', ['b/京都.jpg', 'b/東京タワー.jpg']],
    ['"東京 tower"', ['b/京都.jpg']],
    ['"summer sale"', ['b/京都.jpg']],
    ['"sale summer"', []],
    ['summer', ['b/京都.jpg']],
    ['mmer', ['b/京都.jpg']],
    ['sale', ['IMG2005.png', 'b/京都.jpg']],
    ['"shot by"', ['c/שלום עולם.jpg']],
    ['"ann lee"', ['c/שלום עולם.jpg']],
    ['שלום', ['c/שלום עולם.jpg']],
    ['"עולם שלום"', []],
    ['full', ['c/ＦＵＬＬ.jpg']],
    ['ＦＵＬＬ', ['c/ＦＵＬＬ.jpg']],
    ["rock'n'roll", ['c/ＦＵＬＬ.jpg']],
    ['rock n roll', ['c/ＦＵＬＬ.jpg']],
    ['%', []],
    ['_', []],
    ['.*', []],
    ['"', []],
    ['-', []],
    ['sale OR', []],
    ['-%', []],
  ]
  for (const [keyword, paths] of cases) {
    test(keyword, async () => assert.deepEqual(await find(keyword), paths.sort()))
  }

  test('and by pairs of words, once all assets are known to have them', async () => {
    await ensureSearchIndexes(database.db)
    for (const [keyword, paths] of cases) assert.deepEqual(await find(keyword), paths, keyword)
  })

  test('one of several filters may exclude, too', async () => {
    assert.deepEqual(await find('-jpg', 'or:keyword'), ['IMG2005.png'])
    assert.deepEqual(await find('-nowhere'), ALL)
    assert.deepEqual(await find('-"red shoe"'), without('IMG2005.png', 'a/red-shoe_12.jpg'))
  })
})
