import { queryOptions } from '@tanstack/react-query'
import type { AnalysisSettings } from '../../contract/analysis.ts'
import type { Resource } from '../../contract/document.ts'
import type { SemanticAssetAttributes } from '../../contract/searching.ts'
import { callApi } from './api.ts'

/** What is no word of its own in the search box: quotes, and what is left out. */
const NOT_TO_SEE = /"|(^|\s)-("[^"]*"?|\S*)|\bOR\b/g
/** The API takes no more. */
const MAX_LENGTH = 200
/** Models look anew as seldom as pictures come in. */
const FRESH_MS = 300_000
const SHOWN = 12

/** Whether a model is set up that tells what words look like. */
export function canLookForWords(settings: AnalysisSettings | undefined): boolean {
  if (!settings || settings.mode === 'off' || !settings.features.similar) return false
  const { enabled, zero_shot_model: model } = settings.providers.transformers
  return enabled && model !== null && settings.order.embedding.includes('transformers')
}

/** What of a search can be seen in a picture. */
export function wordsToSee(search: string): string {
  return search.replaceAll(NOT_TO_SEE, ' ').replaceAll(/\s+/g, ' ').trim().slice(0, MAX_LENGTH)
}

/** The pictures that look like words, nearest first. */
export function semanticQuery(sourceId: string, words: string) {
  return queryOptions({
    queryKey: ['semantic', sourceId, words],
    queryFn: async ({ signal }): Promise<SemanticAssetAttributes[]> => {
      const query = new URLSearchParams({ words, limit: String(SHOWN) })
      const address = `/sources/${encodeURIComponent(sourceId)}/semantic`
      type Answer = Resource<'semantic_assets', SemanticAssetAttributes>[]
      return (await callApi<Answer>(address, { query, signal })).data.map((one) => one.attributes)
    },
    staleTime: FRESH_MS,
    retry: false,
  })
}
