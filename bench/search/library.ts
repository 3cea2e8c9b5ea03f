import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { type RawBuilder, sql } from 'kysely'
import { foldFolderChanges } from '../../server/catalog/count-folders.ts'
import { ensureLabels } from '../../server/catalog/labels/labels.ts'
import { foldLabelUses } from '../../server/catalog/labels/list-labels.ts'
import { keepPlaces } from '../../server/catalog/search/keep-places.ts'
import { ensureSearchIndexes } from '../../server/catalog/search/renew-index.ts'
import { INDEX_VERSION } from '../../server/catalog/search/search-document.ts'
import { createSource } from '../../server/catalog/sources.ts'
import { makeDataFolder } from '../../server/data-folder.ts'
import { type OpenDatabase, openDatabase } from '../../server/db/connection.ts'
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts'
import { migrate } from '../../server/db/migrate.ts'
import type { Db } from '../../server/db/tables.ts'
import { ensureFirstUser } from '../../server/identity/first-start.ts'
import { secretBox } from '../../server/lib/secret-box.ts'
import { describeMachine } from '../machine.ts'
import { SOURCE_SHARES } from './assets.ts'
import type { LinkedPhotos } from './linked-photos.ts'
import type { LoadProgress, LoadTask } from './load-child.ts'
import { CATEGORIES, FIELDS, TAGS } from './vocabulary.ts'

/** Who may sign in. */
export const BENCH_USER = { email: 'bench@example.com', password: 'bench-bench' }

/** A data folder of Vitrine with the made library in it, and its running database. */
export interface Library {
  folder: string
  url: string
  database: OpenDatabase
  assets: number
  accountId: number
  /** In the order of SOURCE_SHARES. */
  sources: { id: number; publicId: string }[]
  loading: Loading
  /** Assets whose search document is of an older version of the program. */
  outdated: number
}

/** How long loading took, step by step. */
interface Loading {
  /** When, and on which machine. */
  machine: string
  steps: { name: string; seconds: number }[]
}

/** What a kept folder tells of itself. */
interface Note {
  assets: number
  hasFiles: boolean
  loading: Loading
}

interface LibraryOptions {
  /** The assets are of one source and have files; without, of many that have none. */
  linked?: LinkedPhotos | null
  /** GiB that PostgreSQL keeps tables and indexes in. */
  memory?: number | undefined
}

/**
 * Opens the library of a kept folder, or makes it.
 * @param stack what stops the database again
 * @throws when the folder holds another library
 */
export async function openLibrary(
  folder: string,
  assets: number,
  stack: AsyncDisposableStack,
  { linked = null, memory }: LibraryOptions = {},
): Promise<Library> {
  await mkdir(dirname(folder), { recursive: true })
  await makeDataFolder(folder)
  const postgres = await startEmbeddedPostgres(join(folder, 'postgres'), memory && memory * 2 ** 30)
  stack.defer(() => postgres.stop())
  const url = postgres.url('postgres')
  await migrate(url)
  const database = openDatabase(url)
  stack.defer(() => database.close())
  const { db } = database
  await ensureFirstUser(db, BENCH_USER)
  const { id: accountId } = await db.selectFrom('accounts').select('id').executeTakeFirstOrThrow()
  const noteFile = join(folder, 'bench-search.json')
  const kept = await readNote(noteFile)
  const hasFiles = linked !== null
  if (kept && (kept.assets !== assets || Boolean(kept.hasFiles) !== hasFiles)) {
    const other = `${kept.assets} assets with${kept.hasFiles ? '' : 'out'} files`
    throw new Error(`${folder} holds a library of ${other}, which is another one.`)
  }
  const sources = await ensureSources(db, accountId, linked)
  const task = { folder, url, database, accountId, sources, assets, linked }
  const loading = kept?.loading ?? (await load(task))
  const note: Note = { assets, hasFiles, loading }
  await writeFile(noteFile, JSON.stringify(note))
  const outdated = await countOutdated(db)
  return { folder, url, database, assets, accountId, sources, loading, outdated }
}

async function readNote(file: string): Promise<Note | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  return text === null ? null : JSON.parse(text)
}

async function ensureSources(
  db: OpenDatabase['db'],
  accountId: number,
  linked: LinkedPhotos | null,
): Promise<Library['sources']> {
  const find = () => db.selectFrom('sources').select(['id', 'public_id']).orderBy('id').execute()
  if ((await find()).length === 0) {
    const box = secretBox(Buffer.alloc(32))
    // Disabled: their files are nowhere, and nobody shall look for them.
    const folders = linked
      ? [linked.folder]
      : Array.from(SOURCE_SHARES, (_, at) => `/nowhere/bench-${at + 1}`)
    for (const [at, folder] of folders.entries()) {
      const name = `bench-${at + 1}`
      const deployment = { type: 'local' as const, imgix_subdomains: [name], local_path: folder }
      const draft = { accountId, name: `Bench ${at + 1}`, enabled: linked !== null, deployment }
      await createSource(db, box, draft)
    }
  }
  return (await find()).map(({ id, public_id }) => ({ id, publicId: public_id }))
}

