import { ApiFailure } from '../lib/api.ts'
import { t } from '../texts/upload.ts'
import { StepFailure, TakenMeanwhile } from './send-file.ts'
import { existsProblem, planAfterLook, planRemedy, type Remedy } from './trouble.ts'
import type { UploadApi } from './upload-api.ts'
import type { UploadItem } from './upload-item.ts'

export interface LookNeeds {
  api: Pick<UploadApi, 'diagnose'>
  /** A request of the Management API failed. */
  onFailure(failure: ApiFailure): void
}

interface Failed {
  failure: Error
  /** How often the file has failed since something of it arrived. */
  tries: number
  signal: AbortSignal
}

/** What is to be done about a failure; where nobody but the server can tell, it is asked to look. */
export async function findRemedy(
  item: UploadItem,
  { failure, tries, signal }: Failed,
  { api, onFailure }: LookNeeds,
): Promise<Remedy> {
  if (failure instanceof TakenMeanwhile) {
    item.session = null
    return { kind: 'problem', problem: existsProblem(409) }
  }
  const isStep = failure instanceof StepFailure
  const mayBeFile = !isStep || (failure.step === 'put' && failure.status === 0)
  if (mayBeFile && item.file && !(await canRead(item.file))) {
    const problem = { title: t.fileChanged, advice: t.fileChangedAdvice }
    return { kind: 'problem', problem: { trouble: 'changed', status: 0, ...problem } }
  }
  if (!isStep) {
    const problem = { title: t.refused, advice: failure.message }
    return { kind: 'problem', problem: { trouble: 'unknown', status: 0, ...problem } }
  }
  if (failure.cause instanceof ApiFailure) onFailure(failure.cause)
  const { session, order } = item
  const remedy = planRemedy(failure, tries)
  if (remedy.kind !== 'look' || !session) return remedy
  const place = { sourceId: order.sourceId, sessionId: session.id }
  try {
    const found = planAfterLook(await api.diagnose(place, signal), failure, tries)
    // What seemed to be sent was not there when it was to be closed.
    if (found.kind === 'again') session.isSent = false
    const isAddressLost = !session.put && !session.partBytes
    return found.kind === 'again' && isAddressLost ? { kind: 'renew' } : found
  } catch (error) {
    if (error instanceof ApiFailure) onFailure(error)
    return { kind: error instanceof ApiFailure && error.status === 404 ? 'renew' : 'wait' }
  }
}

/** Browsers do not hand out a file that was changed, moved or deleted since it was chosen. */
async function canRead(file: File): Promise<boolean> {
  return await file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    )
}
