import type { UploadPartAttributes, UploadSessionAttributes } from '../../contract/uploads.ts'
import type { PutBytes } from './put-bytes.ts'
import type { UploadApi } from './upload-api.ts'
import { countParts, partRange, type UploadItem, type UploadSession } from './upload-item.ts'

export type UploadStep = 'open' | 'put' | 'parts' | 'close'

/** Where on its way a file failed, and with which status; 0: without an answer. */
export class StepFailure extends Error {
  readonly step: UploadStep
  readonly status: number

  constructor(step: UploadStep, cause: Error & { status: number }) {
    super(cause.message, { cause })
    this.step = step
    this.status = cause.status
  }
}

/** Something else was there when the file was complete; the session is over. */
export class TakenMeanwhile extends Error {
  constructor(reason: string | null) {
    super(reason ?? 'Another file is there by now.')
  }
}

export interface SendNeeds {
  api: UploadApi
  put: PutBytes
  /** Bytes of the file that have left or arrived, and finished parts. */
  onSent(sentBytes: number, partsSent: number): void
  /** A session was opened. */
  onSession(session: UploadSession): void
  onClosing(): void
}

const PARTS_AT_ONCE = 3
/** Their addresses are asked for together, not long before they are used. */
const PARTS_PRESIGNED = 12

/**
 * Sends one file: opens a session, sends the bytes that have not arrived yet, closes. Doing it again after any
 * failure goes on where it was. Throws StepFailure, or the signal's reason.
 */
export async function sendFile(
  item: UploadItem,
  needs: SendNeeds,
  signal: AbortSignal,
): Promise<void> {
  const { order, file } = item
  if (!file) throw new Error(`${order.path} has no file.`)
  let session = item.session
  if (!session) {
    session = readSession(await atStep('open', needs.api.open(order, signal)))
    needs.onSession(session)
  }
  if (!session.isSent) {
    if (session.partBytes) await sendParts(item, { ...needs, session, file }, signal)
    else await sendWhole(file, { ...needs, session }, signal)
    session.isSent = true
  }
  needs.onClosing()
  const place = { sourceId: order.sourceId, sessionId: session.id }
  const { status, reason } = await atStep('close', needs.api.close(place, signal))
  if (status === 'ERRORED') throw new TakenMeanwhile(reason)
}

function readSession(answer: UploadSessionAttributes): UploadSession {
  const { id, url, headers = {}, part_size: partBytes } = answer
  return { id, put: url ? { url, headers } : null, partBytes, isSent: false }
}

/** Names the step of what fails with a status. */
async function atStep<Value>(step: UploadStep, act: Promise<Value>): Promise<Value> {
  try {
    return await act
  } catch (cause) {
    if (cause instanceof Error && 'status' in cause && typeof cause.status === 'number') {
      throw new StepFailure(step, cause as Error & { status: number })
    }
    throw cause
  }
}

async function sendWhole(
  file: File,
  { session, put, onSent }: SendNeeds & { session: UploadSession },
  signal: AbortSignal,
): Promise<void> {
  // After a reload: nobody knows whether it had arrived by then.
  if (!session.put) throw new StepFailure('put', Object.assign(new Error(), { status: 0 }))
  onSent(0, 0)
  const onProgress = (bytes: number) => onSent(Math.min(bytes, file.size), 0)
  await atStep('put', put({ ...session.put, body: file, onProgress, signal }))
}

async function sendParts(
  { order }: UploadItem,
  needs: SendNeeds & { session: UploadSession; file: File },
  signal: AbortSignal,
): Promise<void> {
  const { session, file, api, put, onSent } = needs
  const partBytes = session.partBytes ?? file.size
  const count = countParts(file.size, partBytes)
  const place = { sourceId: order.sourceId, sessionId: session.id }
  const sent = new Map<number, number>()
  let sum = 0
  let finished = 0
  const note = (number: number, bytes: number) => {
    sum += bytes - (sent.get(number) ?? 0)
    sent.set(number, bytes)
    onSent(sum, finished)
  }
  const next = partReader(count, (numbers) =>
    atStep('parts', api.presignParts(place, numbers, signal)),
  )
  // One that fails stops the others, so that the next try finds none of them still sending.
  const stop = new AbortController()
  const any = AbortSignal.any([signal, stop.signal])
  const work = async () => {
    for (let part = await next(); part && !any.aborted; part = await next()) {
      const { number, url, headers } = part
      const { start, end } = partRange(file.size, partBytes, number)
      if (url) {
        const onProgress = (bytes: number) => note(number, Math.min(bytes, end - start))
        const body = file.slice(start, end)
        await atStep('put', put({ url, headers, body, onProgress, signal: any }))
      }
      finished += 1
      note(number, end - start)
    }
  }
  const workers = Array.from({ length: PARTS_AT_ONCE }, () =>
    work().catch((error) => {
      stop.abort(error)
      throw error
    }),
  )
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected')
  signal.throwIfAborted()
  // The first failure is the reason of the others.
  if (failed) throw stop.signal.reason
}

type Presign = (numbers: number[]) => Promise<UploadPartAttributes[]>

/** Hands out the parts from 1 to `count`, one after another, to several workers; null at the end. */
function partReader(count: number, presign: Presign): () => Promise<UploadPartAttributes | null> {
  const ready: UploadPartAttributes[] = []
  let asked = 0
  let turn: Promise<unknown> = Promise.resolve()
  const take = async () => {
    if (ready.length === 0 && asked < count) {
      const length = Math.min(PARTS_PRESIGNED, count - asked)
      const from = asked + 1
      ready.push(...(await presign(Array.from({ length }, (_, i) => from + i))))
      asked += length
    }
    return ready.shift() ?? null
  }
  return () => {
    const mine = turn.then(take)
    turn = mine.catch(() => {})
    return mine
  }
}
