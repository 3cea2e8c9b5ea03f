import { queryOptions } from '@tanstack/react-query'
import type { AnalysisEstimate } from '../../contract/analysis.ts'
import type { Resource } from '../../contract/document.ts'
import type { BulkSelection } from '../../contract/searching.ts'
import { providerName } from '../lib/analysis-providers.ts'
import { callApi } from '../lib/api.ts'
import { t } from '../texts/bulk.ts'

/** What analysing a selection again comes to, as the settings are now. */
export function estimateQuery(sourceId: string, selection: BulkSelection) {
  return queryOptions({
    queryKey: ['analysis-estimate', sourceId, selection],
    queryFn: async ({ signal }): Promise<AnalysisEstimate> => {
      type Answer = Resource<'analysis_estimates', AnalysisEstimate>
      const path = `/sources/${encodeURIComponent(sourceId)}/analysis/estimates`
      const data = { type: 'analysis_estimates', attributes: { selection } }
      return (await callApi<Answer>(path, { method: 'POST', data, signal })).data.attributes
    },
    staleTime: 10_000,
  })
}

/** "Google Cloud Vision: about $1.81, in 7 days as its daily budget allows." */
export function describeEstimate(estimate: AnalysisEstimate['providers'][number]): string {
  const { provider, dollars, days } = estimate
  const price = describeDollars(dollars)
  const name = providerName(provider)
  if (days === null || days <= 1) return t.estimate(name, price)
  return t.estimateOverDays(name, price, days)
}

function describeDollars(dollars: number | null): string {
  if (dollars === null) return t.priceNotKnown
  if (dollars === 0) return t.costsNothing
  return dollars < 0.01 ? t.lessThanACent : t.aboutDollars(dollars.toFixed(2))
}
