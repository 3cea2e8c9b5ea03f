import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeLibrary } from './pictures.ts'
import {
  callApi,
  makeTemporaryFolder,
  onlySource,
  patchAsset,
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

/** Gives one asset the tag "Hafen Übersee", which is not among the hundred most frequent ones then. */
export async function addRareTag({ vitrine, sid }: Library): Promise<void> {
  const usual = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`usual ${i}`, 1]))
  for (const number of ['03', '07', '11']) {
    const rare = number === '11' ? { 'Hafen Übersee': 1 } : {}
    await patchAsset(vitrine, sid, `/products/picture-${number}.jpg`, {
      tags: { ...usual, ...rare },
    })
  }
  const { body } = await callApi(vitrine, `/sources/${sid}/facets?limit=100`)
  const frequent = body.data.attributes.tags.map(({ value }: { value: string }) => value)
  assert.equal(frequent.includes('Hafen Übersee'), false)
}
