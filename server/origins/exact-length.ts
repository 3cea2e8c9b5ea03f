import { Transform } from 'node:stream'
import { Failure } from '../lib/failures.ts'

/** Passes bytes on and fails with `invalid_body` when their number is not the announced one. */
export function exactLength(sizeBytes: number | undefined): Transform {
  let seenBytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seenBytes += chunk.length
      if (sizeBytes !== undefined && seenBytes > sizeBytes) done(wrongLength(sizeBytes, 'more'))
      else done(null, chunk)
    },
    flush(done) {
      if (sizeBytes !== undefined && seenBytes < sizeBytes) done(wrongLength(sizeBytes, 'fewer'))
      else done()
    },
  })
}

function wrongLength(sizeBytes: number, what: 'more' | 'fewer'): Failure {
  return new Failure('invalid_body', `${sizeBytes} bytes were announced and ${what} were sent.`)
}
