import type {
  AnalysisCapability,
  AnalysisFeature,
  AnalysisProviderName,
  AnalysisSettings,
} from '../../../contract/analysis.ts'
import { providerName } from '../../lib/analysis-providers.ts'
import { t } from '../../texts/analysis.ts'

/** What somebody wants changed; what is not named stays. */
export interface SettingsChange {
  features?: Partial<AnalysisSettings['features']>
  order?: Partial<AnalysisSettings['order']>
  providers?: { [Name in keyof AnalysisSettings['providers']]?: Record<string, unknown> }
}

/** In the order of the screen. */
export const FEATURES: readonly AnalysisFeature[] = [
  'tags',
  'faces',
  'alerts',
  'colors',
  'alt_text',
  'text',
  'similar',
]

/** What has to be found for a feature; colours come with reading the file. */
export const FEATURE_CAPABILITY: Record<AnalysisFeature, AnalysisCapability | null> = {
  tags: 'tags',
  faces: 'faces',
  alerts: 'alerts',
  colors: null,
  alt_text: 'alt_text',
  text: 'text',
  similar: 'embedding',
}

/** Who can tell what at all. */
export const ABLE: Record<AnalysisCapability, readonly AnalysisProviderName[]> = {
  tags: ['builtin', 'openai', 'google', 'transformers'],
  faces: ['builtin', 'google'],
  alerts: ['builtin', 'openai', 'google', 'transformers'],
  alt_text: ['builtin', 'openai', 'google', 'transformers'],
  text: ['builtin', 'google'],
  embedding: ['builtin', 'transformers'],
}

export function isEnabled(
  settings: Pick<AnalysisSettings, 'providers'>,
  name: AnalysisProviderName,
): boolean {
  return name === 'builtin' || settings.providers[name].enabled
}

type Asked = Pick<AnalysisSettings, 'providers' | 'order'>

/** Who is asked as things stand, first to last: those that are switched on. */
export function readChain(settings: Asked, capability: AnalysisCapability): AnalysisProviderName[] {
  return settings.order[capability].filter((name) => isEnabled(settings, name))
}

/**
 * The order in which somebody else stands at one place of the chain, or nobody. Who is switched off keeps the place
 * it would have.
 */
export function planOrder(
  settings: Asked,
  capability: AnalysisCapability,
  { place, name }: { place: number; name: AnalysisProviderName | null },
): AnalysisProviderName[] {
  const order = settings.order[capability]
  const before = readChain(settings, capability)[place]
  if (name === null) return order.filter((one) => one !== before)
  if (before === undefined) return [...order.filter((one) => one !== name), name]
  return order.map((one) => (one === name ? before : one === before ? name : one))
}

/** The settings as they will be once the change is saved; of providers only what the server tells anew. */
export function applyChange(settings: AnalysisSettings, change: SettingsChange): AnalysisSettings {
  return {
    ...settings,
    features: { ...settings.features, ...change.features },
    order: { ...settings.order, ...change.order },
  }
}

/** "Tags off", "Faces: Google Cloud Vision, then Built in" */
export function describeChange(settings: Asked, { features, order }: SettingsChange): string {
  const words = FEATURES.flatMap((feature) => {
    const name = t.features[feature]
    const wanted = features?.[feature]
    const capability = FEATURE_CAPABILITY[feature]
    const names = capability === null ? undefined : order?.[capability]
    return [
      ...(wanted === undefined ? [] : [wanted ? t.featureOn(name) : t.featureOff(name)]),
      ...(names === undefined ? [] : [t.featureOrder(name, nameChain(settings, names))]),
    ]
  })
  return words.join(', ')
}

function nameChain(settings: Asked, names: readonly AnalysisProviderName[]): string {
  const asked = names.filter((name) => isEnabled(settings, name)).map((name) => providerName(name))
  return asked.length === 0 ? t.nobodyAsked : asked.reduce(t.askedNext)
}

export const GOOGLE_HOST = 'vision.googleapis.com'

/** Where a provider sends pictures, when it does. */
export function hostOf(
  { providers }: Pick<AnalysisSettings, 'providers'>,
  name: AnalysisProviderName,
): string | null {
  if (name === 'google') return GOOGLE_HOST
  return name === 'openai' ? (URL.parse(providers.openai.base_url)?.host ?? null) : null
}

/** Whether pictures are shown to somebody for a feature as things stand. */
export function isAskedFor(
  settings: AnalysisSettings,
  feature: AnalysisFeature,
  name: AnalysisProviderName,
): boolean {
  const capability = FEATURE_CAPABILITY[feature]
  if (capability === null || !settings.features[feature]) return false
  return readChain(settings, capability).includes(name)
}

/** Hosts that get the pictures of a feature as things stand, as the server tells it. */
export function findHosts(settings: AnalysisSettings, feature: AnalysisFeature): string[] {
  const asked = (['openai', 'google'] as const).filter((name) =>
    isAskedFor(settings, feature, name),
  )
  const hosts = asked.map((name) => hostOf(settings, name))
  return settings.sends_pictures_to.filter((host) => hosts.includes(host))
}
