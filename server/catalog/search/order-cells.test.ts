import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lexemesBetween, orderLexemes } from './order-cells.ts'

const DAY = 86_400

/** Whether the terms of a stretch find an asset with these values. */
function finds(terms: readonly string[] | null, created: number, bytes: number): boolean {
  const own = orderLexemes({ date_created: created, date_modified: 0, file_size: bytes })
  return terms?.some((term) => own.includes(term)) ?? assert.fail('too many terms')
}

test('a stretch of days finds what lies in it and little beyond, by few terms', () => {
  const from = Date.UTC(2018, 4, 17) / 1000
  for (const days of [0, 1, 20, 40, 400, 1000, 4000]) {
    const terms = lexemesBetween('date_created', [from + days * DAY, from])
    for (let day = 0; day <= days; day += 7) assert.ok(finds(terms, from + day * DAY, 1))
    assert.ok(finds(terms, from, 1) && finds(terms, from + days * DAY, 1))
    const beyond = days < 100 ? 31 : 400
    assert.ok(!finds(terms, from - beyond * DAY, 1))
    assert.ok(!finds(terms, from + (days + beyond) * DAY, 1))
    assert.ok((terms?.length ?? 0) <= 12 + days / 388, `${days} days in few terms`)
  }
})

test('where nothing comes before, all of the first year are one term', () => {
  const day = (number: number) => (Date.UTC(2026, 8, 1) / 1000 + number * DAY) as number
  for (const days of [-200, 200]) {
    const [some, all] = [false, true].map((isOpen) =>
      lexemesBetween('date_created', [day(0), day(days)], isOpen),
    )
    for (const one of [0, 0.5, 1]) assert.ok(finds(all ?? null, day(days * one), 1))
    assert.ok((all?.length ?? 99) <= (some?.length ?? 0))
  }
})

test('days before 1970 are as good as others, and thousands of years are too many', () => {
  const terms = lexemesBetween('date_created', [-40 * DAY, 40 * DAY])
  assert.ok([-40, -1, 0, 40].every((day) => finds(terms, day * DAY, 1)))
  assert.ok(!finds(terms, -80 * DAY, 1) && !finds(terms, 80 * DAY, 1))
  assert.equal(lexemesBetween('date_created', [-62_135_596_800, 253_402_300_799]), null)
})

test('sizes from nothing to terabytes', () => {
  const terms = lexemesBetween('file_size', [1000, 3_000_000])
  for (const bytes of [1000, 1024, 65_535, 65_536, 3_000_000]) assert.ok(finds(terms, 0, bytes))
  for (const bytes of [0, 200, 17_000_000, 2 ** 40]) assert.ok(!finds(terms, 0, bytes))
  assert.ok(finds(lexemesBetween('file_size', [0, 2 ** 43]), 0, 2 ** 40))
})
