/**
 * A copy of plain data that PostgreSQL takes: its texts cannot hold NUL, nor half a surrogate pair, and
 * both occur in the metadata of real files. Dates stay as they are.
 */
export function toStorable<Value>(value: Value): Value {
  return clean(value) as Value // the same shape, with other texts
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return undefined
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [cleanText(name), clean(member)]),
  )
}

function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** Of PostgreSQL: data exceptions, and what is larger than it takes. */
const ABOUT_THE_DATA = /^(22|54)/

/** Whether the database refused what was to be written, and would do so again. */
export function isAboutTheData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ABOUT_THE_DATA.test(String(error.code))
}

const MAX_INT = 2 ** 31 - 1

/** A count or a size in pixels for an int column; null for what no file can really have. */
export function storableInt(value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null
  const whole = Math.round(value)
  return Math.abs(whole) > MAX_INT ? null : whole
}

/** For a real column, whose range is that of a 32 bit float. */
export function storableReal(value: number | null): number | null {
  if (value === null || !Number.isFinite(value) || Math.abs(value) > 1e30) return null
  return Math.abs(value) < 1e-30 ? 0 : value
}

/** What PostgreSQL reads as JavaScript writes it: the years 1 to 9999. */
const FIRST_MS = -62_135_596_800_000
const LAST_MS = 253_402_300_799_999

/** For a timestamptz column: the nearest moment it takes. File systems and cameras have all sorts of dates. */
export function storableDate(date: Date): Date {
  const time = date.getTime()
  return new Date(Number.isNaN(time) ? 0 : Math.min(LAST_MS, Math.max(FIRST_MS, time)))
}
