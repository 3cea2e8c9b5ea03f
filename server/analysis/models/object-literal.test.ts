import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readExportedBase64, readExportedLiteral } from './object-literal.ts'

/** As browserify and terser write it. */
const bundle = (literal: string) =>
  `!function(e){if("object"==typeof exports)module.exports=e()}(function(){return function(e,n){n.exports=${literal}},{}]},{},[1])(1)});`

const READ: [literal: string, value: unknown][] = [
  ['{a:1,"b c":"d"}', { a: 1, 'b c': 'd' }],
  [
    '{min:-.25,max:.5,e:1e-3,big:1e21,whole:3}',
    { min: -0.25, max: 0.5, e: 0.001, big: 1e21, whole: 3 },
  ],
  ['[!0,!1,null,[],{}]', [true, false, null, [], {}]],
  ['{$a_1:"é \\"quoted\\" \\u00e9 {[,:"}', { $a_1: 'é "quoted" é {[,:' }],
  ['"text"', 'text'],
]
for (const [literal, value] of READ) {
  test(`reads ${literal}`, () => assert.deepEqual(readExportedLiteral(bundle(literal)), value))
}

const REFUSED = [
  'process.exit(1)',
  '{a:process.exit(1)}',
  '{a:function(){}}',
  '{a:`text`}',
  '{get a(){return 1}}',
  '[1,2',
  '{a:{b:1}',
  '"cut off',
  '',
]
for (const literal of REFUSED) {
  test(`refuses ${literal || 'nothing'}, and runs none of it`, () => {
    assert.throws(() => readExportedLiteral(`n.exports=${literal}`))
  })
}

test('a script without exports is refused', () => {
  assert.throws(() => readExportedLiteral('{a:1}'), /exports nothing/)
  assert.throws(() => readExportedBase64(Buffer.from('"AAAA"')), /no text/)
  assert.throws(() => readExportedBase64(Buffer.from('n.exports="AAAA')), /no text/)
})

test('bytes are read from base64', () => {
  assert.deepEqual([...readExportedBase64(Buffer.from(bundle('"AAEC/w=="')))], [0, 1, 2, 255])
})

test('a property named __proto__ is a property', () => {
  const value = readExportedLiteral('n.exports={__proto__:{a:1}}')
  assert.deepEqual(Object.keys(value as object), ['__proto__'])
  assert.equal(Object.getPrototypeOf(value), Object.prototype)
})
