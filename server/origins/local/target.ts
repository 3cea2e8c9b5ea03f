import type { Readable } from 'node:stream'
import type { UploadTarget } from '../upload-target.ts'
import { publishNew, publishOver, tryLinks, writeLocalFile } from './create.ts'
import { findRoot } from './path.ts'

/** Writes to a folder of this machine. Hard links keep files from being overwritten, also by racing writers. */
export function localTarget(folder: string): UploadTarget {
  const write = async (
    path: string,
    body: Readable,
    options: Parameters<typeof writeLocalFile>[3],
  ): Promise<void> => {
    // Before something listens, an error of the body would end the process.
    body.on('error', () => {})
    try {
      options.signal?.throwIfAborted()
      await writeLocalFile(await findRoot(folder), path, body, options)
    } catch (error) {
      body.destroy()
      options.signal?.throwIfAborted()
      throw error
    }
  }
  return {
    create: (path, body, options) => write(path, body, { ...options, publish: publishNew }),
    replace: (path, body, options) => write(path, body, { ...options, publish: publishOver }),
    async probe(signal) {
      signal?.throwIfAborted()
      await tryLinks(await findRoot(folder))
      return { overwriting: 'refuses', partsRefuse: false }
    },
    close: async () => {},
  }
}
