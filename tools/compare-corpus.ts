import type { Difference, Explanation, IndexedFacts, IndexedFile, Truth } from './corpus-truth.ts'
import { explains } from './corpus-truth.ts'

export interface JudgedDifference extends Difference {
  explanation: Explanation | null
}

export interface Comparison {
  /** By column, in the order of COLUMNS. */
  agreements: Map<string, number>
  differences: JudgedDifference[]
  /** Rows of the table that explain nothing any more. */
  unusedExplanations: Explanation[]
}

interface Column {
  name: string
  /** null: the truth says nothing, so nothing is compared. '' is "there is none". */
  expected(truth: Truth): string | null
  found(facts: IndexedFacts): string
  agree?(expected: string, found: string): boolean
}

/** As TRUTH.tsv spells it, or nothing to compare when it is empty. */
function known(name: string) {
  return (truth: Truth) => truth[name] || null
}

function orNone(name: string) {
  return (truth: Truth) => truth[name] ?? ''
}

function text(value: unknown): string {
  return value === null ? '' : String(value)
}

function within(tolerance: number) {
  return (expected: string, found: string) =>
    expected !== '' && found !== '' && Math.abs(Number(expected) - Number(found)) <= tolerance
}

const COLOR_MODELS: Record<string, string> = { 'RGB (palette)': 'Indexed' }

/** The truth has the time of the camera's clock; the index has the moment, with the zone applied. */
function readCameraClock({ takenAt, zone }: IndexedFacts): string {
  if (!takenAt) return ''
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone ?? '') ?? ['', '+', '0', '0']
  const offsetMinutes = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  const clock = new Date(takenAt.getTime() + offsetMinutes * 60_000)
  return clock.toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', ':')
}

/** The columns of TRUTH.tsv that are compared, and where each is found in the index. */
const COLUMNS: readonly Column[] = [
  { name: 'format', expected: known('format'), found: ({ format }) => format },
  { name: 'width', expected: known('width'), found: ({ width }) => text(width) },
  { name: 'height', expected: known('height'), found: ({ height }) => text(height) },
  { name: 'display_width', expected: known('display_width'), found: (f) => text(f.displayWidth) },
  {
    name: 'display_height',
    expected: known('display_height'),
    found: (f) => text(f.displayHeight),
  },
  {
    name: 'orientation',
    // 0 stands in some files and means nothing
    expected: ({ orientation = '' }) => (orientation === '0' ? '' : orientation),
    found: ({ orientation }) => text(orientation),
  },
  {
    name: 'frames',
    expected: ({ frames = '' }) => (/^\d+$/.test(frames) ? frames : null),
    found: ({ frames }) => text(frames),
  },
  {
    name: 'colour_model',
    expected: ({ colour_model = '' }) => (COLOR_MODELS[colour_model] ?? colour_model) || null,
    found: ({ colorModel }) => text(colorModel),
  },
  {
    name: 'alpha',
    expected: known('alpha'),
    found: ({ hasAlpha }) => (hasAlpha === null ? '' : String(Number(hasAlpha))),
  },
  { name: 'icc', expected: orNone('icc'), found: ({ colorProfile }) => text(colorProfile) },
  { name: 'dpi_x', expected: orNone('dpi_x'), found: (f) => text(f.dpiWidth), agree: within(0.02) },
  {
    name: 'dpi_y',
    expected: orNone('dpi_y'),
    found: (f) => text(f.dpiHeight),
    agree: within(0.02),
  },
  { name: 'has_exif', expected: orNone('has_exif'), found: (f) => String(Number(f.hasExif)) },
  { name: 'has_iptc', expected: orNone('has_iptc'), found: (f) => String(Number(f.hasIptc)) },
  { name: 'has_xmp', expected: orNone('has_xmp'), found: (f) => String(Number(f.hasXmp)) },
  {
    name: 'taken',
    // cameras whose clock was never set write zeros
    expected: ({ taken = '' }) => /^[12]\d{3}:\d\d:\d\d \d\d:\d\d:\d\d/.exec(taken)?.[0] ?? null,
    found: readCameraClock,
  },
  {
    name: 'gps_lat',
    expected: orNone('gps_lat'),
    found: ({ location }) => text(location?.latitude ?? null),
    agree: within(0.00001),
  },
  {
    name: 'gps_lon',
    expected: orNone('gps_lon'),
    found: ({ location }) => text(location?.longitude ?? null),
    agree: within(0.00001),
  },
]

/** Whether a file has to be readable, has to be refused, or may be either. */
const STATUS: Record<string, string | null> = { 'ok-or-reject': null, reject: 'error' }

/** Compares what was indexed with the truth, column by column; a file that is missing is a difference. */
export function compareCorpus(
  truths: readonly Truth[],
  files: readonly IndexedFile[],
  explanations: readonly Explanation[],
): Comparison {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const agreements = new Map(
    ['status', 'renders', ...COLUMNS.map(({ name }) => name)].map((name) => [name, 0]),
  )
  const differences: JudgedDifference[] = []
  const used = new Set<Explanation>()
  const note = (difference: Difference, agrees: boolean) => {
    const { column } = difference
    if (agrees) return agreements.set(column, (agreements.get(column) ?? 0) + 1)
    const explanation = explanations.find((row) => explains(row, difference)) ?? null
    if (explanation) used.add(explanation)
    differences.push({ ...difference, explanation })
  }
  for (const truth of truths) {
    const { path } = truth
    const file = byPath.get(path)
    const { agrees, ...status } = readStatus(truth, file)
    note({ path, column: 'status', ...status }, agrees)
    if (!file?.facts) continue
    if (file.rendered !== null && truth.expect === 'ok') {
      const found = String(file.rendered)
      note({ path, column: 'renders', expected: '200', found }, found === '200')
    }
    for (const column of COLUMNS) {
      const expected = column.expected(truth)
      const found = column.found(file.facts)
      if (expected === null) continue
      const agrees = expected === found || (column.agree?.(expected, found) ?? false)
      note({ path, column: column.name, expected, found }, agrees)
    }
  }
  const unusedExplanations = explanations.filter((row) => !used.has(row))
  return { agreements, differences, unusedExplanations }
}

function readStatus({ expect }: Truth, file: IndexedFile | undefined) {
  const expected = expect in STATUS ? STATUS[expect] : 'indexed'
  const status = file?.status ?? 'missing'
  const found = file?.error ? `${status}: ${file.error}` : status
  const agrees = expected === null ? status !== 'missing' : status === expected
  return { expected: expected ?? 'indexed or error', found, agrees }
}
