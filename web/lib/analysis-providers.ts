import type { AnalysisProviderName } from '../../contract/analysis.ts'

/** What people know them as. */
export const PROVIDER_WORDS: Record<AnalysisProviderName, string> = {
  builtin: 'Built in',
  openai: 'Your endpoint',
  google: 'Google Cloud Vision',
  transformers: 'Local models',
}
