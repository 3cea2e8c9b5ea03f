import type { Color } from '../color.ts'
import { COLOR_NAMES } from './color-names.ts'

/** Text → value, or undefined when the text is not what is expected. */
export interface Reader<Value> {
  /** Completes the sentence "The parameter must be …". */
  expects: string
  read(text: string): Value | undefined
}

/** Everything about one parameter; its name is its key in the table. */
export interface Param<Value> {
  /** One sentence for docs/params.md. */
  doc: string
  reader: Reader<Value>
  /** What holds when the URL does not say. */
  fallback: Value
  aliases?: readonly string[]
  /** Concerns the answer alone, not the pixels: not part of the cache key, does not start a rendering. */
  answerOnly?: boolean
  /** imgix: `auto` and `ch` have no NAME64 variant. */
  noBase64?: boolean
  /** imgix: given several times, the values add up (`auto`); everywhere else the last one counts. */
  addsUp?: boolean
}

type Description<Value> = Omit<Param<Value>, 'reader' | 'fallback'> & { read: Reader<Value> }

/** Declares a parameter that is absent unless the URL says so. */
export function param<Value>({ read, ...rest }: Description<Value>): Param<Value | undefined> {
  return { ...rest, reader: read, fallback: undefined }
}

/** Declares a parameter that always has a value. */
export function paramWithDefault<Value>(
  fallback: Value,
  { read, ...rest }: Description<Value>,
): Param<Value> {
  return { ...rest, reader: read, fallback }
}

// Each digit has one place in this pattern only: trying several would take seconds for a long row of them.
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/

function toNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined
}

/** imgix's strict_range: what lies outside is an error. */
export function number(min: number, max: number): Reader<number> {
  return {
    expects: `a number from ${min} to ${max}`,
    read: (text) => {
      const value = toNumber(text)
      return value !== undefined && value >= min && value <= max ? value : undefined
    },
  }
}

export function integer(min: number, max: number): Reader<number> {
  return {
    expects: `a whole number from ${min} to ${max}`,
    read: (text) => {
      const value = toNumber(text)
      if (value === undefined) return undefined
      const rounded = Math.round(value)
      return rounded >= min && rounded <= max ? rounded : undefined
    },
  }
}

/** imgix's suggested_range: what lies outside is moved to the nearest end. */
export function clamped(min: number, max: number): Reader<number> {
  return {
    expects: `a number (taken as ${min} to ${max})`,
    read: (text) => {
      const value = toNumber(text)
      return value === undefined ? undefined : Math.min(max, Math.max(min, value))
    },
  }
}

/** imgix: 1 and true, 0 and false. */
export const flag: Reader<boolean> = {
  expects: 'true or false',
  read: (text) => {
    if (text === '1' || text === 'true') return true
    return text === '0' || text === 'false' ? false : undefined
  },
}

export const anyText: Reader<string> = { expects: 'text', read: (text) => text }

export function oneOf<const Value extends string>(...values: Value[]): Reader<Value> {
  return {
    expects: `one of ${values.join(', ')}`,
    read: (text) => values.find((value) => value === text),
  }
}

/** Values in any number, separated by commas. */
export function listOf<const Value extends string>(...values: Value[]): Reader<Value[]> {
  return {
    expects: `a list of ${values.join(', ')}`,
    read: (text) => {
      const found = text.split(',').map((part) => values.find((value) => value === part.trim()))
      return found.includes(undefined) ? undefined : found.filter((value) => value !== undefined)
    },
  }
}

const HEX = /^#?([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i

/** imgix, "Color values": keyword, RGB, ARGB, RRGGBB or AARRGGBB. */
export const color: Reader<Color> = {
  expects: 'a colour keyword or 3, 4, 6 or 8 hex digits (RGB, ARGB, RRGGBB, AARRGGBB)',
  read: (text) => {
    const named = COLOR_NAMES.get(text.toLowerCase())
    const digits = HEX.exec(named ?? text)?.[1]
    if (digits === undefined) return undefined
    const long = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits
    const argb = Number.parseInt(long.length === 6 ? `ff${long}` : long, 16)
    return {
      red: (argb >>> 16) & 255,
      green: (argb >>> 8) & 255,
      blue: argb & 255,
      alpha: (argb >>> 24) / 255,
    }
  },
}
