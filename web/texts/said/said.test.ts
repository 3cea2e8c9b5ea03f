import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SENTENCES, said } from './de.ts'
import { SENTENCES as JAPANESE } from './ja.ts'

const server = new URL('../../../server/', import.meta.url)

/** All that the server could say: a sentence over several lines is one, and a place has no name. */
const code = globSync('**/*.ts', { cwd: server })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, server), 'utf8'))
  .join('\n')
  .replace(/['`] \+\s+['`]/g, '')
  .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '{}')

/** Put together of pieces. */
const PIECED = /^(Analysis is switched off|There were too many|Adobe)/

test('the server still says what is translated', () => {
  const sentences = Object.keys(SENTENCES).filter((sentence) => !PIECED.test(sentence))
  assert.deepEqual(
    sentences.filter((sentence) => !code.includes(sentence)),
    [],
  )
})

test('places are the same in all languages', () => {
  const count = (text: string, place: RegExp) => new Set(text.match(place)).size
  for (const [sentence, german] of Object.entries(SENTENCES)) {
    const places = sentence.split('{}').length - 1
    const japanese = JAPANESE[sentence as keyof typeof SENTENCES] // Object.entries forgets the names
    assert.deepEqual(
      [count(german, /\{\d\}/g), count(japanese, /\{\d\}/g)],
      [places, places],
      sentence,
    )
  }
})

const CASES: [sentence: string, german: string][] = [
  ['The e-mail or the password is wrong.', 'E-Mail oder Passwort ist falsch.'],
  [
    'There is no bucket “a.b” at s3.example.com.',
    'Einen Bucket „a.b“ gibt es bei s3.example.com nicht.',
  ],
  [
    'confirm: This is not the name of the Source, so nothing was deleted.',
    'confirm: Das ist nicht der Name der Quelle: Nichts wurde gelöscht.',
  ],
  ['Nobody has ever said this: never.', 'Nobody has ever said this: never.'],
  ['', ''],
]
for (const [sentence, german] of CASES) {
  test(`said: ${sentence}`, () => assert.equal(said(sentence), german))
}
