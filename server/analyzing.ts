import type { Config } from './config.ts'
import { type AnalysisNeeds, startAnalysis } from './ingest/analyze-assets.ts'
import { startWalkingPictures } from './ingest/walk-pictures.ts'
import type { DiskCache } from './lib/disk-cache.ts'
import type { Analysts } from './open-analysts.ts'
import { dropStill, findStill } from './render/preview.ts'

/** Pictures that wait for services elsewhere, or for their files, while others are looked at here. */
const MORE_AT_ONCE = 6

interface AnalyzingNeeds
  extends Pick<AnalysisNeeds, 'db' | 'openSource' | 'reader' | 'tell' | 'onError'> {
  config: Pick<Config, 'ANALYSIS_PROCESSES'>
  analysts: Analysts
  disk: DiskCache
}

/** Lets this process look at the pictures of all Sources, until it is closed. */
export function startAnalyzing(needs: AnalyzingNeeds): { close(): Promise<void> } {
  const { config, analysts, disk, db, openSource, reader, tell, onError } = needs
  const { find: findAnalyst } = analysts
  const analysis = startAnalysis({
    db,
    openSource,
    reader,
    findAnalyst,
    ...(tell && { tell }),
    atOnce: config.ANALYSIS_PROCESSES + MORE_AT_ONCE,
    findStill: ({ publicId }, file) => findStill(disk, publicId, file),
    dropStill: async ({ sourceId, path, etag }) => {
      const source = await openSource(sourceId)
      if (source) await dropStill(disk, source.publicId, { path, etag })
    },
    onError,
  })
  const walking = startWalkingPictures({ db, findAnalyst, onError })
  return {
    close: async () => {
      await walking.close()
      await analysis.close()
    },
  }
}
