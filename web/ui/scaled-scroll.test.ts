import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  elementHeight,
  follow,
  HIGHEST,
  isJump,
  isOff,
  placeOf,
  scrollTopOf,
} from './scaled-scroll.ts'

const SCREEN = 800
const small = { height: 50_000, screen: SCREEN }
const large = { height: 34_000_000, screen: SCREEN }
const end = HIGHEST - SCREEN

test('where an element can be high enough, pixels are pixels', () => {
  assert.equal(elementHeight(small.height), 50_000)
  for (const place of [0, 1, 777, 49_200]) {
    assert.equal(placeOf(place, small), place)
    assert.equal(scrollTopOf(place, small), place)
  }
})

test('the scroll bar of an element of ten million pixels stands for all of a higher grid', () => {
  assert.equal(elementHeight(large.height), HIGHEST)
  assert.equal(placeOf(0, large), 0)
  assert.equal(placeOf(end, large), large.height - SCREEN)
  assert.ok(Math.abs(placeOf(end / 2, large) / large.height - 0.5) < 0.01)
})

test('there and back leads to the same place, and further down is further down', () => {
  let before = -1
  for (let share = 0; share <= 1; share += 0.01) {
    const place = share * (large.height - SCREEN)
    const scrollTop = scrollTopOf(place, large)
    assert.ok(Math.abs(placeOf(scrollTop, large) - place) < 0.01, `${share}`)
    assert.ok(scrollTop > before)
    before = scrollTop
  }
})

test('both ends are reached pixel by pixel', () => {
  assert.equal(placeOf(1234, large), 1234)
  assert.equal(placeOf(end - 1234, large), large.height - SCREEN - 1234)
})

test('a wheel moves by its own pixels, the thumb to its share', () => {
  const from = { scrollTop: 5_000_000, place: 17_000_000 }
  assert.equal(follow(from, 5_000_120, large), 17_000_120)
  assert.equal(follow(from, 4_999_000, large), 16_999_000)
  assert.equal(follow(from, 8_000_000, large), placeOf(8_000_000, large))
  assert.ok(isJump(12_500, SCREEN))
  assert.ok(!isJump(-2_000, SCREEN))
})

test('nobody scrolls beyond either end', () => {
  assert.equal(follow({ scrollTop: 500, place: 100 }, 0, large), 0)
  const last = large.height - SCREEN
  assert.equal(follow({ scrollTop: end - 500, place: last - 100 }, end, large), last)
  assert.equal(placeOf(-40, small), 0)
})

test('the scroll bar is put right where it matters: near the ends, or when it is off by what one sees', () => {
  const middle = scrollTopOf(17_000_000, large)
  assert.equal(isOff(middle + 20_000, 17_000_000, large), false)
  assert.equal(isOff(middle + 200_000, 17_000_000, large), true)
  assert.equal(isOff(3_000, 2_000, large), true)
  assert.equal(isOff(2_000, 2_000, large), false)
  assert.equal(isOff(700, 690, small), true)
})
