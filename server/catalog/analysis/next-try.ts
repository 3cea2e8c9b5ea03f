import type {
  AnalysisCapability,
  AnalysisStatus,
  PictureAnalysis,
} from '../../../contract/analysis.ts'
import { toldBy } from './merge-findings.ts'
import type { PutBack } from './queue.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
/** After so many failed tries: how long until the next one. After the last of them nothing is tried any more. */
const BACKOFF_SECONDS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
] as const
/** Who says that it takes so long is not at fault: a budget is used up, say. */
const LONG_SECONDS = 30 * MINUTE

interface LookOutcome {
  picture: { attempts: number }
  wants: ReadonlySet<AnalysisCapability>
  analysis: PictureAnalysis
}

interface NextTry {
  status: Exclude<AnalysisStatus, 'none'>
  /** For a person; null: nothing is missing. */
  error: string | null
  /** null: everything was told that anybody can tell. */
  next: Omit<PutBack, 'assetId'> | null
}

/**
 * What a look leaves to be done. What nobody can tell at all, as things are set up, is not missing.
 * @param analyzed all that has been told of this picture by now
 */
export function planNextTry(
  { picture, wants, analysis }: LookOutcome,
  analyzed: readonly AnalysisCapability[] | null,
): NextTry {
  const told = toldBy(analysis)
  const missing = [...wants].filter((capability) => !told.includes(capability))
  const troubles = analysis.troubles.filter(({ capabilities }) =>
    capabilities.some((capability) => missing.includes(capability)),
  )
  if (troubles.length === 0) return { status: 'done', error: null, next: null }
  const error = [...new Set(troubles.map(({ detail }) => detail))].join(' ')
  const waits = troubles.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? [])
  const hasFailed = waits.length === 0 || Math.min(...waits) < LONG_SECONDS
  const attempts = picture.attempts + (hasFailed ? 1 : 0)
  const backoff = BACKOFF_SECONDS[Math.max(0, attempts - 1)]
  const isOver = waits.length === 0 || backoff === undefined
  const afterSeconds = isOver ? null : spread(Math.max(Math.min(...waits), hasFailed ? backoff : 0))
  const partly = analyzed !== null && analyzed.length > 0
  return {
    status: partly ? 'partial' : isOver ? 'failed' : 'waiting',
    error,
    next: { attempts, afterSeconds, wanted: missing, error },
  }
}

/** Up to a fifth later: what failed together is not tried again all at once. */
function spread(seconds: number): number {
  return Math.round(seconds * (1 + Math.random() / 5))
}

/** A look that came to nothing, before anybody could be asked or after. */
export function couldNotLook(
  wants: ReadonlySet<AnalysisCapability>,
  detail: string,
  retryAfterSeconds: number | null,
): PictureAnalysis {
  const capabilities = [...wants]
  const trouble = { provider: 'builtin' as const, capabilities, detail, retryAfterSeconds }
  return { answers: [], chosen: {}, chosen_alerts: {}, troubles: [trouble] }
}
