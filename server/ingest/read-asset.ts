import type { MediaFacts } from '../../contract/media-facts.ts'
import { type FailureCode, isFailure } from '../lib/failures.ts'
import type { OriginFile } from '../origins/origin.ts'
import { refuseLarge, withLocalFile } from './local-copy.ts'
import type { IngestNeeds, IngestSource } from './needs.ts'

/** What came of looking at one file. */
export type Reading =
  | { kind: 'read'; file: OriginFile; facts: MediaFacts }
  | { kind: 'unreadable'; file: OriginFile; error: string }
  | { kind: 'gone'; path: string }

const ATTEMPTS = 3

/** Failures that are about this one file, and so end as its error; all others stop the job and are retried. */
const ABOUT_THE_FILE: readonly FailureCode[] = [
  'broken_file',
  'unsupported_media',
  'too_large',
  'timeout',
  'invalid_path',
  'origin_refused',
]

/**
 * Reads one file of a Source, again when it was changed in the meantime.
 * @param still whether the still for analysis is wanted, too
 * @throws Failure `origin_unreachable` and other troubles that are not the file's
 */
export async function readAsset(
  reader: IngestNeeds['reader'],
  source: IngestSource,
  { path, still = false }: { path: string; still?: boolean },
  signal: AbortSignal,
): Promise<Reading> {
  for (let attempt = 1; ; attempt += 1) {
    const file = await source.origin.stat(path, signal)
    if (!file) return { kind: 'gone', path }
    try {
      refuseLarge(file)
      const read = await withLocalFile(source.origin, path, signal, (local) =>
        reader.read(local, signal, { name: path, still }),
      )
      if (!read) return { kind: 'gone', path }
      if (read.etag === file.etag) return { kind: 'read', file, facts: read.result }
    } catch (error) {
      if (!isFailure(error) || !ABOUT_THE_FILE.includes(error.code)) throw error
      return { kind: 'unreadable', file, error: error.detail }
    }
    if (attempt === ATTEMPTS) {
      return {
        kind: 'unreadable',
        file,
        error: 'The file changed again and again while being read.',
      }
    }
  }
}
