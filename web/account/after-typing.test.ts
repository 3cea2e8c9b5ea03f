import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { afterTyping } from './after-typing.ts'

let page: EventTarget
let isFocused: boolean
let acts: number
let stop: () => void
beforeEach(() => {
  mock.timers.reset()
  mock.timers.enable({ apis: ['setTimeout'] })
  page = new EventTarget()
  acts = 0
})

function begin(isInField: boolean): void {
  isFocused = isInField
  stop = afterTyping({ page, isInField: () => isFocused }, () => {
    acts += 1
  })
}

/** Somebody types on, for this long. */
function type(ms: number): void {
  for (let passed = 0; passed < ms; passed += 250) {
    page.dispatchEvent(new Event('keydown'))
    mock.timers.tick(250)
  }
}

function moveFocus(isInField: boolean): void {
  page.dispatchEvent(new Event('focusout'))
  isFocused = isInField
  mock.timers.tick(0)
}

test('where nobody writes it is done at once, and once', () => {
  begin(false)
  type(5_000)
  assert.equal(acts, 1)
})

test('it waits for a pause', () => {
  begin(true)
  type(5_000)
  assert.equal(acts, 0)
  mock.timers.tick(1_000)
  assert.equal(acts, 1)
  type(5_000)
  assert.equal(acts, 1)
})

test('a field that is left is finished', () => {
  begin(true)
  type(500)
  moveFocus(false)
  assert.equal(acts, 1)
})

test('the next field goes on', () => {
  begin(true)
  moveFocus(true)
  type(2_000)
  assert.equal(acts, 0)
  moveFocus(true)
  mock.timers.tick(1_000)
  assert.equal(acts, 1)
})

test('what is taken back is never done', () => {
  begin(true)
  stop()
  type(250)
  moveFocus(false)
  mock.timers.tick(5_000)
  assert.equal(acts, 0)
})
