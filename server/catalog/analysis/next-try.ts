import type {
  AnalysisCapability,
  AnalysisProviderName,
  AnalysisStatus,
  AnalysisTrouble,
  PictureAnalysis,
} from '../../../contract/analysis.ts'
import { toldBy } from './merge-findings.ts'
import { sayTrouble } from './provider-troubles.ts'
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
/** So long it takes until something else has to happen first: that is no failed try. */
const LONG_SECONDS = 30 * MINUTE

interface LookOutcome {
  picture: { attempts: number }
  wants: ReadonlySet<AnalysisCapability>
  /** Who was; null: everybody whose turn it is. */
  ask: readonly AnalysisProviderName[] | null
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
 * What a look leaves to be done. Who could not look is asked again, whether somebody else has told instead or not. What
 * nobody can tell at all, as things are set up, is not missing.
 * @param analyzed all that has been told of this picture by now
 */
export function planNextTry(
  { picture, wants, ask, analysis }: LookOutcome,
  analyzed: readonly AnalysisCapability[] | null,
): NextTry {
  const { troubles } = analysis
  const wanted = [...wants].filter((one) => troubles.some((it) => it.capabilities.includes(one)))
  if (wanted.length === 0) return { status: 'done', error: null, next: null }
  const error = [...new Set(troubles.map(sayTrouble))].join(' ')
  const worthIt = troubles.filter(({ retryAfterSeconds }) => retryAfterSeconds !== null)
  const after = Math.min(...worthIt.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0))
  const hasFailed = !(worthIt.length > 0 && worthIt.every(isNoFault))
  const attempts = picture.attempts + (hasFailed ? 1 : 0)
  const backoff = hasFailed ? BACKOFF_SECONDS[attempts - 1] : MINUTE
  const isOver = worthIt.length === 0 || backoff === undefined
  const afterSeconds = isOver ? null : spread(Math.max(after, backoff))
  const providers = namesOf(worthIt.length > 0 ? worthIt : troubles) ?? ask
  const told = toldBy(analysis)
  const canWait = wanted.every((one) => told.includes(one) || analyzed?.includes(one))
  const isPartly = analyzed !== null && analyzed.length > 0
  return {
    status: isPartly ? 'partial' : isOver ? 'failed' : 'waiting',
    error,
    next: { attempts, afterSeconds, wanted, providers, canWait, error },
  }
}

/** A budget is used up, or a file has to be read anew before. */
function isNoFault({ provider, isLimit, retryAfterSeconds }: AnalysisTrouble): boolean {
  return isLimit ?? (provider === null && (retryAfterSeconds ?? 0) >= LONG_SECONDS)
}

/** null: it came to nobody. */
function namesOf(troubles: readonly AnalysisTrouble[]): AnalysisProviderName[] | null {
  const names = troubles.map(({ provider }) => provider)
  return names.includes(null) ? null : names.filter((name) => name !== null)
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
  const trouble = { provider: null, capabilities, detail, retryAfterSeconds }
  return { answers: [], chosen: {}, chosen_alerts: {}, troubles: [trouble] }
}
