import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isFailure } from '../../lib/failures.ts'
import { readAssetFilter } from './filter.ts'

type Given = readonly (readonly [name: string, value: string])[]

describe('what is no good is refused by name', () => {
  const cases: Given = [
    ['tag_confidence', '1.5'],
    ['tag_confidence', 'high'],
    ['color_tolerance', '0'],
    ['color_tolerance', '51'],
    ['colors', '111,222,333,444,555,666,777'],
    ['colors', 'fff,reddish'],
    ['tags', ','.repeat(200)],
    ['aspect_ratio', 'wide'],
    ['aspect_ratio', '-1'],
    ['orientation', 'upside down'],
    ['custom_range:Price', 'a:b'],
    ['custom_range:Price', '1:2026-01-01'],
    ['custom_range:Price', '1e5'],
    ['custom_range:Price', ':'],
    ['custom_range:Price', `${'9'.repeat(400)}:`],
    ['custom_contains:Note', 'ab'],
    ['custom_contains:Note', '%%%%'],
    ['custom_unknown:Note', 'x'],
    ['customs', 'x'],
    ['custom', 'x'],
    ['custom:', 'x'],
    ['custom:a\0b', 'x'],
    ['__proto__', 'x'],
    ['toString', 'x'],
    ['has_alt_text', '1'],
    ['alt_text_is_weak', 'no'],
    ['analysis_status', 'waiting'],
    ['keyword', 'x '.repeat(600)],
    ['date_created', '2026-02-30'],
    ['date_taken', '2025-02-29:'],
    ['video_status', 'watched'],
    ['video_status', 'constructor'],
  ]
  for (const [name, value] of cases) {
    test(`${name}=${value.slice(0, 30)}`.replaceAll('\0', '␀'), () => {
      assert.throws(
        () => readAssetFilter([[name, value]]),
        (error) => isFailure(error, 'invalid_parameter') && error.parameter === `filter[${name}]`,
      )
    })
  }

  test('thousands of filters, or very expensive ones', () => {
    const refused: Given[] = [
      Array.from({ length: 5000 }, () => ['tags', 'sea']),
      Array.from({ length: 20 }, () => ['colors', 'fff']),
      Array.from({ length: 5 }, () => [
        'keyword',
        Array.from({ length: 40 }, (_, at) => at).join(' '),
      ]),
    ]
    for (const given of refused) {
      assert.throws(
        () => readAssetFilter(given),
        (error) => isFailure(error, 'invalid_parameter'),
      )
    }
  })
})
