import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  countFilters,
  EMPTY_QUERY,
  isFiltered,
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
]
for (const address of addresses) {
  test(`"${address}" is read and written back`, () => {
    const { query, ignored } = readBrowseQuery(new URLSearchParams(address))
    assert.equal(writeBrowseQuery(query).toString(), address)
    assert.deepEqual(ignored, [])
  })
}

test('what is not understood is ignored and named once', () => {
  const address = 'q=a&type=fish&sort=name&x=1&x=2&color=red&folder=a&constructor=1'
  const { query, ignored } = readBrowseQuery(new URLSearchParams(address))
  assert.equal(query.q, 'a')
  assert.deepEqual(query.sort, EMPTY_QUERY.sort)
  assert.deepEqual(ignored, ['type', 'sort', 'x', 'color', 'folder', 'constructor'])
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
    'filter[colors]=5b86b8&filter[has_frames]=true&sort=-date_created',
  ],
]
for (const [address, api] of apiCases) {
  test(`"${address}" asks for ${api}`, () => {
    const { query } = readBrowseQuery(new URLSearchParams(address))
    assert.equal(decodeURIComponent(writeApiQuery(query).toString()), api)
  })
}

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
