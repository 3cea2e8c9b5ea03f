import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeLibrary } from './pictures.ts'
import {
  makeTemporaryFolder,
  onlySource,
  startVitrine,
  untilIndexed,
  type Vitrine,
} from './vitrine.ts'

/** A folder full of files, and Vitrine with all of them indexed. */
export interface Library {
  vitrine: Vitrine
  folder: string
  /** How many files there are. */
  count: number
  /** The id of its Source. */
  sid: string
  close(): Promise<void>
}

export async function openLibrary(): Promise<Library> {
  const parent = await makeTemporaryFolder('library')
  const folder = join(parent, 'Pictures')
  const count = await makeLibrary(folder)
  const vitrine = await startVitrine({ folders: [folder] })
  await untilIndexed(vitrine)
  const { id: sid } = await onlySource(vitrine)
  const library: Library = {
    vitrine,
    folder,
    count,
    sid,
    close: async () => {
      // Not that of the start: it may have been started again.
      await library.vitrine.remove()
      await rm(parent, { recursive: true, force: true })
    },
  }
  return library
}
