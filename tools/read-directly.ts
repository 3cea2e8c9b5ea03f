import { join } from 'node:path'
import type { MediaFacts } from '../contract/media-facts.ts'
import { startMediaReader } from '../server/imaging/media-reader.ts'
import { isFailure } from '../server/lib/failures.ts'
import type { IndexedFacts, IndexedFile, Truth } from './corpus-truth.ts'

/** Reads the files of a corpus as ingest does, without a database. */
export async function readDirectly(
  folder: string,
  truths: readonly Truth[],
): Promise<IndexedFile[]> {
  const reader = startMediaReader({ processes: 2 })
  try {
    const read = async ({ path }: Truth): Promise<IndexedFile> => {
      try {
        const facts = await reader.read(join(folder, path))
        return {
          path,
          status: 'indexed',
          error: null,
          rendered: null,
          facts: toIndexedFacts(facts),
        }
      } catch (error) {
        if (!isFailure(error)) throw error
        return { path, status: 'error', error: error.detail, rendered: null, facts: null }
      }
    }
    return await Promise.all(truths.map(read))
  } finally {
    await reader.close()
  }
}

function toIndexedFacts({ metadata, ...facts }: MediaFacts): IndexedFacts {
  const { OffsetTimeOriginal: zone } = metadata.exif
  const hasAny = (group: object) => Object.keys(group).length > 0
  return {
    ...facts,
    zone: zone === undefined ? null : String(zone),
    hasExif: hasAny(metadata.exif),
    hasIptc: hasAny(metadata.iptc),
    hasXmp: hasAny(metadata.xmp),
  }
}
