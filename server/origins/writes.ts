import type { Readable } from 'node:stream'
import { isFailure } from '../lib/failures.ts'
import type { Origin } from './origin.ts'
import type { UploadOptions, UploadTarget } from './upload-target.ts'

export interface WriteOptions extends UploadOptions {
  /** Whether what is there may be replaced. */
  replaces: boolean
}

/**
 * `create` and `replace` of a target, made of one function that writes. Whatever goes wrong, the body is
 * destroyed, and an aborted signal's reason is what is thrown.
 */
export function writesOf(
  write: (path: string, body: Readable, options: WriteOptions) => Promise<void>,
): Pick<UploadTarget, 'create' | 'replace'> {
  const guarded = async (path: string, body: Readable, options: WriteOptions): Promise<void> => {
    // Before something listens, an error of the body would end the process.
    body.on('error', () => {})
    try {
      options.signal?.throwIfAborted()
      await write(path, body, options)
    } catch (error) {
      body.destroy()
      options.signal?.throwIfAborted()
      throw error
    }
  }
  return {
    create: (path, body, options) => guarded(path, body, { ...options, replaces: false }),
    replace: (path, body, options) => guarded(path, body, { ...options, replaces: true }),
  }
}

/** Whether something is seen at a path. Credentials that may write need not be allowed to read. */
export async function seesFile(stat: () => ReturnType<Origin['stat']>): Promise<boolean> {
  try {
    return (await stat()) !== null
  } catch (error) {
    if (isFailure(error, 'origin_refused')) return false
    throw error
  }
}
