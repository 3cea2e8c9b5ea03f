import { encodeValue } from '../lib/rendering-url.ts'

/** Rendering parameters by name, as they stand in an address; in the order in which they are written. */
export type RenderingParams = Readonly<Record<string, string>>

const NAME = /^[a-z][a-z0-9-]{0,39}$/i
const MOST_PARAMS = 60
const LONGEST_QUERY = 2_000

/** Written for one address: whoever hands out another signs it anew. */
const SIGNATURE = 's'

/**
 * Reads `w=1600&auto=format,compress`, with or without a question mark. What cannot be a parameter is passed over; of
 * a name that is given twice the last value counts, but `auto` adds up, as in rendering.
 */
export function readRenderingQuery(text: string): RenderingParams {
  const read: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(text.slice(0, LONGEST_QUERY))) {
    if (!NAME.test(name) || name === SIGNATURE || value.trim() === '') continue
    if (!(name in read) && Object.keys(read).length >= MOST_PARAMS) break
    read[name] = name === 'auto' && read.auto ? `${read.auto},${value.trim()}` : value.trim()
  }
  return read
}

/** As it stands in an address, without a question mark. */
export function writeRenderingQuery(params: RenderingParams): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${encodeValue(value)}`)
    .join('&')
}

/** Other values by name; null and an empty text take a parameter away. */
export type ParamChanges = Readonly<Record<string, string | null>>

export function changeParams(params: RenderingParams, changes: ParamChanges): RenderingParams {
  const all = Object.entries({ ...params, ...changes })
  return Object.fromEntries(
    all.filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''),
  )
}

/** Whether both ask for the same, in whatever order. */
export function asksTheSame(one: RenderingParams, other: RenderingParams): boolean {
  const write = (params: RenderingParams) =>
    writeRenderingQuery(Object.fromEntries(Object.entries(params).sort()))
  return write(one) === write(other)
}

/**
 * Whether a focal point is set that changes nothing: only where something is cut off it says what stays. A width alone
 * cuts nothing, but with zoom.
 */
export function isFocusIdle(params: RenderingParams): boolean {
  const isSet = ['fp-x', 'fp-y', 'fp-z'].some((name) => name in params)
  if (!isSet) return false
  const isAsked = params.fit === 'crop' && params.crop?.split(',').includes('focalpoint')
  const hasSize = 'w' in params || 'h' in params
  const hasShape = ('w' in params && 'h' in params) || 'ar' in params || Number(params['fp-z']) > 1
  return !isAsked || !hasSize || !hasShape
}

/** They mean something for one picture alone, so they are no part of a preset, and stay when one is applied. */
const OF_ONE_PICTURE = ['rect', 'fp-x', 'fp-y', 'fp-z', 'dl', 'expires', 'frame']

/** What is worth keeping for other pictures. */
export function presetPart(params: RenderingParams): RenderingParams {
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => !OF_ONE_PICTURE.includes(name)),
  )
}

/** A preset in place of what was there; what belongs to this picture alone stays. */
export function applyPreset(params: RenderingParams, preset: RenderingParams): RenderingParams {
  const own = Object.entries(params).filter(([name]) => OF_ONE_PICTURE.includes(name))
  return { ...Object.fromEntries(own), ...preset }
}
