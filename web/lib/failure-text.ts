import { t } from '../texts/lib.ts'
import { ApiFailure } from './api.ts'

/** What stands behind the words of HTTP. */
function plainTitle({ status, title }: ApiFailure): string {
  if (status === 400) return t.notPossible
  if (status === 403) return t.notAllowed
  return t.said(title) || t.refused
}

/** What happened and what to do, for a person; the status stands in brackets. */
export function describeFailure(failure: Error): { title: string; text: string } {
  if (!(failure instanceof ApiFailure)) {
    return { title: t.viewStopped, text: t.viewStoppedText }
  }
  if (isAway(failure)) {
    return { title: t.noAnswer, text: t.noAnswerText }
  }
  if (failure.status === 401) {
    return { title: t.sessionEnded, text: t.sessionEndedText }
  }
  return { title: t.withStatus(plainTitle(failure), failure.status), text: failure.message }
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

/** No answer of Vitrine: none at all, or one of a proxy that stands before it. */
export function isAway(failure: Error | null): boolean {
  if (!(failure instanceof ApiFailure)) return false
  return failure.status === 0 || ([502, 503, 504].includes(failure.status) && failure.title === '')
}

export function hasStatus(failure: Error | null, status: number): boolean {
  return failure instanceof ApiFailure && failure.status === status
}
