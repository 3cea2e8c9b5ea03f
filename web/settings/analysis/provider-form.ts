import type { AnalysisSettings } from '../../../contract/analysis.ts'
import { ApiFailure } from '../../lib/api.ts'
import { t } from '../../texts/analysis.ts'

export type ProviderKey = keyof AnalysisSettings['providers']

/** One thing to fill in. */
export interface ProviderField {
  /** The member of the settings. */
  name: Exclude<keyof typeof t.fields, 'api_key_optional'>
  /** The text above it, where that is not of its name. */
  label?: keyof typeof t.fields
  kind: 'text' | 'url' | 'secret' | 'whole' | 'money' | 'words'
  /** Empty means null; of others, that something is missing. */
  isOptional?: boolean
}

const LIMITS: readonly ProviderField[] = [
  { name: 'concurrency', kind: 'whole' },
  { name: 'timeout_seconds', kind: 'whole' },
  { name: 'daily_budget', kind: 'whole', isOptional: true },
  { name: 'price_per_1000', kind: 'money', isOptional: true },
]

export const PROVIDER_FIELDS: Record<ProviderKey, readonly ProviderField[]> = {
  openai: [
    { name: 'base_url', kind: 'url' },
    { name: 'model', kind: 'text' },
    { name: 'api_key', label: 'api_key_optional', kind: 'secret', isOptional: true },
    ...LIMITS,
  ],
  google: [{ name: 'api_key', kind: 'secret', isOptional: true }, ...LIMITS],
  transformers: [
    { name: 'model_folder', kind: 'text', isOptional: true },
    { name: 'zero_shot_model', kind: 'text', isOptional: true },
    { name: 'caption_model', kind: 'text', isOptional: true },
    { name: 'zero_shot_labels', kind: 'words', isOptional: true },
  ],
}

/** Member → what is typed, of what was touched alone. A secret of null is to be removed. */
export type Draft = Readonly<Record<string, string | null>>

/** The saved settings of a provider as text; keys are never known. */
export function readSaved(
  settings: AnalysisSettings,
  provider: ProviderKey,
): Record<string, string> {
  const known = settings.providers[provider] as unknown as Record<string, unknown> // by its fields
  return Object.fromEntries(
    PROVIDER_FIELDS[provider].map(({ name }) => [name, toText(known[name])]),
  )
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** What differs from the saved settings, as the API takes it; empty when nothing does. */
export function writeDraft(
  provider: ProviderKey,
  draft: Draft,
  saved: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(
    PROVIDER_FIELDS[provider].flatMap((field) => {
      const typed = draft[field.name]
      if (typed === undefined) return []
      if (typed === null) return [[field.name, null]]
      const text = typed.trim()
      return text === (saved[field.name] ?? '') ? [] : [[field.name, toValue(field, text)]]
    }),
  )
}

function toValue({ kind, isOptional = false }: ProviderField, text: string): unknown {
  if (kind === 'words') return readWords(text)
  if (text === '') return isOptional ? null : ''
  return kind === 'whole' || kind === 'money'
    ? Number(text.replace(/(?<=\d),(?=\d{3})/g, ''))
    : text
}

function readWords(text: string): string[] {
  const words = text.split(/[,\n]/).map((word) => word.trim().toLowerCase())
  return [...new Set(words.filter((word) => word !== ''))]
}

export type FieldErrors = Readonly<Record<string, string>>

/** What cannot be sent as it is typed; empty when everything can. */
export function findErrors(provider: ProviderKey, changed: Record<string, unknown>): FieldErrors {
  const wrong = PROVIDER_FIELDS[provider].flatMap(({ name, kind, isOptional }) => {
    const value = changed[name]
    if (value === undefined || value === null) return []
    if (kind !== 'whole' && kind !== 'money') return []
    const isNumber = typeof value === 'number' && Number.isFinite(value)
    const isGood = isNumber && value >= 0 && (kind === 'money' || Number.isInteger(value))
    const [must, may] =
      kind === 'money'
        ? [t.enterPrice, t.enterPriceOrNothing]
        : [t.enterWhole, t.enterWholeOrNothing]
    return isGood ? [] : [[name, isOptional ? may : must] as const]
  })
  return Object.fromEntries(wrong)
}

/** What a refusal says of one of the fields; null when it is about none of them. */
export function readFieldErrors(failure: Error | null, provider: ProviderKey): FieldErrors | null {
  if (!(failure instanceof ApiFailure) || !failure.pointer) return null
  const path = failure.pointer.split('/').slice(3)
  const member = path[2]
  const isKnown = PROVIDER_FIELDS[provider].some(({ name }) => name === member)
  if (path[1] !== provider || member === undefined || !isKnown) return null
  // The server begins with the member's name, which stands above the field already.
  return { [member]: failure.message.replace(/^[\w.]+: /, '') }
}
