import { analysisProgressEndpoints } from './analysis-progress.ts'
import { analysisRequestEndpoints } from './analysis-requests.ts'
import { type AnalysisSettingsNeeds, analysisSettingsEndpoints } from './analysis-settings.ts'
import type { Endpoint } from './routes.ts'

/** All that can be done with analysis. */
export function analysisEndpoints(needs: AnalysisSettingsNeeds): Endpoint[] {
  return [
    ...analysisSettingsEndpoints(needs),
    ...analysisProgressEndpoints(needs),
    ...analysisRequestEndpoints(needs),
  ]
}
