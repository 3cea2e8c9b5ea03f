import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeFacts } from '../fixtures.ts'
import { filterLexeme, foldersOf, quoteLexeme } from './lexemes.ts'
import { writeSearchDocument } from './search-document.ts'
import { foldText, placeRuns, placeWords, readRuns, readWords } from './words.ts'

describe('words of a text', () => {
  const cases: [text: string, words: string[]][] = [
    ['', []],
    ['- !? …', []],
    ['/a/red-shoe_12.jpg', ['a', 'red', 'shoe', '12', 'jpg']],
    ['IMG48213', ['img48213', 'img', '48213']],
    ['redShoe', ['redshoe', 'red', 'shoe']],
    ['HTMLPage', ['htmlpage', 'html', 'page']],
    ['Ärger A\u0308RGER', ['arger']],
    ['ΟΔΟΣ', ['οδοσ']],
    ['ﬁne', ['fine']],
    ['हिन्दी', ['हिन्दी']],
    ['한국어', ['한국어']],
    ['東京', ['東京', '東', '京']],
    ['タワー2', ['タワー2', '2', 'タ', 'ワ', 'ー', 'タワ', 'ワー']],
    ['a\ud800b', ['a', 'b']],
    ['👍🏽 ok', ['ok']],
  ]
  for (const [text, words] of cases) {
    test(JSON.stringify(text), () => assert.deepEqual(readWords(text).sort(), words.sort()))
  }

  test('a text has all that is looked for with it, at the same distances', () => {
    for (const text of [
      'redShoe12',
      'red-shoe_12.jpg',
      '東京タワー2020 x',
      'x東',
      'ÉtéÀ STRASSE',
      'a_b',
      'ﬁne',
      'ab'.repeat(500),
    ]) {
      const words = Array.from(
        placeWords(`… first ${text}!`),
        ({ word, place }) => `${word} ${place}`,
      )
      for (const { word, place } of placeRuns(readRuns(text))) {
        assert.ok(words.includes(`${word} ${place + 1}`), `${word} at ${place} of ${text}`)
      }
    }
  })

  test('folding keeps everything but case and accents', () => {
    assert.equal(foldText('/Été/B_1 (Ω).JPG'), '/ete/b_1 (ω).jpg')
    assert.equal(foldText('STRASSE Straße STRAẞE'), 'strasse strasse strasse')
    assert.equal(foldText('İstanbul ＩＭＧ ﷺ'), foldText('i\u0307stanbul IMG ﷺ'))
  })
})

test('lexemes are quoted, never longer than PostgreSQL takes, and never mistaken for words', () => {
  assert.equal(quoteLexeme(7, "it's\\"), "'7/it''s\\\\'")
  assert.equal(quoteLexeme(7, 'red', true), "'7/red':*")
  assert.ok(Buffer.byteLength(filterLexeme('f', `5=${'🙂'.repeat(1000)}`)) < 2000)
  assert.notEqual(filterLexeme('p', 'a'.repeat(600)), filterLexeme('p', `${'a'.repeat(600)}b`))
  assert.deepEqual(foldersOf('a/b/c.jpg'), ['a', 'a/b'])
  assert.deepEqual(foldersOf('c.jpg'), [])
})

test('a document stays below the limit of a tsvector, and its path comes first', () => {
  const endless = Array.from({ length: 50_000 }, (_, at) => `word${at}`).join(' ')
  const { fts, words } = writeSearchDocument({
    ...makeFacts(),
    sourceId: 1,
    originPath: `${'deep/'.repeat(30)}last.jpg`,
    mediaWidth: 40,
    mediaHeight: 30,
    orientation: null,
    dateCreated: new Date(0),
    dateModified: new Date(0),
    dateTaken: null,
    sizeBytes: 1,
    altText: null,
    isAltTextWeak: false,
    textInImage: null,
    analysisTrouble: null,
    frameCount: 1,
    faceCount: null,
    warnings: { adult: null, medical: null, racy: null, spoof: null, violence: null },
    colors: null,
    name: endless,
    description: endless,
    editedByUser: false,
    isDuplicate: false,
    categoryIds: [],
    customFields: {},
    tags: [],
  })
  assert.ok(fts.length < 200_000)
  assert.ok(words.includes('last'))
})
