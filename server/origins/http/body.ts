import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { Failure } from '../../lib/failures.ts'
import { explainWeb } from './failure.ts'

export interface BodyPlan {
  /** For texts. */
  host: string
  /** Bytes at the beginning that nobody asked for. */
  skipBytes: number
  /** Exactly so many bytes are given; what comes after them is not waited for. Infinite: all there are. */
  takeBytes: number
  idleSeconds: number
  signal?: AbortSignal | undefined
}

/** Who sends less than this for long keeps us waiting on purpose. */
const MIN_BYTES_PER_SECOND = 16_384

/**
 * The wanted bytes of an answer. They fail when the server breaks off, or lets us wait for too long; the time
 * in which nobody reads does not count.
 */
export function readBody(message: IncomingMessage, plan: BodyPlan): Readable {
  const { host, idleSeconds, signal } = plan
  let skipLeft = plan.skipBytes
  let takeLeft = plan.takeBytes
  let patienceMs = idleSeconds * 1000
  let waitingSince = 0
  let isFinished = false
  let timer: NodeJS.Timeout | undefined

  const body = new Readable({
    read: () => {
      if (takeLeft === 0) return finish()
      if (timer === undefined) wait()
      message.resume()
    },
    destroy: (error, done) => {
      stopWaiting()
      signal?.removeEventListener('abort', onAbort)
      if (!isFinished) message.destroy()
      done(error)
    },
  })
  const onAbort = () => body.destroy(signal?.reason)
  signal?.addEventListener('abort', onAbort)

  function wait(): void {
    waitingSince = Date.now()
    timer = setTimeout(() => body.destroy(tooSlow(host)), Math.min(patienceMs, idleSeconds * 1000))
  }

  function stopWaiting(): void {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    patienceMs -= Date.now() - waitingSince
  }

  function finish(): void {
    isFinished = true
    body.push(null)
    // An answer that ends here leaves its connection to the next request; any other is cut off.
    message.resume()
    setImmediate(() => message.complete || message.destroy())
  }

  message.on('data', (chunk: Buffer) => {
    if (isFinished) return
    stopWaiting()
    patienceMs += (chunk.length / MIN_BYTES_PER_SECOND) * 1000
    const wanted = chunk.subarray(skipLeft, skipLeft + takeLeft)
    skipLeft -= Math.min(skipLeft, chunk.length)
    takeLeft -= wanted.length
    const goesOn = wanted.length === 0 || body.push(wanted)
    if (takeLeft === 0) finish()
    else if (goesOn) wait()
    else message.pause()
  })
  message.on('end', () => {
    stopWaiting()
    if (takeLeft === Number.POSITIVE_INFINITY) finish()
    else if (!isFinished) body.destroy(endedEarly(host))
  })
  message.on('error', (error) => isFinished || body.destroy(explainWeb(error, host)))
  message.pause()
  if (signal?.aborted) onAbort()
  return body
}

function tooSlow(host: string): Failure {
  return new Failure('origin_unreachable', `${host} sends the file too slowly.`)
}

function endedEarly(host: string): Failure {
  return new Failure('origin_unreachable', `${host} sent less of the file than it announced.`)
}
