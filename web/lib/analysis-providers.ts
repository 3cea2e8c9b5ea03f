import type {
  AnalysisCapability,
  AnalysisFeature,
  AnalysisProviderName,
  AnalysisSettings,
} from '../../contract/analysis.ts'
import { formatCount, formatNumber } from './format.ts'

export const PROVIDER_WORDS: Record<AnalysisProviderName, string> = {
  builtin: 'Built in',
  openai: 'Your endpoint',
  google: 'Google Cloud Vision',
  transformers: 'Local models',
}

export const FEATURE_WORDS: Record<AnalysisFeature, string> = {
  tags: 'Tags',
  faces: 'Faces',
  alerts: 'Content alerts',
  colors: 'Colours',
  alt_text: 'Alt text',
  text: 'Text in images',
  similar: 'Similar and duplicates',
}

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

/** "About $1.20 by what Google Cloud Vision asks": what looking at so many pictures comes to. */
export interface Cost {
  provider: AnalysisProviderName
  /** US dollars; null: the price is not known. */
  dollars: number | null
  dailyBudget: number | null
}

/** What is asked of a provider that wants money for it, or may; only where its turn is the first. */
export function estimateCosts(settings: AnalysisSettings, count: number): Cost[] {
  return (['openai', 'google'] as const)
    .filter((name) => settings.providers[name].enabled && isAskedFirst(settings, name))
    .map((provider) => {
      const { price_per_1000: price, daily_budget: dailyBudget } = settings.providers[provider]
      const dollars = price === null ? null : (price * count) / 1000
      return { provider, dollars, dailyBudget }
    })
}

function isAskedFirst(settings: AnalysisSettings, name: AnalysisProviderName): boolean {
  const isOn = (other: AnalysisProviderName) =>
    other === 'builtin' || settings.providers[other].enabled
  const features = Object.keys(FEATURE_CAPABILITY) as AnalysisFeature[] // it has just those
  return features.some((feature) => {
    const capability = FEATURE_CAPABILITY[feature]
    if (capability === null || !settings.features[feature]) return false
    return settings.order[capability].find(isOn) === name
  })
}

/** "Google Cloud Vision: about $1.81. 200 pictures a day, so it takes about 7 days." */
export function describeCost({ provider, dollars, dailyBudget }: Cost, count: number): string {
  const price =
    dollars === null
      ? 'the price is not known'
      : dollars < 0.01
        ? 'less than $0.01'
        : `about $${dollars.toFixed(2)}`
  const words = `${PROVIDER_WORDS[provider]}: ${price}.`
  if (dailyBudget === null || count <= dailyBudget) return words
  const days = formatCount(Math.ceil(count / Math.max(1, dailyBudget)), 'day')
  return `${words} ${formatNumber(dailyBudget)} pictures a day, so it takes about ${days}.`
}
