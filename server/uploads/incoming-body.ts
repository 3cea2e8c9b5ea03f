import { Readable } from 'node:stream'
import { Failure } from '../lib/failures.ts'

interface BodyOptions {
  maxBytes: number
  /** Asked when all bytes are there and the end has not been passed on yet; what it throws ends the body. */
  beforeEnd?: () => Promise<void>
}

/**
 * The bytes of a request, counted. It can be destroyed without destroying the request, which would end the
 * connection before anything could be answered; hence no pipeline. Fails with `too_large`, and with
 * `invalid_body` when the client goes away.
 */
export function readIncoming(request: Readable, { maxBytes, beforeEnd }: BodyOptions): Readable {
  let seenBytes = 0
  const body = new Readable({
    // Some chunks ahead, so that neither network nor disk waits for each single one of the other.
    highWaterMark: 2 ** 18,
    read: () => void request.resume(),
    destroy(error, done) {
      request.off('data', take).off('end', end).off('close', breakOff).off('error', breakOff)
      request.pause()
      done(error)
    },
  })

  function take(chunk: Buffer): void {
    seenBytes += chunk.length
    if (seenBytes > maxBytes) body.destroy(tooLarge(maxBytes))
    else if (!body.push(chunk)) request.pause()
  }
  function end(): void {
    request.off('close', breakOff)
    if (!beforeEnd) body.push(null)
    else
      beforeEnd()
        .then(() => body.push(null))
        .catch((error) => body.destroy(error))
  }
  function breakOff(): void {
    body.destroy(brokenOff())
  }

  // Before anybody else listens, an error would end the process.
  body.on('error', () => {})
  request.on('error', () => {})
  request.on('data', take).on('end', end).on('close', breakOff).on('error', breakOff)
  request.pause()
  if (request.destroyed) breakOff()
  return body
}

export function tooLarge(maxBytes: number): Failure {
  const detail = `The file is larger than ${maxBytes.toLocaleString('en')} bytes, which is the most that is taken here. Nothing was written.`
  return new Failure('too_large', detail)
}

export function brokenOff(): Failure {
  return new Failure('invalid_body', 'The upload broke off before its end.')
}
