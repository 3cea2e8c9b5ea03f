import { isAbsolute } from 'node:path'
import { z } from 'zod'
import type { AnalysisFeature, AnalysisProviderName } from '../../contract/analysis.ts'
import {
  DEFAULT_FEATURES,
  DEFAULT_ORDER,
  type StoredProviders,
} from '../catalog/analysis-choices.ts'
import type { AccountAnalysis, AnalysisChange } from '../catalog/analysis-settings.ts'
import { Failure } from '../lib/failures.ts'
import { isStorable } from './source-input.ts'

/** What clients send of the settings of analysis, and what becomes of the settings then. */

const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine(isStorable, 'This holds a character that cannot be stored.')
    .trim()

const READ_ONLY = z.unknown().meta({ description: 'Read-only: what is sent does not count.' })

/** Goes into a header. */
const API_KEY = z
  .string()
  .max(4096)
  .trim()
  .regex(/^[\x21-\x7e]+$/, 'A key has no blanks and no letters beyond ASCII.')
  .nullable()
  .meta({ description: 'Never comes back; null removes it.' })

const BASE_URL = text(2000)
  .refine((address) => address === '' || isBaseUrl(address), {
    message:
      'This has to be an address such as https://api.openai.com/v1, without a name and password, ? and #.',
  })
  .transform((address) => address.replace(/\/+$/, ''))

