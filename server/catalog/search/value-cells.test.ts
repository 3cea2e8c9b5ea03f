import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cellsOfRange, type Day, type Decimal, readRangeValue, valueCells } from './value-cells.ts'

describe('values as cells', () => {
  const cases: [value: string, cells: string[]][] = [
    ['1250', ['+24.1250']],
    ['1250.0', ['+24.1250']],
    [' 001250 ', ['+24.1250']],
    ['12505', ['+25.1250~']],
    ['0.05', ['+19.5000']],
    ['1,5', ['+21.1500']],
    ['1,500', []],
    ['-3', ['-21.3000']],
    ['-0', ['+0']],
    ['+0.0', ['+0']],
    ['2026-01-31', ['d20260131']],
    ['2026-01-31T10:00:00Z', ['d20260131']],
    ['2026-13-31', []],
    ['31.01.2026', []],
    ['12 cm', []],
    ['1e5', []],
    ['', []],
    ['.', []],
    ['1234567890123456', []],
    ['NaN', []],
  ]
  for (const [value, cells] of cases) {
    test(JSON.stringify(value), () => assert.deepEqual(valueCells(value), cells))
  }
})

/** Whether the index alone says yes, no, or that the value has to be looked at. */
function ask(value: string, from: string | null, to: string | null): 'in' | 'out' | 'look' {
  const end = (text: string | null) => (text === null ? null : readRangeValue(text))
  const { terms, beginnings, edges } = cellsOfRange(end(from), end(to))
  const [cell] = valueCells(value)
  if (cell === undefined) return 'out'
  if (terms.includes(cell) || beginnings.some((beginning) => cell.startsWith(beginning)))
    return 'in'
  return edges.includes(cell) ? 'look' : 'out'
}

test('the cells of a range hold what is in it and nothing else', () => {
  const digits = (most: number) => String(Math.floor(Math.random() * 10 ** most))
  const number = () => {
    const whole = digits(1 + Math.floor(Math.random() * 6))
    const part = Math.random() < 0.4 ? `.${digits(3)}` : ''
    return `${Math.random() < 0.3 ? '-' : ''}${whole}${part}`
  }
  for (let round = 0; round < 3000; round++) {
    const [from, to] = [number(), number()].sort((one, other) => Number(one) - Number(other))
    assert.ok(from !== undefined && to !== undefined)
    for (const value of [from, to, number(), number(), (Number(from) + 0.001).toFixed(3)]) {
      const inside: boolean = Number(value) >= Number(from) && Number(value) <= Number(to)
      const answer = ask(value, from, to)
      if (answer !== 'look')
        assert.equal(answer, inside ? 'in' : 'out', `${value} in ${from}:${to}`)
      const above = ask(value, from, null)
      if (above !== 'look')
        assert.equal(above === 'in', Number(value) >= Number(from), `${value} ${from}:`)
      const below = ask(value, null, to)
      if (below !== 'look')
        assert.equal(below === 'in', Number(value) <= Number(to), `${value} :${to}`)
    }
  }
})

test('four digits are exact, and ranges stay short', () => {
  const size = (from: string | null, to: string | null) => {
    const end = (text: string | null): Decimal | Day | null => (text ? readRangeValue(text) : null)
    const { terms, beginnings, edges } = cellsOfRange(end(from), end(to))
    return { terms: terms.length, beginnings: beginnings.length, edges: edges.length }
  }
  assert.deepEqual(size('1990', '1999'), { terms: 4 + 2 * 8 - 1, beginnings: 0, edges: 0 })
  assert.equal(size('-0.012345', '98765').edges, 2)
  for (const [from, to] of [
    [null, '99.99'],
    ['1111.1', null],
    ['-999999999999999', '999999999999999'],
    ['1111-11-11', '8888-08-08'],
    [null, '2026-01-31'],
  ] as const) {
    const { terms, beginnings } = size(from, to)
    assert.ok(terms + beginnings < 150, `${terms} + ${beginnings}`)
  }
  assert.equal(ask('2026-01-31', '2026-01-31', '2026-02-01'), 'in')
  assert.equal(ask('2026-02-02', '2026-01-31', '2026-02-01'), 'out')
  assert.equal(ask('20260131', '2026-01-31', '2026-02-01'), 'out')
})
