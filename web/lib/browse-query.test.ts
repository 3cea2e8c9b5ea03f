import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  countFilters,
  EMPTY_QUERY,
  isFiltered,
  readApiQuery,
  readBrowseQuery,
  withoutFilters,
  writeApiQuery,
  writeBrowseQuery,
} from './browse-query.ts'

const addresses = [
  '',
  'q=blue+sky',
  'folder=%2Fa%2Fb',
  'folder=%2Fa&deep=0',
  'type=vector&tag=Sky&tag=Sea%2C+rough&category=Hero&field=Usage+rights%7E2028',
  'color=5b86b8&animated=0&status=error&sort=file_size&view=squares&at=%2Fa%2F100%25+%23.jpg',
  'type=image&type=video&format=image%2Fjpeg&format=video%2F*&ext=jpg',
  'tag=a&tag-any=b&tag-any=c&tag-none=d&conf=70&category-any=e&category-none=f&category-none=g',
  'field=Rights%7E&field=a%257Eb%7Ec%7Ed&field-has=By%7Eann&field-range=Year%7E2020%3A2028&field-none=Old',
  'color=5b86b8%7E30&color=ffffff%7E30',
  'adult=1-3&violent=none&medical=5&racy=4-&spoof=-2&faces=1-4',
  'faces=none&shape=landscape&w=600-&h=-400&aspect=1.3-1.8&size=0-2000000',
  'created=2026-01-01..&updated=2026-01-01..2026-03-31&taken=2026-02-28',
  'edited=1&taken=none&tagged=0&categorised=1&fields=0&described=1&alt=0&duplicate=0',
  'similar=%2Fa%2Fb.jpg&filter=origin_path%7EIMG%7E1&filter=or%3Atags%7Esea&sort=relevance',
]
for (const address of addresses) {
  test(`"${address}" is read and written back`, () => {
    const { query, ignored } = readBrowseQuery(new URLSearchParams(address))
    assert.equal(writeBrowseQuery(query).toString(), address)
    assert.deepEqual(ignored, [])
  })
}

const unknown = [
  'adult=0-3',
  'adult=3-1',
  'adult=',
  'adult=-',
  'created=2026-02-30',
  'created=none',
  'w=1.5-',
  'size=none',
  'conf=0',
  'conf=101',
  'color=5b86b8~99',
  'field-has=Key~',
  'field-none=',
  'tag=',
  'format=jpeg',
  'filter=nothing',
  'similar=a',
  'edited=yes',
]
for (const address of unknown) {
  test(`"${address}" is not understood`, () => {
    const { query, ignored } = readBrowseQuery(new URLSearchParams(address))
    assert.deepEqual(ignored, [address.slice(0, address.indexOf('='))])
    assert.equal(countFilters(query), 0)
  })
}

test('the same word twice is one word', () => {
  const { query, ignored } = readBrowseQuery(
    new URLSearchParams('tag=a&tag=b&tag=a&type=image&type=image'),
  )
  assert.equal(writeBrowseQuery(query).toString(), 'type=image&tag=a&tag=b')
  assert.deepEqual(ignored, [])
})

test('what is not understood is ignored and named once', () => {
  const address = 'q=a&type=fish&sort=size&x=1&x=2&color=red&deep=2&constructor=1'
  const { query, ignored } = readBrowseQuery(new URLSearchParams(address))
  assert.equal(query.q, 'a')
  assert.deepEqual(query.sort, EMPTY_QUERY.sort)
  assert.deepEqual(ignored, ['type', 'sort', 'x', 'color', 'deep', 'constructor'])
})

test('a folder is known without its first slash, too', () => {
  const { query, ignored } = readBrowseQuery(new URLSearchParams('folder=a/b/'))
  assert.equal(query.folder, '/a/b')
  assert.deepEqual(ignored, [])
})