function isBaseUrl(address: string): boolean {
  const url = URL.parse(address)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') return false
  return url.username === '' && url.password === '' && !/[?#\s\\]/.test(address)
}

const whole = (least: number, most: number) => z.int().min(least).max(most)

/** Of those that answer over the network. */
const ASKED = {
  enabled: z.boolean(),
  api_key: API_KEY,
  api_key_set: READ_ONLY,
  concurrency: whole(1, 64).meta({ description: 'Pictures at the same time, of each process.' }),
  timeout_seconds: whole(1, 600),
  daily_budget: whole(1, 100_000_000)
    .nullable()
    .meta({ description: 'Pictures a day, UTC; null: no limit.' }),
  price_per_1000: z
    .number()
    .min(0)
    .max(100_000)
    .nullable()
    .meta({ description: 'US dollars, for estimates alone.' }),
}

/** A name on the hub, or a folder in the folder of models: never a way out of it. */
const MODEL = text(200)
  .regex(
    /^(?!.*(?:\.\.|--))[\w-][\w.-]{0,95}(?:\/[\w-][\w.-]{0,95})?$/,
    'This has to be a name such as Xenova/clip-vit-base-patch32.',
  )
  .nullable()

const MODEL_FOLDER = text(4096).refine(isAbsolute, 'This has to be an absolute path.').nullable()

const PROVIDERS = z
  .strictObject({
    openai: z.strictObject({ ...ASKED, base_url: BASE_URL, model: text(200) }).partial(),
    google: z.strictObject(ASKED).partial(),
    transformers: z
      .strictObject({
        enabled: z.boolean(),
        model_folder: MODEL_FOLDER,
        zero_shot_model: MODEL,
        zero_shot_labels: z.array(text(100).toLowerCase().min(1)).max(500),
        caption_model: MODEL,
      })
      .partial(),
  })
  .partial()

const FEATURES = z
  .strictObject(
    Object.fromEntries(Object.keys(DEFAULT_FEATURES).map((name) => [name, z.boolean()])) as Record<
      AnalysisFeature,
      z.ZodBoolean
    >, // the same keys
  )
  .partial()

/** Only who can tell a capability may be asked for it. */
function providersOf(capability: keyof typeof DEFAULT_ORDER) {
  const able = DEFAULT_ORDER[capability]
  return z
    .array(z.enum(able, `This has to be one of ${able.join(', ')}.`))
    .refine((names) => new Set(names).size === names.length, 'Each can be asked once.')
}

const ORDER = z
  .strictObject({
    tags: providersOf('tags'),
    faces: providersOf('faces'),
    alerts: providersOf('alerts'),
    alt_text: providersOf('alt_text'),
    text: providersOf('text'),
    embedding: providersOf('embedding'),
  })
  .partial()

export const ANALYSIS_SETTINGS_INPUT = z
  .strictObject({
    features: FEATURES,
    providers: PROVIDERS,
    order: ORDER,
    mode: READ_ONLY,
    sends_pictures_to: READ_ONLY,
    version: READ_ONLY,
  })
  .partial()

type SentSettings = z.output<typeof ANALYSIS_SETTINGS_INPUT>

/**
 * The whole of the settings after a change: what was not sent stays.
 * @throws Failure `invalid_body` naming what is missing to switch a provider on, or a key that would go elsewhere
 */
export function mergeSettings(present: AccountAnalysis, sent: SentSettings): AnalysisChange {
  const { openai, google, transformers } = sent.providers ?? {}
  const { api_key: openAiKey, ...openAi } = { ...openai }
  const { api_key: googleKey, ...own } = { ...google }
  const providers: StoredProviders = {
    openai: given({ ...present.providers.openai }, openAi),
    google: given({ ...present.providers.google }, own),
    transformers: given({ ...present.providers.transformers }, { ...transformers }),
  }
  const keys = {
    ...(openAiKey !== undefined && { openai: openAiKey }),
    ...(googleKey !== undefined && { google: googleKey }),
  }
  const isKept = present.sealedKeys.openai !== null && openAiKey === undefined
  if (isKept && isElsewhere(present.providers.openai.base_url, providers.openai.base_url)) {
    const detail =
      'The address changes, so the key has to be sent again: a stored one goes nowhere else.'
    throw invalid('openai.api_key', detail)
  }
  const hasKey = googleKey === undefined ? present.sealedKeys.google !== null : googleKey !== null
  for (const [name, wanting] of Object.entries(findWanting(providers, hasKey))) {
    const provider = name as keyof StoredProviders // keys of what findWanting gives
    if (providers[provider].enabled && wanting) {
      throw invalid(`${provider}.${wanting.member}`, wanting.detail)
    }
  }
  return {
    features: given({ ...present.features }, { ...sent.features }),
    providers,
    order: given({ ...present.order }, { ...sent.order }),
    keys,
  }
}

/** Overwrites the members that are known; what is read-only is not among them. */
function given<Known extends object>(known: Known, sent: { [Name in string]?: unknown }): Known {
  for (const [name, value] of Object.entries(sent)) {
    if (value !== undefined && Object.hasOwn(known, name)) Object.assign(known, { [name]: value })
  }
  return known
}

/** Whether a key would be sent to another host, or another way; one without an address was meant for none. */
function isElsewhere(before: string, after: string): boolean {
  return URL.parse(before)?.origin !== URL.parse(after)?.origin
}

interface Wanting {
  member: string
  detail: string
}

/** What each provider needs and has not; null: nothing. */
export function findWanting(
  { openai, transformers }: StoredProviders,
  hasGoogleKey: boolean,
): Record<Exclude<AnalysisProviderName, 'builtin'>, Wanting | null> {
  const { model_folder: _, zero_shot_model, caption_model } = transformers
  return {
    openai:
      openai.base_url === ''
        ? { member: 'base_url', detail: 'The address of the endpoint is missing.' }
        : openai.model === ''
          ? { member: 'model', detail: 'The name of the model is missing.' }
          : null,
    google: hasGoogleKey ? null : { member: 'api_key', detail: 'The API key is missing.' },
    transformers:
      zero_shot_model === null && caption_model === null
        ? { member: 'zero_shot_model', detail: 'A model is missing, this one or caption_model.' }
        : null,
  }
}

function invalid(member: string, detail: string): Failure {
  const pointer = `/data/attributes/providers/${member.replace('.', '/')}`
  return new Failure('invalid_body', `${member}: ${detail}`, { pointer })
}
