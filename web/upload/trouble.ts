import type { UploadDiagnosisAttributes, UploadTrouble } from '../../contract/uploads.ts'
import { ApiFailure } from '../lib/api.ts'
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
  const { step, status } = failure
  if (status === 429 || status >= 500) {
    if (tries < MAX_TRIES) return { kind: 'again' }
    return step === 'put' ? { kind: 'look' } : { kind: 'problem', problem: readProblem(failure) }
  }
  if (step === 'put') return { kind: 'look' }
  if (status === 0 || status === 401) return { kind: 'wait' }
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
  const mayPass = trouble === 'network' || (trouble === 'unknown' && status === 0)
  if (mayPass && tries < MAX_TRIES) return { kind: 'again' }
  if (trouble === 'exists') return { kind: 'problem', problem: existsProblem(status) }
  return {
    kind: 'problem',
    problem: { trouble, status, title: lib.said(detail), advice: advice && lib.said(advice) },
  }
}

export function existsProblem(status: number): UploadProblem {
  return {
    trouble: 'exists',
    status,
    title: t.exists,
    advice: t.existsAdvice,
  }
}

const TROUBLE_OF: Record<number, UploadTrouble> = { 403: 'permission', 413: 'too_large' }

/** What the Management API said, when there is nothing more to try. */
function readProblem({ step, status, message, cause }: StepFailure): UploadProblem {
  if (step === 'open' && status === 409) return existsProblem(status)
  const title = cause instanceof ApiFailure ? cause.title : ''
  return {
    trouble: TROUBLE_OF[status] ?? 'unknown',
    status,
    title: t.withStatus(title || t.refused, status),
    advice: message,
  }
}

/** Troubles that every further file of the Source would have, too. */
export function isShared(trouble: UploadTrouble): boolean {
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
