import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pickLines } from './export-selected.ts'

/** In pieces that end anywhere, as a network gives them. */
async function* inPieces(text: string, length: number) {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length)
}

const CSV = [
  '\ufefforigin_path,name,description',
  '/a.jpg,A,"Two\nlines, and ""quotes"""',
  '"/b, c.jpg",,',
  '/d.jpg,D,"/a.jpg"',
  '',
].join('\r\n')

for (const length of [1, 7, 1000]) {
  test(`of a CSV file only the wanted records, in pieces of ${length}`, async () => {
    const isWanted = (path: string) => path === '/a.jpg' || path === '/b, c.jpg'
    const picked = await pickLines(inPieces(CSV, length), { format: 'csv', isWanted, count: null })
    assert.equal(picked.count, 2)
    assert.equal(picked.parts.join(''), CSV.slice(0, CSV.indexOf('/d.jpg')))
  })
}

const asset = (path: string) => ({ id: path, attributes: { origin_path: path, name: 'x\ny' } })
const JSON_FILE = `{"data":[\n${['/a', '/b', '/c'].map((path) => JSON.stringify(asset(path))).join(',\n')}\n],"meta":{"count":3}}\n`

test('of a JSON file only the wanted assets', async () => {
  const isWanted = (path: string) => path !== '/b'
  const picked = await pickLines(inPieces(JSON_FILE, 5), { format: 'json', isWanted, count: null })
  assert.deepEqual(JSON.parse(picked.parts.join('')), { data: [asset('/a'), asset('/c')] })
})

test('nothing is read behind the last one that is wanted', async () => {
  let pieces = 0
  async function* counted() {
    for await (const piece of inPieces(JSON_FILE, 5)) {
      pieces += 1
      yield piece
    }
  }
  const isWanted = (path: string) => path === '/a'
  const picked = await pickLines(counted(), { format: 'json', isWanted, count: 1 })
  assert.equal(picked.count, 1)
  assert.ok(pieces * 5 < JSON_FILE.length / 2)
})
