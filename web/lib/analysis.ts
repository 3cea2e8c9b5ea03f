import { queryOptions, useQuery } from '@tanstack/react-query'
import type {
  AnalysisFeature,
  AnalysisProgress,
  AnalysisSettings,
} from '../../contract/analysis.ts'
import type { Resource } from '../../contract/document.ts'
import { callApi, encodePath } from './api.ts'
import { pollMs } from './live.ts'

/** What an account wants of analysis, and the ETag that guards a change of it. */
export interface SettingsState {
  settings: AnalysisSettings
  etag: string | null
}

export type SettingsResource = Resource<'analysis_settings', AnalysisSettings>

export const analysisSettingsQuery = queryOptions({
  queryKey: ['analysis-settings'],
  queryFn: async ({ signal }): Promise<SettingsState> => {
    const { data, etag } = await callApi<SettingsResource>('/analysis_settings', { signal })
    return { settings: data.attributes, etag }
  },
  staleTime: 60_000,
})

/** Whether a part of analysis is to be seen, and whether it is looked for at all; until it is known: both. */
export function useFeature(feature: AnalysisFeature): { isShown: boolean; isOn: boolean } {
  const settings = useQuery(analysisSettingsQuery).data?.settings
  const isShown = settings?.features[feature] ?? true
  return { isShown, isOn: isShown && settings?.mode !== 'off' }
}

/** Whether pictures are looked at for anything; until it is known: yes. Colours are told without looking. */
export function useAnalyzes(): boolean {
  const settings = useQuery(analysisSettingsQuery).data?.settings
  if (!settings) return true
  const { colors: _, ...features } = settings.features
  return settings.mode !== 'off' && Object.values(features).includes(true)
}

/** Often enough to see it move, seldom enough to be forgotten when it rests. */
const ACTIVE_MS = 3_000
const IDLE_MS = 30_000

/** How far the analysis of a source is. */
export function analysisProgressQuery(sourceId: string) {
  return queryOptions({
    queryKey: ['analysis-progress', sourceId],
    queryFn: async ({ signal }): Promise<AnalysisProgress> => {
      const path = `/sources/${encodeURIComponent(sourceId)}/analysis`
      type Answer = Resource<'analysis_progress', AnalysisProgress>
      return (await callApi<Answer>(path, { signal })).data.attributes
    },
    refetchInterval: ({ state }) => pollMs((state.data?.waiting ?? 0) > 0 ? ACTIVE_MS : IDLE_MS),
  })
}

/** Asks for one asset to be looked at again, as the settings are now. */
export async function analyzeAsset(sourceId: string, path: string): Promise<void> {
  const address = `/sources/${encodeURIComponent(sourceId)}/assets/analyze/${encodePath(path)}`
  await callApi(address, { method: 'POST', data: {} })
}
