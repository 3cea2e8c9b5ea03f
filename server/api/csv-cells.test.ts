import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import {
  readNames,
  readTags,
  readText,
  writeNames,
  writeRecord,
  writeTags,
  writeText,
} from './csv-cells.ts'

const TEXTS = [
  'plain',
  '',
  "'",
  "''",
  "'=1",
  '=1+1',
  '+49 1',
  '-1',
  '@SUM(A1)',
  '\tx',
  '\r\nx',
  '\nx',
  '＝1',
  ' padded ',
  'a,b;c"d"',
  '"',
  'two\nlines\r\nthree',
  'a; b:0.5; "c"',
  'null',
  '日本語 😀',
  '\uFEFFx',
  'x\u2028y',
]

test('texts come back as they were, and no spreadsheet runs them', () => {
  for (const text of TEXTS) {
    const record = writeRecord([writeText(text), 'end'])
    const [cells = []] = parse(record, { relax_quotes: false }) as string[][]
    assert.equal(cells.length, 2, text)
    assert.doesNotMatch(cells[0] ?? '', /^[=+\-@\t\r\n＝＋－＠]/)
    assert.equal(readText(cells[0] ?? ''), text)
  }
  assert.equal(readText(''), null)
  assert.equal(readText("'tis"), "'tis")
})

test('names come back as they were', () => {
  const names = TEXTS.filter((text) => text !== '')
  assert.deepEqual(readNames(writeNames(names)), names)
  for (const name of names) assert.deepEqual(readNames(writeNames([name])), [name])
  assert.equal(writeNames(['Sea', 'a b', 'x:y']), 'Sea; a b; x:y')
  assert.deepEqual(readNames(' a ;b;; "c;d" ; '), ['a', 'b', 'c;d'])
  assert.deepEqual(readNames(''), [])
})

test('tags come back as they were', () => {
  const tags = Object.fromEntries(TEXTS.map((text, at) => [text, at / 100]))
  assert.deepEqual(readTags(writeTags(tags)), tags)
  assert.equal(writeTags({ sea: 0.93, '16:9': 1 }), 'sea:0.93; "16:9":1')
  assert.deepEqual(readTags('sea; sun : 0.5;"16:9"; "x" : 1e-3'), {
    sea: 1,
    sun: 0.5,
    '16:9': 1,
    x: 0.001,
  })
})

describe('what cannot be meant is refused', () => {
  const cases: [read: (text: string) => unknown, text: string, why: RegExp][] = [
    [readNames, '"a', /not closed/],
    [readNames, '"a"b; c', /"b" stands behind/],
    [readTags, 'sea:2', /"sea" has "2"/],
    [readTags, 'sea:', /"sea" has ""/],
    [readTags, '16:9', /"16" has "9"/],
    [readTags, 'a:0.1; a:0.2', /twice/],
    [readTags, 'a:NaN', /no number/],
  ]
  for (const [read, text, why] of cases) test(text, () => void assert.throws(() => read(text), why))

  test('in no time', () => {
    assert.throws(() => readNames(`"${'""'.repeat(500_000)}`), /not closed/)
    assert.equal(readNames(`${'; '.repeat(500_000)}a`).length, 1)
    const labels = Array.from({ length: 300_000 }, (_, at) => `t${at}`)
    assert.equal(Object.keys(readTags(labels.join(';'))).length, labels.length)
  })
})
