import type { UploadDiagnosisAttributes, UploadTrouble } from '../../contract/uploads.ts'
import { ApiFailure } from '../lib/api.ts'
import { describeFailure, isAway } from '../lib/failure-text.ts'
import { t as lib } from '../texts/lib.ts'
import { t } from '../texts/upload.ts'
import type { StepFailure } from './send-file.ts'
import type { UploadProblem } from './upload-item.ts'

/**
 * What to do about a failure. `renew`: with a new session. `look`: the server is asked what is wrong.
 * `close`: the bytes have arrived. `wait`: for the network or a sign-in, as long as it takes.
 */
export type Remedy =
  | { kind: 'again' | 'renew' | 'look' | 'close' | 'wait' }
  | { kind: 'problem'; problem: UploadProblem }

const MAX_TRIES = 3

/** `tries`: how often the file has failed since something of it arrived. */
export function planRemedy(failure: StepFailure, tries: number): Remedy {
  const { step, status, cause } = failure
  if (cause instanceof ApiFailure && isAway(cause)) return { kind: 'wait' }
  if (status === 429 || status >= 500) {
    if (tries < MAX_TRIES) return { kind: 'again' }
    return step === 'put' ? { kind: 'look' } : { kind: 'problem', problem: readProblem(failure) }
  }
  if (step === 'put') return { kind: 'look' }
  if (status === 401) return { kind: 'wait' }
  const isSessionGone = status === 404 || status === 409 || status === 410
  if (step === 'parts' && isSessionGone && tries === 0) return { kind: 'renew' }
  if (step === 'close') return { kind: 'look' }
  return { kind: 'problem', problem: readProblem(failure) }
}

/** After the server has looked. */
export function planAfterLook(
  { trouble, detail, advice }: UploadDiagnosisAttributes,
  { step, status }: StepFailure,
  tries: number,
): Remedy {
  if (trouble === 'arrived' && (step !== 'close' || tries < MAX_TRIES)) return { kind: 'close' }
  if (trouble === 'expired' && tries < MAX_TRIES) return { kind: 'renew' }
  const mayPass =
    trouble === 'network' || trouble === 'unreachable' || (trouble === 'unknown' && status === 0)
  if (mayPass && tries < MAX_TRIES) return { kind: 'again' }
  if (trouble === 'exists') return { kind: 'problem', problem: existsProblem(status) }
  if (trouble === 'unreachable') {
    return { kind: 'problem', problem: unreachableProblem(lib.said(detail), status) }
  }
  const said = { title: lib.said(detail), advice: advice && lib.said(advice) }
  if (trouble !== 'network') return { kind: 'problem', problem: { trouble, status, ...said } }
  if (status === 0) {
    const lost = t.notLost(said.advice ?? '').trim()
    return { kind: 'problem', problem: { trouble, status, title: said.title, advice: lost } }
  }
  // The connection held: the storage itself gave this answer.
  const title = t.withStatus(t.storageFailed, status)
  const problem: UploadProblem = {
    trouble: 'unknown',
    status,
    title,
    advice: t.storageFailedAdvice,
  }
  return { kind: 'problem', problem }
}

export function existsProblem(status: number): UploadProblem {
  return {
    trouble: 'exists',
    status,
    title: t.exists,
    advice: t.existsAdvice,
  }
}

/** @param detail what the storage, or the way to it, has to say */
function unreachableProblem(detail: string, status: number): UploadProblem {
  const title = status ? t.withStatus(t.unreachable, status) : t.unreachable
  return { trouble: 'unreachable', status, title, advice: t.unreachableAdvice(detail) }
}

const TROUBLE_OF: Record<number, UploadTrouble> = { 403: 'permission', 413: 'too_large' }

/** What the Management API said, when there is nothing more to try. */
function readProblem({ step, status, message, cause }: StepFailure): UploadProblem {
  if (step === 'open' && status === 409) return existsProblem(status)
  if (status === 502 || status === 504) return unreachableProblem(message, status)
  return {
    trouble: TROUBLE_OF[status] ?? 'unknown',
    status,
    title:
      titleOf(status) ?? (cause instanceof ApiFailure ? describeFailure(cause).title : t.refused),
    advice: t.notLost(message),
  }
}

function titleOf(status: number): string | undefined {
  const { gone, paused, busy, failed } = t.titles
  const title = { 404: gone, 410: paused, 429: busy, 500: failed, 503: busy }[status]
  return title && t.withStatus(title, status)
}

/** Troubles that every further file of the Source would have, too. */
export function isShared(trouble: UploadProblem['trouble']): boolean {
  return trouble === 'unreachable' || isOfSetup(trouble)
}

/** Troubles that the Upload Setup of the Source finds and solves. */
export function isOfSetup(trouble: UploadProblem['trouble']): boolean {
  return trouble === 'cors' || trouble === 'permission' || trouble === 'clock'
}

/** In two or three words, for the row. */
export function describeProblem({ trouble, status }: UploadProblem): string {
  switch (trouble) {
    case 'exists':
      return t.troubles.exists
    case 'cors':
      return status ? t.corsStatus(status) : t.troubles.cors
    case 'too_large':
      return t.troubles.tooLarge
    case 'network':
      return t.troubles.network
    case 'unreachable':
      return withStatus(t.troubles.unreachable, status)
    case 'changed':
      return t.troubles.changed
    case 'permission':
      return withStatus(t.troubles.permission, status)
    default:
      return withStatus(t.troubles.failed, status)
  }
}

function withStatus(words: string, status: number): string {
  return status ? t.withStatus(words, status) : words
}

/** Milliseconds before the next try: 1, 2, 4 … 30 s. */
export function restBefore(tries: number): number {
  return Math.min(30_000, 1_000 * 2 ** tries)
}

/** The same for a storage that is away, when three tries have shown that: 5, 10, 20 … 60 s. */
export function restWhileAway(tries: number): number {
  return Math.min(60_000, 5_000 * 2 ** tries)
}
