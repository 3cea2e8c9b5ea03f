import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countFilters, EMPTY_QUERY, readBrowseQuery } from '../lib/browse-query.ts'
import { readHex, toHsv, writeHex } from './color-numbers.ts'
import { planChips } from './filter-chips.ts'
import { FILTER_SECTIONS, isSectionSet, pickEmpty } from './filter-sections.ts'
import { planDatePresets } from './filters/date-presets.ts'

const chips: [address: string, text: string][] = [
  ['type=image&type=video', 'Type Image or Video'],
  ['ext=jpg&ext=png', 'Ending .jpg or .png'],
  ['tag=Outdoors&conf=70', 'Tag Outdoors, 70 % or more'],
  ['tag-any=a&tag-any=b', 'Tag a or b'],
  ['tag-none=a', 'Without tag a'],
  ['tagged=0', 'Tags none'],
  ['category=Hero', 'Category Hero'],
  ['field=Rights~', 'Rights any value'],
  ['field-has=Rights~20', 'Rights contains 20'],
  ['field-range=Year~:2020', 'Year up to 2020'],
  ['field-none=Rights', 'Rights none'],
  ['color=5b86b8~30', 'Colour #5b86b8 ±30'],
  ['folder=/a&deep=0', 'Folder without subfolders'],
  ['adult=-3', 'Adult up to Possible'],
  ['racy=4-', 'Racy Likely or more'],
  ['violent=none', 'Violent not analysed'],
  ['faces=0', 'Faces none'],
  ['faces=1-4', 'Faces 1 to 4'],
  ['created=2026-01-01..', 'Created since 1 Jan 2026'],
  ['taken=..2026-03-01', 'Taken until 1 Mar 2026'],
  ['w=600-', 'Width 600 px or more'],
  ['size=-2000000', 'Size up to 2.0 MB'],
  ['aspect=1.3-1.8', 'Aspect 1.3 to 1.8'],
  ['alt=0', 'Alt text missing'],
  ['alt-weak=1', 'Alt text weak'],
  ['analysis=partial', 'Analysis in parts only'],
  ['status=error', 'State could not be read'],
  ['similar=/a/b.jpg', 'Similar to b.jpg'],
  ['filter=origin_path~IMG', 'origin_path IMG'],
]
for (const [address, text] of chips) {
  test(`${address} is the chip "${text}"`, () => {
    const { query } = readBrowseQuery(new URLSearchParams(address))
    const [chip, ...more] = planChips(query)
    assert.equal(`${chip?.key} ${chip?.value}`, text)
    assert.deepEqual(more, [])
    assert.deepEqual(planChips({ ...query, ...chip?.remove }), [])
  })
}

test('the sections of the panel cover every filter, each once', () => {
  const keys = FILTER_SECTIONS.flatMap((section) => section.keys)
  const outside = ['q', 'sort', 'view', 'at']
  const all = Object.keys(EMPTY_QUERY).filter((key) => !outside.includes(key))
  assert.deepEqual(keys.toSorted(), all.toSorted())
})

test('a section that was reset asks for nothing', () => {
  const { query } = readBrowseQuery(new URLSearchParams('tag=a&conf=70&faces=2&tagged=1'))
  const tags = FILTER_SECTIONS.filter(({ id }) => id === 'tags')
  assert.deepEqual(
    FILTER_SECTIONS.filter((section) => isSectionSet(section, query)).map(({ id }) => id),
    ['tags', 'faces'],
  )
  assert.equal(countFilters({ ...query, ...pickEmpty(tags[0]?.keys ?? []) }), 1)
})

test('colours survive the picker', () => {
  for (const hex of ['5b86b8', '000000', 'ffffff', 'ff0000', '00ff80', '7d7d7d']) {
    assert.equal(writeHex(toHsv(hex)), hex)
  }
  assert.equal(readHex('#FFF'), 'ffffff')
  assert.equal(readHex('#12345'), null)
})

test('presets of dates end today', () => {
  assert.deepEqual(
    planDatePresets(new Date(2026, 2, 3, 12)).map(({ from }) => from),
    ['2026-02-25', '2026-02-02', '2026-01-01'],
  )
})
