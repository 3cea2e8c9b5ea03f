import type { AssetTerm } from './asset-terms.ts'
import {
  type Given,
  invalid,
  readColor,
  readDate,
  readList,
  readRange,
  readWhole,
} from './filter-values.ts'
import { ANALYSIS_TROUBLES, filterLexeme, MOST_FACES } from './lexemes.ts'

/** What the values of asset-filters.ts mean, where that takes more than a line. */

export const NOTHING: AssetTerm = { kind: 'nothing' }

type LabelTerm = AssetTerm & { kind: 'label' }

function labelTerms(label: LabelTerm['label'], given: Given, leastConfidence: number) {
  const toTerm = (name: string): LabelTerm => ({ kind: 'label', label, name, leastConfidence })
  const names = readList(given)
  // Each is looked up once. A label may hold a comma itself.
  const parts = [...new Set(names)].map(toTerm)
  return { parts, isList: names.length > 1, whole: toTerm(given.value.trim()) }
}

/** imgix: a comma list asks for all of them. */
export function allLabels(label: LabelTerm['label'], given: Given, leastConfidence = 0): AssetTerm {
  const { parts, isList, whole } = labelTerms(label, given, leastConfidence)
  if (!isList) return parts[0] ?? whole
  return { kind: 'or', terms: [whole, { kind: 'and', terms: parts }] }
}

export function anyLabel(label: LabelTerm['label'], given: Given, leastConfidence = 0): AssetTerm {
  const { parts, isList, whole } = labelTerms(label, given, leastConfidence)
  if (!isList) return parts[0] ?? whole
  return { kind: 'or', terms: [whole, ...parts] }
}

const MAX_COLORS = 6

export function readColors(given: Given, tolerance: number): AssetTerm {
  const colors = readList(given)
  if (colors.length > MAX_COLORS) throw invalid(given.parameter, `has more than ${MAX_COLORS}`)
  const terms = colors.map((value): AssetTerm => {
    return { kind: 'color', hex: readColor({ ...given, value }), tolerance }
  })
  return { kind: 'and', terms }
}

/** Ours: with a leading slash a beginning of the path, else any part of it. */
export function readPath(value: string): AssetTerm | null {
  if (!value.startsWith('/')) return { kind: 'pathPart', part: value }
  return value === '/' ? null : { kind: 'pathPrefix', prefix: value.slice(1) }
}

/** Ours: `/a/b` and below; `/a/b/` only there; `/` only at the top. */
export function readFolder(value: string): AssetTerm {
  const folder = value.replace(/^\//, '').replace(/\/$/, '')
  const lexeme = filterLexeme(value.endsWith('/') ? 'd' : 'p', folder)
  return { kind: 'lexemes', lexemes: [lexeme] }
}

export function readContentTypes(given: Given): AssetTerm {
  const types = readList(given).map((type) => type.toLowerCase())
  const [kinds, whole] = [
    types.filter((type) => /^[^/*]+\/\*$/.test(type)),
    types.filter((type) => !/^[^/*]+\/\*$/.test(type)),
  ]
  return {
    kind: 'lexemes',
    lexemes: whole.map((type) => filterLexeme('y', type)),
    beginnings: kinds.map((kind) => filterLexeme('y', kind.slice(0, -1))),
  }
}

const isNone = ({ value }: Given) => value.trim().toLowerCase() === 'none'

export function readTaken(given: Given): AssetTerm {
  if (isNone(given)) return { kind: 'has', what: 'dateTaken', present: false }
  const range = readRange(readDate, given)
  if (range === null) return NOTHING
  const terms: AssetTerm[] = [
    { kind: 'range', column: 'date_taken', range },
    // The range finds few; having a date at all, most.
    { kind: 'not', term: { kind: 'has', what: 'dateTaken', present: false } },
  ]
  return { kind: 'and', terms }
}

/** Whole numbers from `least` to `most` that are in the range, each as a term. */
function numbersIn(given: Given, least: number, most: number): number[] {
  const range = readRange(readWhole, given)
  if (range === null) return []
  const { from, below } = range
  return Array.from({ length: most - least + 1 }, (_, at) => least + at).filter(
    (number) => number >= Number(from ?? least) && number < Number(below ?? most + 1),
  )
}

export function readFaces(given: Given): AssetTerm {
  if (isNone(given)) return { kind: 'lexemes', lexemes: [filterLexeme('n', 'none')] }
  const range = readRange(readWhole, given)
  if (range === null) return NOTHING
  const first = Number(range.from ?? 0)
  const last = range.below === null ? null : Number(range.below) - 1
  const most = Math.min(last ?? MOST_FACES, MOST_FACES)
  const lexemes: string[] = []
  for (let faces = Math.max(0, Math.min(first, MOST_FACES)); faces <= most; faces++) {
    lexemes.push(filterLexeme('n', faces))
  }
  const counted: AssetTerm = { kind: 'lexemes', lexemes }
  const exact = last === null ? first <= MOST_FACES : last < MOST_FACES
  return exact
    ? counted
    : { kind: 'and', terms: [counted, { kind: 'range', column: 'face_count', range }] }
}

const WORST_WARNING = 5

export function readWarning(name: string, given: Given): AssetTerm {
  const lexemes = isNone(given)
    ? [filterLexeme('w', 'none'), filterLexeme('w', `${name}:none`)]
    : numbersIn(given, 1, WORST_WARNING).map((level) => filterLexeme('w', `${name}:${level}`))
  return { kind: 'lexemes', lexemes }
}

export function readOrientation(given: Given): AssetTerm {
  const shape = given.value.trim().toLowerCase()
  const lexemes = ['landscape', 'portrait', 'square'].includes(shape)
    ? [filterLexeme('o', shape)]
    : numbersIn(given, 1, 8).map((turn) => filterLexeme('o', turn))
  return { kind: 'lexemes', lexemes }
}

export function readAnalysisStatus({ value, parameter }: Given): AssetTerm {
  const status = value.trim().toLowerCase()
  if (status !== 'partial' && status !== 'failed') {
    throw invalid(parameter, 'is neither partial nor failed')
  }
  return { kind: 'lexemes', lexemes: [ANALYSIS_TROUBLES[status]] }
}

export function readStatus({ value, parameter }: Given): AssetTerm {
  const status = value.trim().toLowerCase()
  if (!['pending', 'indexed', 'error'].includes(status)) {
    throw invalid(parameter, 'is none of indexed, error, pending')
  }
  return { kind: 'status', status }
}

/** imgix's words in its Asset Manager, and the one in its API, for what our index says of a file. */
const VIDEO_STATUS: Readonly<Record<string, string>> = {
  processing: 'pending',
  processed: 'indexed',
  video_ready: 'indexed',
  errored: 'error',
}

export function readVideoStatus({ value, parameter }: Given): AssetTerm {
  const word = value.trim().toLowerCase()
  const status = Object.hasOwn(VIDEO_STATUS, word) ? VIDEO_STATUS[word] : undefined
  if (status === undefined) throw invalid(parameter, 'is none of processing, processed, errored')
  const isVideo: AssetTerm = { kind: 'lexemes', lexemes: [filterLexeme('m', 'video')] }
  return { kind: 'and', terms: [isVideo, { kind: 'status', status }] }
}
