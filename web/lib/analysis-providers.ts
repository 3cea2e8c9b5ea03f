import type { AnalysisProviderName } from '../../contract/analysis.ts'
import { t } from '../texts/lib.ts'

/** What people know it as. */
export function providerName(provider: AnalysisProviderName): string {
  return t.providers[provider]
}
