import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeAsset, SOURCE_SHARES } from './assets.ts'
import { ask } from './questions.ts'
import { randomOf } from './random.ts'

test('an asset is the same whatever was made before, and no two have the same path', () => {
  const numbers = Array.from({ length: 3000 }, (_, at) => at * 977)
  const assets = numbers.map((number) => makeAsset(number))
  assert.deepEqual(assets.at(-1), makeAsset(numbers.at(-1) ?? 0))
  const paths = new Set(assets.map(({ source, path }) => `${source}/${path}`))
  assert.equal(paths.size, assets.length)
})

test('the first Source has almost half of the library', () => {
  const assets = Array.from({ length: 5000 }, (_, number) => makeAsset(number))
  const share = assets.filter(({ source }) => source === 0).length / assets.length
  assert.ok(Math.abs(share - (SOURCE_SHARES[0] ?? 0)) < 0.03, `${share}`)
})

test('what is asked is the same for the same seed, and in an asset of that Source', () => {
  const questions = Array.from({ length: 2 }, () => ask('tag rare', randomOf(5), 10_000))
  assert.deepEqual(questions[0], questions[1])
  assert.notDeepEqual(questions[0], ask('tag rare', randomOf(6), 10_000))
})
