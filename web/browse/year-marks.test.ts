import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planMarks } from './year-marks.ts'

test('years are written where each can be pressed', () => {
  const years = [0, 10, 11, 500, 980, 1000].map((index, at) => ({ year: 2026 - at, index }))
  const marks = planMarks(years, (index) => index / 1000, 800)
  assert.deepEqual(
    marks.filter(({ isLabel }) => isLabel).map(({ year }) => year),
    [2026, 2023, 2022],
  )
  assert.deepEqual(
    marks.map(({ share }) => share),
    [0, 0.01, 0.011, 0.5, 0.98, 1],
  )
  const high = planMarks(years, (index) => index / 1000, 2400)
  assert.deepEqual(
    high.filter(({ isLabel }) => isLabel).map(({ year }) => year),
    [2026, 2025, 2023, 2022, 2021],
  )
})
