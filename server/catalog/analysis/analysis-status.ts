import type { AnalysisStatus } from '../../../contract/analysis.ts'

interface Analyzable {
  analysis_status: Exclude<AnalysisStatus, 'none'> | null
  /** Every picture that can be decoded has one. */
  blurhash: string | null
}

/** What has never been looked at will be if it is a picture, so that a library from before needs no rewriting. */
export function analysisStatusOf({ analysis_status, blurhash }: Analyzable): AnalysisStatus {
  if (blurhash === null) return 'none'
  return analysis_status ?? 'waiting'
}
