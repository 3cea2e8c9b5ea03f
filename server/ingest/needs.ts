import type { Kysely } from 'kysely'
import type { MediaFacts } from '../../contract/media-facts.ts'
import type { Database, Db } from '../db/tables.ts'
import type { MediaReader } from '../imaging/media-reader.ts'
import type { Enqueue, EnqueueAll } from '../jobs/queue.ts'
import type { Origin, OriginFile } from '../origins/origin.ts'

/** A Source as the jobs see it. */
export interface IngestSource {
  id: number
  publicId: string
  origin: Origin
}

/** What the jobs of this folder take from the program. */
export interface IngestNeeds {
  db: Kysely<Database>
  enqueue: Enqueue
  enqueueAll: EnqueueAll
  /** null when the Source is gone or disabled. */
  openSource(sourceId: number): Promise<IngestSource | null>
  reader: MediaReader
  /** Files read at the same time by one job. */
  readsAtOnce: number
  /** Keeps the small pictures of a file, if there are any, where renderings and analysis find them. */
  keepStills(source: IngestSource, file: OriginFile, facts: MediaFacts): Promise<void>
  /** Whether pictures are analysed at all; what an account wants of it is another matter. */
  analyzes: boolean
  /** Forgets every cached rendering of one asset, in all processes; in the others once `within` has ended. */
  purge(sourcePublicId: string, path: string, within?: Db): Promise<void>
  /** Tells whoever looks at the Source right now. */
  tell?: TellOfSource
}

/** Called after what it tells has been committed; never fails, and nothing waits for it. */
export type TellOfSource = (sourceId: number, news: SourceNews) => void

/** Paths are without their leading slash. */
export type SourceNews =
  | { kind: 'assets'; added?: number; changed?: readonly string[]; removed?: number }
  | { kind: 'source' | 'upload' }
  | { kind: 'jobs' }
  | { kind: 'bulk_edit'; id: string }
