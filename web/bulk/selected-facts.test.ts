import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sumUp } from './selected-facts.ts'
import { readFormat, writeRowsCsv } from './transfer.ts'

test('what assets have in common is counted, the most common first', () => {
  const facts = sumUp([
    { tags: { sea: 0.9, boat: 0 }, categories: ['Hero'], custom_fields: { By: 'Ann', Id: '1' } },
    { tags: { sea: 0.4, sky: 1 }, categories: ['Hero', 'Best'], custom_fields: { By: 'Ben' } },
    { tags: {}, categories: ['Best', 'Hero'], custom_fields: { By: 'Ann' } },
  ])
  assert.deepEqual(facts, {
    of: 3,
    isEstimate: false,
    tags: [
      { name: 'sea', count: 2 },
      { name: 'sky', count: 1 },
    ],
    categories: [
      { name: 'Hero', count: 3 },
      { name: 'Best', count: 2 },
    ],
    fields: [
      { key: 'By', values: ['Ann', 'Ben'], count: 3 },
      { key: 'Id', values: ['1'], count: 1 },
    ],
  })
})

test('a file is known by the end of its name', () => {
  const cases = [
    ['texts.CSV', 'csv'],
    ['a.b.json', 'json'],
    ['texts.xlsx', null],
    ['csv', null],
  ] as const
  for (const [name, format] of cases) assert.equal(readFormat(name), format, name)
})

test('refused rows are a file that a spreadsheet reads and does not run', () => {
  const text = writeRowsCsv([
    { row: 2, origin_path: '/a, "b".jpg', problem: '=1+1' },
    { row: 9, origin_path: null, problem: null },
  ])
  assert.equal(text, `\ufeffline,origin_path,problem\r\n2,"/a, ""b"".jpg",'=1+1\r\n9,,\r\n`)
})
