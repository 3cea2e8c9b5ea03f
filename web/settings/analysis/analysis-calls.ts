import type { QueryClient } from '@tanstack/react-query'
import type { AnalysisCheck, AnalysisProviderName } from '../../../contract/analysis.ts'
import type { Resource } from '../../../contract/document.ts'
import {
  analysisProgressQuery,
  analysisSettingsQuery,
  type SettingsResource,
} from '../../lib/analysis.ts'
import { callApi } from '../../lib/api.ts'
import { hasStatus } from '../../lib/failure-text.ts'
import type { SettingsChange } from './settings-change.ts'

/** What is shown of assets depends on the features. */
const SHOWN_OF_ASSETS = ['asset', 'assets', 'facets', 'count', 'vocabulary', 'analysis-progress']

/**
 * Saves a change over the settings as they were last seen.
 * @throws ApiFailure 412 when somebody else was first; what they did is read then
 */
export async function saveSettings(client: QueryClient, change: SettingsChange): Promise<void> {
  const { queryKey } = analysisSettingsQuery
  const seen = client.getQueryData(queryKey)
  try {
    const { data, etag } = await callApi<SettingsResource>('/analysis_settings', {
      method: 'PATCH',
      data: { type: 'analysis_settings', attributes: change },
      ifMatch: seen?.etag ?? null,
    })
    await client.cancelQueries({ queryKey })
    client.setQueryData(queryKey, { settings: data.attributes, etag })
  } catch (failure) {
    if (failure instanceof Error && hasStatus(failure, 412)) {
      await client.invalidateQueries({ queryKey })
    }
    throw failure
  }
  for (const key of SHOWN_OF_ASSETS) client.invalidateQueries({ queryKey: [key] })
}

/** Has one provider look at a picture of Vitrine's own, as the saved settings say. */
export async function checkProvider(provider: AnalysisProviderName): Promise<AnalysisCheck> {
  type Answer = Resource<'analysis_checks', AnalysisCheck>
  const data = { type: 'analysis_checks', attributes: { provider } }
  const path = '/analysis_settings/checks'
  return (await callApi<Answer>(path, { method: 'POST', data })).data.attributes
}

/** Puts what failed for good back into the queue. */
export async function retryFailed(client: QueryClient, sourceIds: readonly string[]) {
  await Promise.all(
    sourceIds.map((id) =>
      callApi(`/sources/${encodeURIComponent(id)}/analysis/retry`, { method: 'POST', data: {} }),
    ),
  )
  await Promise.all(
    sourceIds.map((id) =>
      client.invalidateQueries({ queryKey: analysisProgressQuery(id).queryKey }),
    ),
  )
}
