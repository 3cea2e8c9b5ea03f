import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { evaluate, operandsOf, parseLogic, planLogic, rareOf } from './place-logic.ts'
import {
  type Bits,
  copy,
  countBits,
  eachBit,
  noBits,
  readPlaces,
  setBit,
  writePlaces,
} from './place-sets.ts'

const SETS: Record<string, number[]> = {
  "'1/a'": [0, 1, 2, 3, 31, 32],
  "'1/b'": [1, 3, 33, 65_535],
  "'1/it''s (&|!)'": [2, 3, 32, 65_535],
}

function find(query: string): number[] {
  const found: number[] = []
  const add = (bits: Bits, of: unknown) => {
    for (const place of SETS[String(of)] ?? []) setBit(bits, place)
  }
  eachBit(evaluate(parseLogic(query), add), (place) => found.push(place))
  return found
}

test('a tsquery is evaluated over sets', () => {
  const odd = "'1/it''s (&|!)'"
  assert.deepEqual(find("'1/a'"), [0, 1, 2, 3, 31, 32])
  assert.deepEqual(find("('1/a' & '1/b')"), [1, 3])
  assert.deepEqual(find("('1/a' | '1/b')"), [0, 1, 2, 3, 31, 32, 33, 65_535])
  assert.deepEqual(find("('1/a' & !'1/b')"), [0, 2, 31, 32])
  assert.deepEqual(find(`('1/b' & ('1/a' | ${odd}))`), [1, 3, 65_535])
  assert.deepEqual(find(`'1/b' | '1/a' & ${odd}`), [1, 2, 3, 32, 33, 65_535])
  assert.deepEqual(find(`(!('1/b' | ${odd}) & '1/a')`), [0, 31])
  assert.deepEqual(find("(('1/a')) & !('1/unknown' | '1/unheard':*)"), [0, 1, 2, 3, 31, 32])
})

describe('what is not kept', () => {
  const plan = (query: string) =>
    planLogic(parseLogic(query), (term) => ['1/a', '1/b'].includes(term))

  test('is put together, and asked for with what it has to have as well', () => {
    const logic = plan("('1/a' & ('1/b' | '1/x' | '1/y':*) & !'1/z')")
    assert.ok(logic)
    assert.deepEqual(rareOf(logic), [
      { kind: 'rare', operands: ["'1/x'", "'1/y':*"], beside: ["'1/a'"] },
      { kind: 'rare', operands: ["'1/z'"], beside: ["'1/a'"] },
    ])
    assert.deepEqual(operandsOf(logic), ["'1/a'", "'1/b'"])
  })

  test('is found by the index where nothing else fits', () => {
    for (const query of ["'1/x'", "('1/a' & '1/x')", "('1/x' | '1/y')", "'1/a':*"]) {
      assert.equal(plan(query), null, query)
    }
    const many = Array.from({ length: 70 }, (_, at) => `'1/x${at}'`).join(' | ')
    assert.equal(plan(`('1/a' | ${many})`), null)
  })
})

test('sets are stored as places or as bits, and read again', () => {
  for (const assets of [0, 1, 4095, 4096, 65_536]) {
    const bits = noBits()
    for (let place = 0; place < assets; place += 1) setBit(bits, (place * 7) % 65_536)
    assert.equal(countBits(bits), assets)
    const stored = Buffer.from(writePlaces(bits, assets))
    assert.equal(stored.length, assets < 4096 ? 2 * assets : 8192)
    assert.deepEqual(readPlaces(Buffer.from(copy(stored))), bits)
  }
})