const apiCases: [address: string, api: string][] = [
  ['', 'sort=-date_created'],
  ['q=+sky+', 'filter[keyword]=sky&sort=-date_created'],
  ['folder=/a&deep=0', 'filter[folder_path]=/a/&sort=-date_created'],
  ['folder=/a', 'filter[folder_path]=/a&sort=-date_created'],
  [
    'tag=a&tag=b&type=image',
    'filter[media_kind]=IMAGE&filter[tags]=a&filter[tags]=b&sort=-date_created',
  ],
  ['status=error', 'filter[status]=error&sort=-date_created'],
  ['field=Shoot~12~b&sort=file_size', 'filter[custom:Shoot]=12~b&sort=file_size'],
  [
    'color=5B86B8~30&animated=1',
    'filter[colors]=5b86b8&filter[color_tolerance]=30&filter[has_frames]=true&sort=-date_created',
  ],
  ['tag=a&conf=70', 'filter[tags]=a&filter[tag_confidence]=0.7&sort=-date_created'],
  ['conf=70', 'sort=-date_created'],
  ['tag-any=a&tag-any=b&tag-none=c', 'filter[tags_any]=a,b&filter[tags_none]=c&sort=-date_created'],
  ['field-none=Old&sort=origin_path', 'filter[custom_none:Old]=true&sort=origin_path'],
  ['adult=1-3&taken=none', 'filter[warning_adult]=1:3&filter[date_taken]=none&sort=-date_created'],
  ['sort=relevance', 'sort=-date_created'],
  ['q=a&sort=relevance', 'filter[keyword]=a&sort=relevance'],
]
for (const [address, api] of apiCases) {
  test(`"${address}" asks for ${api}`, () => {
    const { query } = readBrowseQuery(new URLSearchParams(address))
    assert.equal(decodeURIComponent(writeApiQuery(query).toString()), api)
  })
}

/** Each is written as it was read, whether the web app has a place for it or not. */
const apiQueries = [
  'filter[keyword]="a phrase" -not OR&sort=relevance',
  'filter[folder_path]=/a/b/&filter[media_kind]=IMAGE,VIDEO&filter[content_type]=image/*&filter[extension]=jpg,png',
  'filter[tags]=a&filter[tags]=b&filter[tags_any]=c,d&filter[tags_none]=e&filter[tag_confidence]=0.7',
  'filter[custom:Rights]=&filter[custom:By]=Ann&filter[custom_contains:By]=nn&filter[custom_range:Year]=1:2&filter[custom_none:Old]=true',
  'filter[colors]=5b86b8,ffffff&filter[color_tolerance]=30',
  'filter[warning_adult]=4:&filter[face_count]=none&filter[has_frames]=false&filter[edited_by_user]=true',
  'filter[orientation]=portrait&filter[aspect_ratio]=1.3:1.8&filter[file_size]=:2000',
  'filter[date_created]=2026-01-01:&filter[date_taken]=none&filter[has_alt_text]=false&filter[status]=error',
  'filter[similar_to]=/a/b.jpg&filter[duplicate]=false&sort=-file_size',
  // No place of their own:
  'filter[orientation]=6',
  'filter[or:tags]=a&filter[or:categories]=b',
  'filter[origin_path]=IMG',
  'filter[date_created]=1767225600:',
  'filter[folder_path]=/',
  'filter[file_size]=:2000&filter[file_size]=100:',
  'filter[tags_any]=a,b&filter[tags_any]=c,d',
  'filter[colors]=abc',
]
for (const api of apiQueries) {
  test(`${api} stays what it is`, () => {
    const query = readApiQuery(new URLSearchParams(api))
    const { query: again, ignored } = readBrowseQuery(writeBrowseQuery(query))
    const written = decodeURIComponent(writeApiQuery(again).toString().replaceAll('+', ' '))
    const expected = api.includes('sort=') ? api : `${api}&sort=-date_created`
    assert.deepEqual(written.split('&').sort(), expected.split('&').sort())
    assert.deepEqual(ignored, [])
  })
}

test('paging, fields and filters without a value are left out', () => {
  const api = 'filter[tags]=&page[limit]=3&fields[assets]=name&filter[keyword]=a&filter[keywords]=b'
  const query = readApiQuery(new URLSearchParams(api))
  assert.equal(writeBrowseQuery(query).toString(), 'q=a+b')
})

test('search text and conditions filter, a folder does not', () => {
  const read = (address: string) => readBrowseQuery(new URLSearchParams(address)).query
  assert.equal(isFiltered(read('folder=/a&view=squares')), false)
  assert.equal(isFiltered(read('q=a')), true)
  assert.equal(countFilters(read('tag=a&tag=b&animated=0&q=a')), 3)
  assert.equal(
    writeBrowseQuery(withoutFilters(read('q=a&tag=b&folder=/a&sort=file_size&at=/a/b'))).toString(),
    'folder=%2Fa&sort=file_size',
  )
})
