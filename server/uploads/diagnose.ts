import type { UploadDiagnosisAttributes } from '../../contract/uploads.ts'
import type { Source } from '../catalog/sources.ts'
import { type Failure, isFailure } from '../lib/failures.ts'
import { checkPreflight } from '../origins/preflight.ts'
import type { PresignedPut, UploadTarget } from '../origins/upload-target.ts'
import { type Destination, maxUploadBytes, openDestination, type UploadNeeds } from './needs.ts'
import type { UploadSession } from './sessions.ts'

export interface DiagnosisOrder {
  source: Source
  session: UploadSession
  /** Scheme and host of the page that could not send; null when it was no page. */
  pageOrigin: string | null
  signal: AbortSignal
}

/** Looks from the server at why the file of a session did not arrive: browsers are told next to nothing. */
export async function diagnoseUpload(
  needs: UploadNeeds,
  order: DiagnosisOrder,
): Promise<UploadDiagnosisAttributes> {
  const ended = explainEnd(order.session)
  if (ended) return ended
  try {
    const destination = openDestination(needs, order.source)
    return (
      (await explainFile(destination, order)) ??
      explainSize(order) ??
      (await explainCors(needs, destination, order)) ??
      (await explainRights(destination, order.signal)) ??
      explainNetwork(order.session)
    )
  } catch (error) {
    order.signal.throwIfAborted()
    if (isFailure(error)) return explainFailure(error)
    throw error
  }
}

function explainEnd({
  status,
  reason,
  expiresAt,
}: UploadSession): UploadDiagnosisAttributes | null {
  if (status === 'CLOSED' || status === 'COMPLETE') {
    return {
      trouble: 'arrived',
      detail: 'The file has arrived and the session is closed.',
      advice: null,
    }
  }
  if (status === 'CANCELED') {
    return { trouble: 'expired', detail: 'The upload session was canceled.', advice: AGAIN }
  }
  if (status === 'ERRORED') {
    const detail = reason ?? 'The upload session has failed.'
    return { trouble: 'unknown', detail, advice: AGAIN }
  }
  if (status === 'PENDING' && expiresAt > new Date()) return null
  const detail = 'The 8 hours in which the file could be sent are over.'
  return { trouble: 'expired', detail, advice: AGAIN }
}

const AGAIN = 'Start the upload of this file again.'

/** The clocks of a storage and of the database may differ so much. */
const CLOCK_TOLERANCE_MS = 120_000

async function explainFile(
  { origin }: Destination,
  { session, signal }: DiagnosisOrder,
): Promise<UploadDiagnosisAttributes | null> {
  const { path, sizeBytes, createdAt } = session
  const file = await origin.stat(path, signal)
  if (!file) return null
  const isNew = file.modifiedAt.getTime() >= createdAt.getTime() - CLOCK_TOLERANCE_MS
  if (isNew && (sizeBytes === null || sizeBytes === file.sizeBytes)) {
    return {
      trouble: 'arrived',
      detail: 'The whole file has arrived.',
      advice: 'Close the session, and it becomes an asset.',
    }
  }
  return {
    trouble: 'exists',
    detail: `Another file is at "/${path}" by now. It was not overwritten.`,
    advice: 'Upload this one under another name.',
  }
}

function explainSize({ source, session }: DiagnosisOrder): UploadDiagnosisAttributes | null {
  const maxBytes = maxUploadBytes(source)
  if (session.sizeBytes === null || session.sizeBytes <= maxBytes) return null
  return {
    trouble: 'too_large',
    detail: `The file is larger than the ${maxBytes.toLocaleString('en')} bytes that this storage takes.`,
    advice: 'Make the file smaller.',
  }
}

/** Asks the storage what the browser asked before it sent anything, with a new address. */
async function explainCors(
  { allowPrivate }: UploadNeeds,
  { target }: Destination,
  { session, pageOrigin, signal }: DiagnosisOrder,
): Promise<UploadDiagnosisAttributes | null> {
  if (pageOrigin === null || session.way === 'through_vitrine') return null
  const put = await presignAgain(target, session)
  if (!put) return null
  const { isAllowed, detail } = await checkPreflight(put, pageOrigin, { allowPrivate, signal })
  if (isAllowed) return null
  const advice = 'Add the CORS rule of the Source’s Upload Setup to the bucket.'
  return { trouble: 'cors', detail, advice }
}

const BRIEFLY_SECONDS = 60

async function presignAgain(
  { parts, presign }: UploadTarget,
  { path, contentType, providerUploadId: uploadId }: UploadSession,
): Promise<PresignedPut | undefined> {
  const expiresSeconds = BRIEFLY_SECONDS
  if (uploadId === null) return await presign?.(path, { contentType, expiresSeconds })
  return await parts?.presignPart(path, { uploadId, number: 1, expiresSeconds })
}

/** Tries with small files of Vitrine's own whether the upload credentials may write at all. */
async function explainRights(
  { target }: Destination,
  signal: AbortSignal,
): Promise<UploadDiagnosisAttributes | null> {
  await target.probe(signal)
  return null
}

function explainFailure({ code, detail }: Failure): UploadDiagnosisAttributes {
  if (code === 'origin_unreachable' || code === 'timeout') {
    const advice =
      'Try again later. If it stays, look at the Source: Vitrine can’t reach its storage.'
    return { trouble: 'unreachable', detail, advice }
  }
  if (/\bclock\b/.test(detail)) {
    const advice = 'Set the clock of the server right, best by NTP, and start the upload again.'
    return { trouble: 'clock', detail, advice }
  }
  if (code === 'origin_refused' || code === 'forbidden') {
    const advice =
      'Look at the upload credentials of the Source: its Upload Setup tests right by right.'
    return { trouble: 'permission', detail, advice }
  }
  return { trouble: 'unknown', detail, advice: null }
}

function explainNetwork({ way }: UploadSession): UploadDiagnosisAttributes {
  const partner = way === 'through_vitrine' ? 'Vitrine' : 'the storage'
  return {
    trouble: 'network',
    detail: `Nothing stands against this upload as seen from here, so the connection to ${partner} has most likely broken off.`,
    advice: 'Try again.',
  }
}
