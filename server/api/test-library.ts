import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { LightMyRequestResponse } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { ensureAssets } from '../catalog/assets.ts'
import { makeFacts } from '../catalog/fixtures.ts'
import { indexStates } from '../catalog/index-state.ts'
import { type AssetFacts, saveReads } from '../catalog/save-reads.ts'
import { openSecrets } from '../catalog/source-secrets.ts'
import { createSource, type Source } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import { type Enqueue, startQueue } from '../jobs/queue.ts'
import { type SecretBox, secretBox } from '../lib/secret-box.ts'
import { openOrigin } from '../origins/index.ts'
import { readNetworkAllowList } from '../origins/network-guard.ts'
import { originConfigOf } from '../origins/presets/presets.ts'
import { analysisEndpoints } from './analysis-endpoints.ts'
import type { AnalysisSettingsNeeds } from './analysis-settings.ts'
import { assetEndpoints } from './assets.ts'
import { bulkEditEndpoints } from './bulk-edits.ts'
import { countEndpoints } from './counts.ts'
import { downloadEndpoints } from './downloads.ts'
import { duplicateEndpoints } from './duplicates.ts'
import { exportEndpoints } from './export.ts'
import { folderEndpoints } from './folders.ts'
import { historyEndpoints } from './history.ts'
import { importEndpoints } from './imports.ts'
import { labelEndpoints } from './labels.ts'
import { longAnswers } from './long-answers.ts'
import type { Endpoint } from './routes.ts'
import { savedSearchEndpoints } from './saved-searches.ts'
import { sourceEndpoints } from './source-endpoints.ts'
import { tagEndpoints } from './tags.ts'
import { startTestApi, type TestApi } from './test-api.ts'

/** The whole API over a real folder, a real queue and a real database. */
export interface TestLibrary extends TestApi {
  /** The folder that is the Origin of `source`, and the one allowed root. */
  folder: string
  source: Source
  box: SecretBox
  /** Renderings that were asked to be forgotten, as `<source id>/<path>`. */
  purged: string[]
  /** Puts files into the folder and into the index. */
  addFiles(files: Record<string, Partial<AssetFacts>>): Promise<void>
  /** Jobs that wait, as `<name> <payload>`. */
  waitingJobs(): Promise<string[]>
  send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    data?: unknown,
  ): Promise<LightMyRequestResponse>
}

const PRIVATE = readNetworkAllowList('127.0.0.0/8, localhost')

const OUTSIDE = {
  publicUrl: null,
  allowPrivate: PRIVATE,
  findBucketRegion: async (bucket: string) => (bucket === 'found-in-paris' ? 'eu-west-3' : null),
  sourceChanged: async () => {},
}

function openWith(box: SecretBox) {
  return (source: Source) => {
    const config = originConfigOf(source.deployment, openSecrets(box, source).deployment)
    return openOrigin(config, { allowPrivate: PRIVATE })
  }
}

const checkProvider: AnalysisSettingsNeeds['checkProvider'] = async (provider) => ({
  provider,
  ok: true,
  detail: 'It answers.',
  advice: null,
  milliseconds: 3,
})

interface LibraryNeeds extends Pick<TestLibrary, 'folder' | 'box' | 'purged'> {
  db: Kysely<Database>
  enqueue: Enqueue
}

function libraryEndpoints({ db, enqueue, folder, box, purged }: LibraryNeeds): Endpoint[] {
  const long = longAnswers(db, { checkSeconds: 0.05 })
  return [
    ...sourceEndpoints({
      db,
      secretBox: box,
      enqueue,
      states: indexStates({ listingIntervalHours: 24, renderedAssetsPerMonth: 50_000 }),
      localRoots: [folder],
      ...OUTSIDE,
    }),
    ...assetEndpoints({
      db,
      enqueue,
      open: openWith(box),
      analysisMode: 'full',
      purge: async (sourceId, path) => {
        purged.push(`${sourceId}/${path}`)
      },
    }),
    ...labelEndpoints({ db, enqueue }),
    ...duplicateEndpoints({ db, enqueue }),
    ...importEndpoints({ db, enqueue, maxBytes: 2 ** 24 }),
    ...bulkEditEndpoints({ db, enqueue, undoHours: 24, analysisMode: 'full' }),
    ...countEndpoints({ db }),
    ...analysisEndpoints({
      db,
      secretBox: box,
      analysisMode: 'full',
      modelRoots: [],
      checkProvider,
    }),
    ...exportEndpoints({ db, analysisMode: 'full', longAnswers: long }),
    ...downloadEndpoints({ db, open: openWith(box), longAnswers: long }),
    ...[historyEndpoints, folderEndpoints, savedSearchEndpoints, tagEndpoints].flatMap((all) =>
      all({ db }),
    ),
  ]
}

export async function startTestLibrary(): Promise<TestLibrary> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-api-'))
  const box = secretBox(randomBytes(32))
  const purged: string[] = []
  const api = await startTestApi({
    endpoints: ({ db }) => {
      const enqueue: Enqueue = (...job) => queue.enqueue(...job)
      return libraryEndpoints({ db, enqueue, folder, box, purged })
    },
  })
  const queue = await startQueue(api.database.url, { supervise: false, onError: () => {} })
  const { db } = api.database
  const { id: accountId } = await db.selectFrom('accounts').select('id').executeTakeFirstOrThrow()
  const deployment = { type: 'local' as const, imgix_subdomains: ['library'], local_path: folder }
  const source = await createSource(db, box, { accountId, name: 'Library', deployment })
  return {
    ...api,
    folder,
    source,
    box,
    purged,
    addFiles: async (files) => {
      const stats = []
      for (const [path, facts] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await writeFile(join(folder, path), path)
        stats.push({ path, etag: 'e', sizeBytes: path.length, modifiedAt: new Date(), facts })
      }
      const sourceId = source.id
      await ensureAssets(db, { sourceId, files: stats })
      const reads = stats.map(({ path, etag, facts }) => ({ path, etag, facts: makeFacts(facts) }))
      await saveReads(db, { sourceId, reads })
    },
    waitingJobs: async () => {
      const { rows } = await sql<{ job: string }>`
        select name || ' ' || data::text as job from pgboss.job where state = 'created'
        order by created_on`.execute(db)
      return rows.map(({ job }) => job)
    },
    send: async (method, path, data) =>
      await api.app.inject({
        method,
        url: `/api/v1${path}`,
        headers: { authorization: `Bearer ${api.apiKey}` },
        ...(data === undefined ? {} : { payload: { data } }),
      }),
    close: async () => {
      await queue.close()
      await api.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
