import type {
  AnalysisCapability,
  AnalysisFeature,
  AnalysisProviderName,
  AnalysisSettings,
  GoogleSettings,
  OpenAiSettings,
  TransformersSettings,
} from '../../contract/analysis.ts'

/** What an account may choose of analysis, what it has without a choice, and what follows from it. No SQL here. */

export type Features = AnalysisSettings['features']
export type ProviderOrder = AnalysisSettings['order']

/** As stored: without keys, and without what tells whether there is one. */
export interface StoredProviders {
  openai: Omit<OpenAiSettings, 'api_key' | 'api_key_set'>
  google: Omit<GoogleSettings, 'api_key' | 'api_key_set'>
  transformers: TransformersSettings
}

/** What an account has chosen, or the default of it. */
export interface AnalysisChoices {
  features: Features
  providers: StoredProviders
  order: ProviderOrder
}

export const DEFAULT_FEATURES: Features = {
  tags: true,
  faces: true,
  alerts: true,
  alt_text: true,
  text: true,
  colors: true,
  similar: true,
}

/**
 * Whoever somebody has switched on is asked before what is built in, but for alerts: whose levels were measured comes
 * before prompts that nobody has measured. Nobody else can tell a capability.
 */
export const DEFAULT_ORDER: ProviderOrder = {
  tags: ['openai', 'google', 'transformers', 'builtin'],
  faces: ['google', 'builtin'],
  alerts: ['openai', 'google', 'builtin', 'transformers'],
  alt_text: ['openai', 'transformers', 'google', 'builtin'],
  text: ['google', 'builtin'],
  embedding: ['transformers', 'builtin'],
}

export const DEFAULT_PROVIDERS: StoredProviders = {
  openai: {
    enabled: false,
    base_url: '',
    model: '',
    concurrency: 2,
    timeout_seconds: 120,
    daily_budget: null,
    price_per_1000: null,
  },
  google: {
    enabled: false,
    concurrency: 4,
    timeout_seconds: 30,
    daily_budget: null,
    price_per_1000: null,
  },
  transformers: {
    enabled: false,
    model_folder: null,
    zero_shot_model: null,
    zero_shot_labels: [],
    caption_model: null,
  },
}

const CAPABILITIES: Partial<Record<AnalysisFeature, AnalysisCapability>> = {
  tags: 'tags',
  faces: 'faces',
  alerts: 'alerts',
  alt_text: 'alt_text',
  text: 'text',
  similar: 'embedding',
}

/** What has to be looked for; colours are told when a file is read. */
export function capabilitiesOf(features: Features): Set<AnalysisCapability> {
  const names = Object.keys(CAPABILITIES) as AnalysisFeature[] // keys of the literal above
  return new Set(names.flatMap((name) => (features[name] ? (CAPABILITIES[name] ?? []) : [])))
}

export const PROVIDER_NAMES = ['builtin', 'openai', 'google', 'transformers'] as const

/** Who of those that are switched on is asked for something that is switched on. */
export function askedProviders({
  features,
  order,
  providers,
}: AnalysisChoices): AnalysisProviderName[] {
  const wanted = [...capabilitiesOf(features)]
  const names = new Set(wanted.flatMap((capability) => order[capability]))
  return PROVIDER_NAMES.filter(
    (name) => names.has(name) && (name === 'builtin' || providers[name].enabled),
  )
}

/** What pictures are looked at for: what is switched on, and somebody who is switched on can tell. */
export function wantedCapabilities(
  { features, order, providers }: AnalysisChoices,
  mode: AnalysisSettings['mode'],
): Set<AnalysisCapability> {
  if (mode === 'off') return new Set()
  const tells = (name: AnalysisProviderName, capability: AnalysisCapability) => {
    if (name === 'builtin') return mode === 'full' || capability !== 'text'
    if (!providers[name].enabled) return false
    return name !== 'transformers' || toldByModels(providers.transformers).has(capability)
  }
  const wanted = [...capabilitiesOf(features)]
  return new Set(wanted.filter((one) => order[one].some((name) => tells(name, one))))
}

function toldByModels(settings: TransformersSettings): Set<AnalysisCapability> {
  const { zero_shot_model, zero_shot_labels, caption_model } = settings
  return new Set<AnalysisCapability>([
    ...(zero_shot_model === null ? [] : (['alerts', 'embedding'] as const)),
    ...(zero_shot_model === null || zero_shot_labels.length === 0
      ? []
      : (['tags', 'alt_text'] as const)),
    ...(caption_model === null ? [] : (['alt_text'] as const)),
  ])
}
