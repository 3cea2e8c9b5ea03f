import { Failure } from '../../lib/failures.ts'
import { adjustment } from './adjustment.ts'
import { animation } from './animation.ts'
import { borderAndPadding } from './border.ts'
import { crop } from './crop.ts'
import { delivery } from './delivery.ts'
import { fill } from './fill.ts'
import { format } from './format.ts'
import { ours } from './ours.ts'
import type { Param } from './param.ts'
import { rotation } from './rotation.ts'
import { size } from './size.ts'
import { stylize } from './stylize.ts'
import { text } from './text.ts'
import { trim } from './trim.ts'

/** Every rendering parameter, by family; types, parser, cache key and docs/params.md come from here. */
export const FAMILIES = {
  Size: size,
  Crop: crop,
  Format: format,
  Rotation: rotation,
  Trim: trim,
  Adjustment: adjustment,
  Stylize: stylize,
  Text: text,
  Fill: fill,
  'Border and padding': borderAndPadding,
  Animation: animation,
  Delivery: delivery,
  Ours: ours,
}

const PARAMS = {
  ...size,
  ...crop,
  ...format,
  ...rotation,
  ...trim,
  ...adjustment,
  ...stylize,
  ...text,
  ...fill,
  ...borderAndPadding,
  ...animation,
  ...delivery,
  ...ours,
}

type ParamName = keyof typeof PARAMS
type ValueOf<P> = P extends Param<infer Value> ? Value : never
export type RenderParams = { [Name in ParamName]: ValueOf<(typeof PARAMS)[Name]> }

const TABLE: ReadonlyMap<string, Param<unknown>> = new Map(Object.entries(PARAMS))
const NAMES: ReadonlyMap<string, string> = new Map(
  [...TABLE].flatMap(([name, { aliases = [] }]) => [name, ...aliases].map((word) => [word, name])),
)

export const DEFAULT_PARAMS = Object.fromEntries(
  [...TABLE].map(([name, { fallback }]) => [name, fallback]),
) as RenderParams

/**
 * Reads a raw query (without `?`). The URL goes before the source's default parameters; `auto` adds up.
 * Parameters that are not in the table are passed over, as imgix does, and so is one without a value.
 * @throws Failure `invalid_parameter` that names the parameter.
 */
export function readParams(query: string, defaults: Record<string, string> = {}): RenderParams {
  const texts = new Map<string, string>()
  for (const [key, value] of [...Object.entries(defaults), ...new URLSearchParams(query)]) {
    const found = findParam(key, value)
    if (!found || found.text === '') continue
    const earlier = TABLE.get(found.name)?.addsUp ? texts.get(found.name) : undefined
    texts.set(found.name, earlier ? `${earlier},${found.text}` : found.text)
  }
  const read = [...texts].map(([name, text]) => [name, readValue(name, text)])
  return { ...DEFAULT_PARAMS, ...Object.fromEntries(read) }
}

/** imgix, "Base64 variants": NAME64 holds the value of NAME in URL-safe base64. */
function findParam(key: string, value: string): { name: string; text: string } | null {
  const plain = NAMES.get(key)
  if (plain) return { name: plain, text: value.trim() }
  const name = key.endsWith('64') ? NAMES.get(key.slice(0, -2)) : undefined
  if (!name || TABLE.get(name)?.noBase64) return null
  return { name, text: Buffer.from(value, 'base64url').toString('utf8').trim() }
}

function readValue(name: string, text: string): unknown {
  const reader = TABLE.get(name)?.reader
  const value = reader?.read(text)
  if (value !== undefined) return value
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  throw new Failure(
    'invalid_parameter',
    `The parameter "${name}" must be ${reader?.expects}, not "${shown}".`,
    { parameter: name },
  )
}

/**
 * What changes the picture, in one text: the same for every way of writing the same request. Empty when
 * nothing does, and then the original is the answer.
 */
export function canonicalParams(params: RenderParams): string {
  const parts: string[] = []
  for (const [name, { fallback, answerOnly }] of TABLE) {
    const value = params[name as ParamName]
    if (answerOnly || value === undefined || value === null) continue
    const text = JSON.stringify(value)
    if (text !== JSON.stringify(fallback)) parts.push(`${name}=${text}`)
  }
  return parts.join('&')
}