async function countOutdated(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from asset_search where index_version <> ${INDEX_VERSION}`.execute(db)
  return rows[0]?.count ?? 0
}

type LoadNeeds = Pick<
  Library,
  'folder' | 'url' | 'database' | 'accountId' | 'sources' | 'assets'
> & { linked: LinkedPhotos | null }

async function load(needs: LoadNeeds): Promise<Loading> {
  const { database, accountId } = needs
  const { db } = database
  const machine = describeMachine()
  const steps: Loading['steps'] = []
  const step = async (name: string, work: () => Promise<unknown>) => {
    const start = performance.now()
    await work()
    const seconds = (performance.now() - start) / 1000
    steps.push({ name, seconds })
    console.error(`${name}: ${seconds.toFixed(1)} s`)
  }
  await forgetHalf(db)
  await makeLabels(db, accountId)
  const indexes = await dropIndexes(db)
  // It would look at the tables again and again while they grow.
  await tuneTables(db, sql`set (autovacuum_enabled = false)`)
  await step('assets and their search documents', () => fill(needs))
  for (const { name, definition } of indexes) {
    await step(`index ${name}`, () => buildIndex(db, definition))
  }
  await step('indexes that the worker builds', () => ensureSearchIndexes(db))
  await tuneTables(db, sql`reset (autovacuum_enabled)`)
  // Side by side, as the worker and PostgreSQL's own vacuum do it.
  await step('statistics, beside uses of labels and folders summed up', () =>
    Promise.all([sql`analyze asset_search`.execute(db), sumUp(db, accountId)]),
  )
  await step('places of terms, beside a vacuum', () =>
    Promise.all([keepPlaces(db, new AbortController().signal), sql`vacuum (analyze)`.execute(db)]),
  )
  return { machine, steps }
}

async function sumUp(db: OpenDatabase['db'], accountId: number): Promise<void> {
  await db.transaction().execute((tx) => foldLabelUses(tx, accountId))
  await foldFolderChanges(db)
}

/** What a run that was stopped half-way has left. */
async function forgetHalf(db: Db): Promise<void> {
  const tables = sql`assets, asset_search, lexicon, label_uses, folder_counts, folder_changes, kept_terms, kept_places,
    kept_values, changed_places`
  await sql`truncate ${tables} cascade`.execute(db)
}

async function makeLabels(db: Db, accountId: number): Promise<void> {
  await ensureLabels(db, { kind: 'tag', accountId, labels: TAGS })
  await ensureLabels(db, { kind: 'category', accountId, labels: CATEGORIES })
  const keys = FIELDS.map(({ key }) => key)
  await ensureLabels(db, { kind: 'custom_field_key', accountId, labels: keys })
}

const TABLES = ['assets', 'asset_search', 'asset_hashes', 'lexicon']

async function tuneTables(db: Db, how: RawBuilder<unknown>): Promise<void> {
  for (const table of TABLES) await sql`alter table ${sql.table(table)} ${how}`.execute(db)
}

/** Those that no constraint needs: building them at the end takes a fraction of what every row would. */
async function dropIndexes(db: Db): Promise<{ name: string; definition: string }[]> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index
    where indrelid = any(${sql.val(TABLES)}::regclass[]) and not indisunique`.execute(db)
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(db)
  return rows
}

async function buildIndex(db: OpenDatabase['db'], definition: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local maintenance_work_mem = '2GB'`.execute(tx)
    await sql`set local max_parallel_maintenance_workers = 2`.execute(tx)
    await sql.raw(definition).execute(tx)
  })
}

/** One process more than there are cores: while one makes documents the database works for another. */
async function fill(needs: LoadNeeds): Promise<void> {
  const { url, database, accountId, sources, assets, linked } = needs
  const processes = availableParallelism() + 1
  const sourceIds = sources.map(({ id }) => id)
  const photosFile = linked && join(needs.folder, 'linked-photos.json')
  if (photosFile) await writeFile(photosFile, JSON.stringify(linked))
  let [loaded, told] = [0, 0]
  const children = Array.from({ length: processes }, async (_, turn) => {
    const task: LoadTask = { url, accountId, sourceIds, assets, processes, turn, photosFile }
    const child = fork(new URL('./load-child.ts', import.meta.url), [JSON.stringify(task)])
    child.on('message', (progress: LoadProgress) => {
      loaded += progress.loaded
      if (loaded - told >= 50_000) {
        told = loaded
        console.error(`${loaded.toLocaleString('en')} assets`)
      }
    })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`A process that loads assets ended with ${code}.`)
  })
  await Promise.all(children)
  await sql`select setval(pg_get_serial_sequence('assets', 'id'), ${assets}::bigint)`.execute(
    database.db,
  )
}
