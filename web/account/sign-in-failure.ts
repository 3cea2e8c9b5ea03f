import { ApiFailure } from '../lib/api.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/account.ts'

/** Why signing in did not work, and what to do. */
export function describeSignInFailure(failure: Error): { title: string; text: string } {
  if (!(failure instanceof ApiFailure)) return describeFailure(failure)
  if (failure.status === 401 || failure.status === 400) {
    return { title: t.noMatch, text: t.checkBoth }
  }
  if (failure.status === 429) {
    return { title: t.tooMany, text: waitWords(failure.retryAfterSeconds) }
  }
  return describeFailure(failure)
}

function waitWords(seconds: number | null): string {
  if (seconds === null) return t.tryAgainSoon
  return t.tryAgainInMinutes(Math.max(1, Math.ceil(seconds / 60)))
}
