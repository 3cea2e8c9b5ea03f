import { ApiFailure } from '../lib/api.ts'
import { describeFailure } from '../lib/failure-text.ts'

/** Why signing in did not work, and what to do. */
export function describeSignInFailure(failure: Error): { title: string; text: string } {
  if (!(failure instanceof ApiFailure)) return describeFailure(failure)
  if (failure.status === 401 || failure.status === 400) {
    return { title: 'That did not match.', text: 'Check the email and the password.' }
  }
  if (failure.status === 429) {
    return {
      title: 'Too many attempts.',
      text: `Try again ${waitWords(failure.retryAfterSeconds)}.`,
    }
  }
  return describeFailure(failure)
}

function waitWords(seconds: number | null): string {
  if (seconds === null) return 'in a few minutes'
  if (seconds < 60) return 'in a minute'
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'in a minute' : `in ${minutes} minutes`
}
