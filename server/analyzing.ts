import { join } from 'node:path'
import { startBuiltin } from './analysis/builtin/builtin.ts'
import type { Config } from './config.ts'
import type { AnalysisNeeds } from './ingest/analyze-assets.ts'
import { startAnalysis } from './ingest/analyze-assets.ts'
import { startWalkingPictures } from './ingest/walk-pictures.ts'
import type { DiskCache } from './lib/disk-cache.ts'
import { analystFinder } from './open-analysts.ts'
import { dropStill, findStill } from './render/preview.ts'

/** For one picture, and the first one of a process waits for its nets. */
const TIMEOUT_SECONDS = 120
/** Pictures that wait for services elsewhere, or for their files, while others are looked at here. */
const MORE_AT_ONCE = 6

interface AnalyzingNeeds extends Pick<AnalysisNeeds, 'db' | 'openSource' | 'reader' | 'onError'> {
  config: Pick<Config, 'ANALYSIS_PROCESSES' | 'DATA_DIR'>
  mode: 'full' | 'light'
  disk: DiskCache
  onProgress(sentence: string): void
}

/** Lets this process look at the pictures of all Sources, until it is closed. */
export function startAnalyzing(needs: AnalyzingNeeds): { close(): Promise<void> } {
  const { config, mode, disk, db, openSource, reader, onError, onProgress } = needs
  const builtin = startBuiltin({
    processes: config.ANALYSIS_PROCESSES,
    mode,
    modelFolder: join(config.DATA_DIR, 'cache', 'models'),
    timeoutSeconds: TIMEOUT_SECONDS,
    onProgress,
  })
  const findAnalyst = analystFinder({ db, builtin })
  const analysis = startAnalysis({
    db,
    openSource,
    reader,
    findAnalyst,
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
      await builtin.close()
    },
  }
}
