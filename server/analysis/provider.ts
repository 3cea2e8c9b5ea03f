import type {
  AnalysisCapability,
  AnalysisOrigin,
  AnalysisProviderName,
  PictureFacts,
  ProviderAnswer,
} from '../../contract/analysis.ts'
import type { Failure } from '../lib/failures.ts'

/** A picture as analysis gets it: never the original. */
export interface Picture {
  /** A JPEG: upright, without alpha, at most STILL_SIDE pixels long (imaging/pixels.ts). */
  still: Uint8Array
  facts: PictureFacts
}

/** The one promise behind which everything is that looks at pictures. */
export interface AnalysisProvider {
  readonly name: AnalysisProviderName
  /** What it can tell at all, as it is set up now. */
  readonly capabilities: ReadonlySet<AnalysisCapability>
  /** Raised whenever the same picture would be told otherwise: what was found before is then out of date. */
  readonly origin: AnalysisOrigin
  /**
   * Looks at one picture. What it cannot tell of what is wanted is absent from the answer; it invents nothing.
   * @throws Failure `analysis_failed`, worded for a person and without secrets, when it could not look: its
   *   `retryAfterSeconds` says when another try is worth it, and none that it is not; the signal's reason when aborted
   */
  analyze(
    picture: Picture,
    wants: ReadonlySet<AnalysisCapability>,
    signal: AbortSignal,
  ): Promise<ProviderAnswer>
  /** Why there is no use in asking it now, whatever the picture: as `analyze` would throw it. null, or absent: ask. */
  findPause?(): Failure | null
  close(): Promise<void>
}
