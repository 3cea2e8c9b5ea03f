import { Failure } from '../../lib/failures.ts'
import { ASSET_FILTERS, FIELD_FILTERS, type FilterSettings } from './asset-filters.ts'
import type { AssetTerm } from './asset-terms.ts'
import { type Given, invalid, readNumber } from './filter-values.ts'

const MAX_VALUE_LENGTH = 1000
const MAX_FILTERS = 100

/**
 * imgix, "Filtering": every `filter[name]` has to hold, and of all `filter[or:name]` together at least one. A
 * filter without a value asks for nothing, but for `custom:<key>` and `custom_none:<key>`, which ask for the key.
 * @param given what stands between the brackets of `filter[…]`, and its values
 * @throws Failure `invalid_parameter` naming the filter
 */
export function readAssetFilter(
  given: Iterable<readonly [name: string, value: string]>,
): AssetTerm {
  const filters = Array.from(given, ([name, value]) => toFilter(name, value))
  const settings = readSettings(filters)
  const all: AssetTerm[] = []
  const any: AssetTerm[] = []
  let weight = 0
  for (const [at, filter] of filters.entries()) {
    const term = readTerm(filter, settings)
    weight += term ? weightOf(term) : 0
    if (at >= MAX_FILTERS || weight > MAX_WEIGHT) {
      throw invalid(filter.parameter, 'is more than one search can ask for at once')
    }
    if (term) (filter.either ? any : all).push(...(filter.either ? [term] : partsOf(term)))
  }
  if (any.length > 0) all.push({ kind: 'or', terms: any })
  return { kind: 'and', terms: all }
}

interface Filter extends Given {
  name: string
  /** One of those of which at least one has to hold. */
  either: boolean
}

function toFilter(given: string, value: string): Filter {
  const parameter = `filter[${given}]`
  const either = given.startsWith('or:')
  if (value.length > MAX_VALUE_LENGTH) {
    throw invalid(parameter, `is longer than ${MAX_VALUE_LENGTH} characters`)
  }
  const text = value.toWellFormed()
  if (text.includes('\0') || given.includes('\0')) throw invalid(parameter, 'holds a NUL character')
  const name = either ? given.slice('or:'.length) : given
  return { name: name.toWellFormed(), value: text, parameter, either }
}

/** Filters that only say how others are meant. */
function readSettings(filters: readonly Filter[]): FilterSettings {
  const last = (name: string) =>
    filters.findLast((filter) => filter.name === name && filter.value.trim() !== '')
  const confidence = last('tag_confidence')
  const tolerance = last('color_tolerance')
  return {
    leastConfidence: confidence ? readNumber(confidence, 0, 1) : 0,
    tolerance: tolerance ? readNumber(tolerance, 1, 50) : DEFAULT_TOLERANCE,
  }
}

const DEFAULT_TOLERANCE = 15

function readTerm({ name, ...given }: Filter, settings: FilterSettings): AssetTerm | null {
  const [, kind = '', key = ''] = /^(custom\w*):(.+)$/s.exec(name) ?? []
  if (Object.hasOwn(FIELD_FILTERS, kind)) return FIELD_FILTERS[kind]?.read(key, given) ?? null
  const filter = Object.hasOwn(ASSET_FILTERS, name) ? ASSET_FILTERS[name] : undefined
  if (!filter) {
    const { parameter } = given
    throw new Failure('invalid_parameter', `There is no filter "${name}".`, { parameter })
  }
  return given.value.trim() === '' ? null : filter.read(given, settings)
}

function partsOf(term: AssetTerm): AssetTerm[] {
  return term.kind === 'and' ? term.terms.flatMap(partsOf) : [term]
}

/** About how long it takes to find out what a term means. */
const WEIGHTS: Partial<Record<AssetTerm['kind'], number>> = { color: 20, field: 5, words: 3 }
const MAX_WEIGHT = 300

function weightOf(term: AssetTerm): number {
  if (term.kind === 'keyword') return weightOf(term.asked)
  if (term.kind === 'not') return weightOf(term.term)
  if (term.kind !== 'and' && term.kind !== 'or') return WEIGHTS[term.kind] ?? 1
  return term.terms.reduce((sum, one) => sum + weightOf(one), 0)
}
