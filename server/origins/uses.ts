import { finished } from 'node:stream'
import type { Origin } from './origin.ts'
import type { UploadTarget } from './upload-target.ts'

/** Whether something is going on with a connection that may take long, and that closing would break off. */
export interface Uses {
  running: number
}

/** The same Origin, which counts listings and files that are being read. */
export function countReading(origin: Origin, uses: Uses): Origin {
  const { list } = origin
  return {
    ...origin,
    ...(list && {
      async *list(options) {
        uses.running += 1
        try {
          yield* list(options)
        } finally {
          uses.running -= 1
        }
      },
    }),
    async open(path, options) {
      const opened = await origin.open(path, options)
      if (!opened) return null
      uses.running += 1
      finished(opened.body, () => {
        uses.running -= 1
      })
      return opened
    },
  }
}

/** The same target, which counts files that are being written. */
export function countWriting(target: UploadTarget, uses: Uses): UploadTarget {
  const count = async (writing: Promise<void>) => {
    uses.running += 1
    try {
      await writing
    } finally {
      uses.running -= 1
    }
  }
  const { parts } = target
  return {
    ...target,
    create: (...file) => count(target.create(...file)),
    replace: (...file) => count(target.replace(...file)),
    ...(parts && { parts: { ...parts, complete: (...all) => count(parts.complete(...all)) } }),
  }
}
