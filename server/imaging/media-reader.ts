import type { MediaFacts } from '../../contract/media-facts.ts'
import { startChildPool } from '../lib/child-pool.ts'
import type { MediaTask } from './media-child.ts'
import type { ReadOptions } from './read-media.ts'

export interface MediaReader {
  /**
   * Reads one file of this machine in a child process.
   * @throws Failure `broken_file`, `too_large` or `timeout`, worded for a person
   */
  read(file: string, signal?: AbortSignal, options?: ReadOptions): Promise<MediaFacts>
  close(): Promise<void>
}

export interface MediaReaderOptions {
  processes: number
  timeoutSeconds?: number
}

export function startMediaReader({
  processes,
  timeoutSeconds = 60,
}: MediaReaderOptions): MediaReader {
  const pool = startChildPool<MediaTask, MediaFacts>({
    module: new URL('./media-child.ts', import.meta.url),
    size: processes,
    taskTimeoutSeconds: timeoutSeconds,
    crashDetail: 'The file made its decoder crash.',
  })
  return {
    read: (file, signal, options = {}) => pool.run({ file, ...options }, signal),
    close: () => pool.close(),
  }
}
