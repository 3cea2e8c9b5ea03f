import { Transform } from 'node:stream'
import { Failure } from '../lib/failures.ts'

/**
 * Passes bytes on and fails with `invalid_body` when their number is not the announced one. The last chunk
 * is held back until the end is seen: whoever counts along never gets a whole file that is the wrong one.
 */
export function exactLength(sizeBytes: number | undefined): Transform {
  let seenBytes = 0
  let held: Buffer | null = null
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seenBytes += chunk.length
      if (sizeBytes !== undefined && seenBytes > sizeBytes) return done(wrong(sizeBytes, 'more'))
      if (held) this.push(held)
      held = chunk
      done()
    },
    flush(done) {
      if (sizeBytes !== undefined && seenBytes < sizeBytes) return done(wrong(sizeBytes, 'fewer'))
      done(null, held)
    },
  })
}

function wrong(sizeBytes: number, what: 'more' | 'fewer'): Failure {
  return new Failure('invalid_body', `${sizeBytes} bytes were announced and ${what} were sent.`)
}
