import { ProviderFailure, type TroubleKind } from './provider-failure.ts'

/** So many at a time, only within the budget, and not at all for a while after what would only happen again. */
export interface Gate {
  /**
   * Waits for a place, then asks.
   * @throws ProviderFailure `budget` when it is used up; the last failure again while there is no use in asking;
   *   whatever `ask` throws; the signal's reason when aborted
   */
  pass<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer>
  /** The last failure again, while there is no use in asking; null: ask. */
  findPause(): ProviderFailure | null
}

export interface GateOptions {
  concurrency: number
  /** Counts one picture; false: that was one too many for today. */
  spend(): Promise<boolean>
}

/** What is true of the next picture, too, until somebody corrects it: asked again only now and then. */
const LASTING: ReadonlySet<TroubleKind> = new Set([
  'key',
  'model',
  'address',
  'private',
  'package',
  'files',
  'place',
])
const LASTING_PAUSE_SECONDS = 600
/** The provider itself said when to come back. */
const TIMED: ReadonlySet<TroubleKind> = new Set(['busy', 'quota', 'budget'])
/** May be of one picture alone: only several in a row mean that the provider is down. */
const PASSING: ReadonlySet<TroubleKind> = new Set([
  'slow',
  'broken',
  'unreachable',
  'garbled',
  'crash',
])
const PASSING_LIMIT = 3
const PASSING_PAUSE_SECONDS = 60

export function openGate({ concurrency, spend }: GateOptions): Gate {
  const places = openPlaces(Math.max(1, concurrency))
  let pause: { failure: ProviderFailure; until: number } | null = null
  let passing = 0

  function findPause(): ProviderFailure | null {
    const secondsLeft = pause ? Math.ceil((pause.until - Date.now()) / 1000) : 0
    if (pause === null || secondsLeft <= 0) return null
    const { kind, detail, retryAfterSeconds } = pause.failure
    const isFinal = retryAfterSeconds === undefined
    return new ProviderFailure(kind, detail, isFinal ? {} : { retryAfterSeconds: secondsLeft })
  }

  function checkPause(): void {
    const failure = findPause()
    if (failure) throw failure
  }

  function note(failure: ProviderFailure): void {
    passing = PASSING.has(failure.kind) ? passing + 1 : 0
    const seconds = pauseSeconds(failure, passing)
    if (seconds > 0) pause = { failure, until: Date.now() + seconds * 1000 }
  }

  async function askOnce<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      if (!(await spend())) throw overBudget()
      const answer = await ask()
      passing = 0
      return answer
    } catch (error) {
      if (error instanceof ProviderFailure) note(error)
      throw error
    }
  }

  return {
    findPause,
    pass: async (ask, signal) => {
      checkPause()
      const leave = await places.enter(signal)
      try {
        checkPause()
        return await askOnce(ask)
      } finally {
        leave()
      }
    },
  }
}

function pauseSeconds({ kind, retryAfterSeconds = 0 }: ProviderFailure, passing: number): number {
  if (LASTING.has(kind)) return LASTING_PAUSE_SECONDS
  if (TIMED.has(kind)) return retryAfterSeconds
  return passing >= PASSING_LIMIT ? PASSING_PAUSE_SECONDS : 0
}

function overBudget(): ProviderFailure {
  const detail = 'As many pictures have been sent today as the daily budget allows.'
  return new ProviderFailure('budget', detail, {
    retryAfterSeconds: secondsToMidnight(new Date()),
  })
}

/** Until the next day begins, UTC. */
export function secondsToMidnight(now: Date): number {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)
  return Math.ceil((midnight - now.getTime()) / 1000)
}

/** In order of arrival. */
function openPlaces(limit: number) {
  let taken = 0
  const waiting = new Set<() => void>()

  function leave(): void {
    const [next] = waiting
    if (next === undefined) {
      taken -= 1
      return
    }
    // the place is handed on
    waiting.delete(next)
    next()
  }

  async function enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (taken < limit) {
      taken += 1
      return leave
    }
    const { promise, resolve, reject } = Promise.withResolvers<() => void>()
    const take = () => resolve(leave)
    const giveUp = () => {
      if (waiting.delete(take)) reject(signal.reason)
    }
    waiting.add(take)
    signal.addEventListener('abort', giveUp, { once: true })
    return await promise.finally(() => signal.removeEventListener('abort', giveUp))
  }

  return { enter }
}
