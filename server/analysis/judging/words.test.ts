import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countInWords, joinWords, shorten } from './words.ts'

const counts: [label: string, count: number, words: string][] = [
  ['dog', 1, 'a dog'],
  ['umbrella', 1, 'an umbrella'],
  ['TV', 2, 'two TVs'],
  ['person', 1, 'a person'],
  ['person', 10, 'ten people'],
  ['person', 11, 'a large group of people'],
  ['bird', 11, 'many birds'],
  ['sheep', 3, 'three sheep'],
  ['bus', 2, 'two buses'],
  ['bench', 2, 'two benches'],
  ['couch', 2, 'two couches'],
  ['sandwich', 2, 'two sandwiches'],
  ['toothbrush', 2, 'two toothbrushes'],
  ['wine glass', 2, 'two wine glasses'],
  ['box', 2, 'two boxes'],
  ['knife', 2, 'two knives'],
  ['giraffe', 2, 'two giraffes'],
  ['computer mouse', 2, 'two computer mice'],
  ['strawberry', 2, 'two strawberries'],
  ['toy', 2, 'two toys'],
  ['snowman', 2, 'two snowmen'],
  ['scissors', 1, 'a pair of scissors'],
  ['scissors', 2, 'two pairs of scissors'],
  ['skis', 4, 'four pairs of skis'],
  ['sunglasses', 1, 'a pair of sunglasses'],
  ['broccoli', 3, 'broccoli'],
  ['furniture', 1, 'furniture'],
]
for (const [label, count, words] of counts) {
  test(`${count} × ${label}: ${words}`, () => assert.equal(countInWords(label, count), words))
}

test('words are joined as in a sentence', () => {
  assert.equal(joinWords([]), '')
  assert.equal(joinWords(['a']), 'a')
  assert.equal(joinWords(['a', 'b']), 'a and b')
  assert.equal(joinWords(['a', 'b', 'c']), 'a, b and c')
})

test('text is cut between words, and not within a character', () => {
  assert.equal(shorten(' one\n two ', 7), 'one two')
  assert.equal(shorten('one two three', 9), 'one two…')
  assert.equal(shorten('onetwothree', 5), 'onet…')
  assert.equal(shorten('ab🙂cd', 4), 'ab…')
})
