import { readLexeme } from './lexemes.ts'
import { type Bits, exclude, intersect, noBits, unite } from './place-sets.ts'

/** A tsquery as the sets it is made of. */
export type Logic =
  | { kind: 'term'; operand: string }
  | Rare
  | { kind: 'all' | 'any'; of: Logic[] }
  | { kind: 'not'; of: Logic }

/** Any of these operands, none of which is kept: to be gathered from the index. */
export interface Rare {
  kind: 'rare'
  operands: string[]
  /** Only what has all of these as well is of interest. */
  beside: string[]
}

const TOKEN = /'(?:[^'\\]|''|\\\\)*'(?::\*)?|[&|!()]/y

/** Of a tsquery as condition-logic.ts writes it. */
export function parseLogic(query: string): Logic {
  const tokens: string[] = []
  for (let at = 0; at < query.length; ) {
    if (query[at] === ' ') {
      at += 1
      continue
    }
    TOKEN.lastIndex = at
    const [token] = TOKEN.exec(query) ?? []
    if (token === undefined) throw new Error(`"${query}" is no tsquery of ours.`)
    tokens.push(token)
    at += token.length
  }
  let next = 0
  const readOne = (): Logic => {
    const token = tokens[next] ?? ''
    next += 1
    if (token === '!') return { kind: 'not', of: readOne() }
    if (token !== '(') return { kind: 'term', operand: token }
    const inside = readSome('|')
    next += 1
    return inside
  }
  const readSome = (sign: '|' | '&'): Logic => {
    const read = sign === '|' ? () => readSome('&') : readOne
    const of = [read()]
    while (tokens[next] === sign) {
      next += 1
      of.push(read())
    }
    return of.length === 1 ? (of[0] as Logic) : { kind: sign === '|' ? 'any' : 'all', of }
  }
  return readSome('|')
}

/** Looking for more costs more than looking for all that was asked: hardly two hundred assets have each. */
const MOST_RARE = 64
/** Where only those are looked at that have something else, too. */
const MOST_BESIDE = 264

/**
 * The same with what is not kept put together. null: it is best found as a whole, since only what is rare can fit.
 * @param isKept of a term as PostgreSQL has it
 */
export function planLogic(logic: Logic, isKept: (term: string) => boolean): Logic | null {
  const planned = plan(logic, isKept, [])
  const looks = rareOf(planned).reduce((sum, { operands, beside }) => {
    return sum + operands.length / (beside.length > 0 ? MOST_BESIDE : MOST_RARE)
  }, 0)
  return isRare(planned) || looks > 1 ? null : planned
}

function plan(logic: Logic, isKept: (term: string) => boolean, beside: string[]): Logic {
  switch (logic.kind) {
    case 'term': {
      const { operand } = logic
      const kept = !operand.endsWith(':*') && isKept(readLexeme(operand))
      return kept ? logic : { kind: 'rare', operands: [operand], beside }
    }
    case 'not':
      return { kind: 'not', of: plan(logic.of, isKept, beside) }
    case 'all': {
      const kept = logic.of.map((one) => plan(one, isKept, []))
      const also = [...beside, ...kept.flatMap((one) => (one.kind === 'term' ? one.operand : []))]
      return { kind: 'all', of: logic.of.map((one) => plan(one, isKept, also)) }
    }
    case 'any': {
      const of = logic.of.map((one) => plan(one, isKept, beside))
      const rare = of.filter((one) => one.kind === 'rare')
      const others = of.filter((one) => one.kind !== 'rare')
      const operands = rare.flatMap((one) => one.operands)
      const together = operands.length === 0 ? [] : [{ kind: 'rare' as const, operands, beside }]
      return { kind: 'any', of: [...others, ...together] }
    }
    case 'rare':
      return logic
  }
}

/** Only assets that have something rare fit. */
function isRare(logic: Logic): boolean {
  if (logic.kind === 'all') return logic.of.some(isRare)
  return logic.kind === 'any' ? logic.of.every(isRare) : logic.kind === 'rare'
}

/** It only says what is left out. */
export function isExclusion(logic: Logic): boolean {
  return logic.kind === 'all' ? logic.of.every(isExclusion) : logic.kind === 'not'
}

export function rareOf(logic: Logic): Rare[] {
  if (logic.kind === 'rare') return [logic]
  if (logic.kind === 'term') return []
  return logic.kind === 'not' ? rareOf(logic.of) : logic.of.flatMap(rareOf)
}

export function operandsOf(logic: Logic): string[] {
  if (logic.kind === 'term') return [logic.operand]
  if (logic.kind === 'rare') return []
  return logic.kind === 'not' ? operandsOf(logic.of) : logic.of.flatMap(operandsOf)
}

/** Adds to `bits` those of one block that have the operand, or one of the rare ones. */
export type AddPlaces = (bits: Bits, of: string | Rare) => void

/** Those of one block that fit. */
export function evaluate(logic: Logic, add: AddPlaces): Bits {
  const bits = noBits()
  addFitting(bits, logic, add)
  return bits
}

function addFitting(bits: Bits, logic: Logic, add: AddPlaces): void {
  switch (logic.kind) {
    case 'term':
      add(bits, logic.operand)
      return
    case 'rare':
      add(bits, logic)
      return
    case 'any':
      for (const one of logic.of) addFitting(bits, one, add)
      return
    case 'all':
      addAll(bits, logic.of, add)
      return
    case 'not':
      // A tsquery of ours has something else beside it.
      throw new Error('An exclusion alone would be everything else.')
  }
}

function addAll(bits: Bits, of: readonly Logic[], add: AddPlaces): void {
  const [first, ...others] = of.toSorted((one) => (one.kind === 'not' ? 1 : -1))
  if (!first) return
  const both = evaluate(first, add)
  for (const one of others) {
    if (one.kind === 'not') exclude(both, evaluate(one.of, add))
    else intersect(both, evaluate(one, add))
  }
  unite(bits, both)
}
