import { ApiFailure } from './api.ts'

/** What stands behind the words of HTTP. */
const PLAIN_TITLES: Record<number, string> = { 400: 'This is not possible', 403: 'Not allowed' }

/** What happened and what to do, for a person; the status stands in brackets. */
export function describeFailure(failure: Error): { title: string; text: string } {
  if (!(failure instanceof ApiFailure)) {
    return {
      title: 'This view stopped',
      text: 'Nothing that was saved is lost. Load the page again.',
    }
  }
  if (failure.status === 0) {
    return {
      title: 'The server did not answer',
      text: 'It may be restarting, or the connection is down. Nothing was lost.',
    }
  }
  if (failure.status === 401) {
    return { title: 'Your session ended', text: 'Sign in and try again. Nothing was lost.' }
  }
  const title = PLAIN_TITLES[failure.status] ?? (failure.title || 'The server refused')
  return { title: `${title} (${failure.status})`, text: failure.message }
}

/** Time, request, id and answer, ready to be copied into a report. */
export function failureDetails(failure: Error): string {
  if (!(failure instanceof ApiFailure)) return String(failure)
  return [
    `Time: ${failure.at.toISOString()}`,
    `Request: ${failure.request}`,
    `Request id: ${failure.requestId ?? 'none'}`,
    `Answer: ${failure.status} ${failure.title}: ${failure.message}`,
  ].join('\n')
}

export function hasStatus(failure: Error | null, status: number): boolean {
  return failure instanceof ApiFailure && failure.status === status
}
