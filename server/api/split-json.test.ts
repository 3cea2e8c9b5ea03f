import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { splitJson } from './split-json.ts'

async function split(text: string, pieceLength = text.length): Promise<unknown[]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += Math.max(1, pieceLength)) {
      yield text.slice(at, at + pieceLength)
    }
  }
  return await Array.fromAsync(splitJson(pieces(), 'data'))
}

const ELEMENTS = [
  { a: 'x', 'b,]}': ['\\', '"', '\\"', '[{'] },
  [],
  [[{}], {}],
  'text, with ] and }',
  -1.5e3,
  null,
  true,
  '日本 😀',
]

test('elements are found, however the text is cut', async () => {
  const list = JSON.stringify(ELEMENTS)
  const texts = [
    list,
    JSON.stringify(ELEMENTS, null, 2),
    `\uFEFF \n${list}\r\n`,
    JSON.stringify({ meta: { data: [1], x: [']', '}'] }, data: ELEMENTS, links: null }),
    JSON.stringify({ a: 1, b: '"data":[', data: ELEMENTS }, null, '\t'),
    `{"d\\u0061ta":${list}}`,
  ]
  for (const text of texts) {
    for (const length of [1, 2, 7, text.length])
      assert.deepEqual(await split(text, length), ELEMENTS)
  }
  assert.deepEqual(await split('[ ]'), [])
  assert.deepEqual(await split('{"data":[]}'), [])
})

describe('what is no JSON is refused', () => {
  const cases: [text: string, why: RegExp][] = [
    ['', /breaks off/],
    ['[1,2', /breaks off/],
    ['{"data":[1]', /breaks off/],
    ['["a', /breaks off/],
    ['a,b', /begin with/],
    ['"x"', /there is a "/],
    ['[1,]', /element 2 .* not valid/],
    ['[,]', /element 1 .* not valid/],
    ['[1] x', /there is a x/],
    ['[1][2]', /there is a \[/],
    ['[{"a":1]', /element 1|breaks off/],
    ['[{a:1}]', /element 1 .* not valid/],
    ['{"data":{}}', /no list "data"/],
    ['{data:[1]}', /there is a d/],
    ['{"data":[1]]', /there is a \]/],
    [`["${'x'.repeat(2 ** 20)}"]`, /element 1 .* longer than/],
    [`{"${'x'.repeat(2000)}":1}`, /longer than 1,000/],
    ['['.repeat(1_100_000), /longer than/],
  ]
  for (const [text, why] of cases) {
    test(text.slice(0, 30), async () => {
      await assert.rejects(split(text, 2 ** 16), why)
      if (text.length < 100) await assert.rejects(split(text, 1), why)
    })
  }
})
