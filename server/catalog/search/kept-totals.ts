import type { Db } from '../../db/tables.ts'
import { joinAlternatives, readSimple, type SimpleQuery } from './condition-logic.ts'
import { count, type Wanted } from './search-stretch.ts'
import { findTermCounts } from './term-counts.ts'

/**
 * Totals from the counts that are kept of single terms: mostly nothing has to be counted, else only where terms overlap or
 * what a rare one adds.
 */

/** More are not looked up. */
const MOST_OPERANDS = 100

/** Known at once and exactly: of one term, or of several of which an asset has one at most. */
export async function findKeptTotal(db: Db, wanted: Wanted): Promise<number | null> {
  const asked = readAsked(wanted)
  if (asked === null || asked.except !== null) return null
  if (asked.any.length > 1 && !areApart(asked.any)) return null
  const counts = await findTermCounts(db, asked.any)
  return counts.size === asked.any.length ? sum(counts.values()) : null
}

/** How many there are, as `count` tells, and no dearer. @returns more than `most` when there are more */
export async function countWithKept(db: Db, wanted: Wanted, most: number): Promise<number> {
  const asked = readAsked(wanted)
  if (asked === null) return await count(db, wanted, most)
  const counts = await findTermCounts(db, asked.any)
  const [largest, ...others] = asked.any.toSorted(
    (one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0),
  )
  const base = counts.get(largest ?? '')
  if (base === undefined) return await count(db, wanted, most)
  const countSome = (query: string, limit: number) =>
    count(db, { ...wanted, query, rest: query }, limit)
  if (asked.except === null) {
    if (base > most || others.length === 0) return base
    if (areApart(asked.any)) {
      const rare = others.filter((one) => !counts.has(one))
      const added = rare.length === 0 ? 0 : await countSome(joinAlternatives(rare), most)
      return sum(counts.values()) + added
    }
    return base + (await countSome(`(${joinAlternatives(others)} & !${largest})`, most - base))
  }
  if (others.length > 0) return await count(db, wanted, most)
  const without = await countSome(`(${largest} & ${asked.except})`, most)
  return without > most ? await count(db, wanted, most) : base - without
}

function readAsked({ query, check }: Wanted): SimpleQuery | null {
  const asked = query === null || check !== null ? null : readSimple(query)
  return asked && asked.any.length <= MOST_OPERANDS ? asked : null
}

/** Counts of faces, and levels of one warning: an asset has one. */
const APART = /^'\d+\/#(?:n:|w:[a-z]+:)/

function areApart(operands: readonly string[]): boolean {
  const kinds = operands.map((operand) => APART.exec(operand)?.[0])
  return kinds[0] !== undefined && new Set(kinds).size === 1
}

function sum(numbers: Iterable<number>): number {
  return Iterator.from(numbers).reduce((total, one) => total + one, 0)
}
