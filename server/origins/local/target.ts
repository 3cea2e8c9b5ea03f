import type { UploadTarget } from '../upload-target.ts'
import { writesOf } from '../writes.ts'
import { publishNew, publishOver, tryLinks, writeLocalFile } from './create.ts'
import { findRoot } from './path.ts'

/** Writes to a folder of this machine. Hard links keep files from being overwritten, also by racing writers. */
export function localTarget(folder: string): UploadTarget {
  return {
    ...writesOf(async (path, body, { replaces, ...options }) => {
      const publish = replaces ? publishOver : publishNew
      await writeLocalFile(await findRoot(folder), path, body, { ...options, publish })
    }),
    async probe(signal) {
      signal?.throwIfAborted()
      await tryLinks(await findRoot(folder))
      return { overwriting: 'refuses', partsRefuse: false }
    },
    close: async () => {},
  }
}
