import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { SourceIndexing } from '../contract/resources.ts'
import { startAnalyzing } from './analyzing.ts'
import { analysisEndpoints } from './api/analysis-endpoints.ts'
import { apiKeyEndpoints } from './api/api-keys.ts'
import { assetEndpoints } from './api/assets.ts'
import { bulkEditEndpoints } from './api/bulk-edits.ts'
import { countEndpoints } from './api/counts.ts'
import type { ServerInfo } from './api/document.ts'
import { downloadEndpoints } from './api/downloads.ts'
import { duplicateEndpoints } from './api/duplicates.ts'
import { eventEndpoints } from './api/events.ts'
import { exportEndpoints } from './api/export.ts'
import { folderEndpoints } from './api/folders.ts'
import { type GaugeReader, healthRoutes } from './api/health.ts'
import { healthCheckEndpoints } from './api/health-checks.ts'
import { historyEndpoints } from './api/history.ts'
import { importEndpoints } from './api/imports.ts'
import { indexRetryEndpoint } from './api/index-retries.ts'
import { jobEndpoints } from './api/jobs.ts'
import { labelEndpoints } from './api/labels.ts'
import { longAnswers } from './api/long-answers.ts'
import { ownPutEndpoints } from './api/own-put.ts'
import { ownSessionEndpoints } from './api/own-sessions.ts'
import { purgeEndpoints } from './api/purges.ts'
import { renderingPresetEndpoints } from './api/rendering-presets.ts'
import { apiRoutes } from './api/routes.ts'
import { savedSearchEndpoints } from './api/saved-searches.ts'
import { semanticEndpoint } from './api/semantic.ts'
import { sessionEndpoints } from './api/sessions.ts'
import { sourceEndpoints } from './api/source-endpoints.ts'
import { sourceEventRoutes } from './api/source-events.ts'
import { tagEndpoints } from './api/tags.ts'
import { uploadSessionEndpoints } from './api/upload-sessions.ts'
import { uploadEndpoints } from './api/uploads.ts'
import { userEndpoints } from './api/users.ts'
import { forgetWalks } from './catalog/analysis/walk.ts'
import { type IndexStates, indexStates } from './catalog/index-state.ts'
import { listAllSources, type Source } from './catalog/sources.ts'
import type { Config } from './config.ts'
import { makeDataFolder } from './data-folder.ts'
import { openLocks } from './db/locks.ts'
import { checkMigrations } from './db/migrate.ts'
import { openFolders, openSampleLibrary } from './first-sources.ts'
import { type Foundations, openFoundations } from './foundations.ts'
import { listen, openHttpServer, readServerInfo } from './http-server.ts'
import { ensureApiKey, ensureFirstUser } from './identity/first-start.ts'
import { startMediaReader } from './imaging/media-reader.ts'
import { startClosingUploads } from './ingest/close-upload.ts'
import { noteRenderedFiles } from './ingest/on-render.ts'
import { startRenewingIndex } from './ingest/renew-index.ts'
import { startIngest } from './ingest/start.ts'
import { startTidying } from './ingest/tidy.ts'
import { startDiskCache } from './lib/disk-cache.ts'
import { Failure } from './lib/failures.ts'
import { textFetcher } from './notifications/fetch-text.ts'
import { type Analysts, openAnalysts } from './open-analysts.ts'
import { type OpenSources, openSources } from './open-sources.ts'
import {
  guardedAgents,
  type NetworkAllowList,
  readNetworkAllowList,
} from './origins/network-guard.ts'
import { findBucketRegion } from './origins/s3/find-region.ts'
import { type Purging, startPurging } from './purging.ts'
import { type RenderCache, startRenderCache } from './render/cache.ts'
import { renderRoutes } from './render/handler.ts'
import { startOriginals } from './render/originals.ts'
import { keepStills } from './render/preview.ts'
import { startRenderer } from './render/renderer.ts'
import { toRenderSource } from './render-source.ts'
import type { UploadNeeds } from './uploads/needs.ts'
import { webAppRoutes } from './web-app.ts'

/** A running Vitrine. */
export interface App {
  /** Where browsers find it. */
  address: string
  firstUser: { email: string; generatedPassword: string | null }
  indexState(): Promise<{ name: string; indexing: SourceIndexing }[]>
  /** Ends everything that was begun, the database last. */
  close(): Promise<void>
}

export interface AppOptions {
  /** Folders to open as Sources; with none, a new Vitrine opens the sample library. */
  folders: string[]
  /** Tells a person what is being done. */
  say(line: string): void
}

/** Builds the program. Whatever was opened when something fails is closed again. */
export async function startApp(config: Config, options: AppOptions): Promise<App> {
  const stack = new AsyncDisposableStack()
  try {
    const app = await build(config, options, stack)
    return { ...app, close: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** What the rooms share, each taking from it what it needs. */
interface House extends Foundations {
  config: Config
  http: FastifyInstance
  server: ServerInfo
  allowPrivate: NetworkAllowList
  sources: OpenSources
  cache: RenderCache
  purging: Purging
  uploads: UploadNeeds
  analysts: Analysts
  gauges: GaugeReader[]
  onError(error: unknown): void
  stack: AsyncDisposableStack
}

async function build(
  config: Config,
  options: AppOptions,
  stack: AsyncDisposableStack,
): Promise<Omit<App, 'close'>> {
  const allowPrivate = readNetworkAllowList(config.ALLOW_PRIVATE_ORIGINS)
  await makeDataFolder(config.DATA_DIR)
  const server = readServerInfo()
  const domains = { isCustom: (_host: string) => false }
  const isCustomDomain = (host: string) => domains.isCustom(host)
  const http = await openHttpServer(config, server, { stack, isCustomDomain })
  const onError = (error: unknown) => http.log.error({ err: error }, 'in the background')
  const foundations = await openFoundations(config, { ...options, onError, stack })
  const firstUser = await openAccount(config, foundations, options)

  const { database, secretBox, databaseUrl } = foundations
  const sources = openSources({ db: database.db, secretBox, allowPrivate, onError })
  stack.defer(() => sources.close())
  domains.isCustom = sources.isCustomDomain
  const cache = await openCache(config, { onError, stack })
  const forgetSources = () => sources.forget()
  const purging = startPurging({ databaseUrl, db: database.db, cache, forgetSources, onError })
  stack.defer(() => purging.close())
  const locks = openLocks(databaseUrl)
  stack.defer(() => locks.close())
  const { purge } = purging
  const { enqueue } = foundations.queue
  const { open } = sources
  const uploads = { db: database.db, enqueue, locks, open, allowPrivate, purge }
  const onProgress = (sentence: string) => http.log.info(sentence)
  const asked = { db: database.db, secretBox, config, allowPrivate }
  const analysts = openAnalysts({ ...asked, onProgress, onError })
  stack.defer(() => analysts.close())

  const shared = {
    config,
    http,
    server,
    allowPrivate,
    sources,
    cache,
    purging,
    uploads,
    analysts,
    onError,
    stack,
  }
  const house: House = { ...foundations, ...shared, gauges: [] }
  if (config.ROLES.includes('worker')) await startWorking(house)
  if (config.ROLES.includes('render')) await startRendering(house)
  const states = indexStates({
    listingIntervalHours: config.LISTING_INTERVAL_HOURS,
    renderedAssetsPerMonth: config.RENDERED_ASSETS_PER_MONTH,
  })
  if (config.ROLES.includes('api')) await startAnswering(house, states, options.folders)
  healthRoutes(http, { ready: readinessProbes(foundations), gauges: house.gauges })
  const address = await listen(http, config, stack)
  return { address, firstUser, indexState: () => readIndexState(foundations, states) }
}

/** The account with its first user and key, and something to look at. */
async function openAccount(
  config: Config,
  { database: { db }, secretBox }: Foundations,
  { folders, say }: AppOptions,
): Promise<App['firstUser']> {
  const password = config.ADMIN_PASSWORD ?? null
  const firstUser = await ensureFirstUser(db, { email: config.ADMIN_EMAIL, password })
  if (config.API_KEY) await ensureApiKey(db, config.API_KEY)
  if (folders.length > 0) await openFolders({ db, secretBox, say }, folders)
  else await openSampleLibrary({ db, secretBox, say }, libraryFolder(config))
  return firstUser
}

function libraryFolder({ DATA_DIR }: Config): string {
  return join(DATA_DIR, 'library')
}

async function openCache(
  config: Config,
  { onError, stack }: Pick<House, 'onError' | 'stack'>,
): Promise<RenderCache> {
  const disk = await startDiskCache({
    folder: join(config.DATA_DIR, 'cache', 'renderings'),
    maxBytes: config.CACHE_MAX_BYTES,
    maxMemoryBytes: config.CACHE_MEMORY_BYTES,
  })
  stack.defer(() => disk.close())
  return startRenderCache({ disk, revalidateSeconds: config.RENDER_REVALIDATE_SECONDS, onError })
}

/** The role `worker`: listing, reading, refreshing. */
async function startWorking(house: House): Promise<void> {
  const { config, http, database, queue, sources, cache, purging, analysts, stack, onError } = house
  const reader = startMediaReader({
    processes: config.INDEX_PROCESSES,
    timeoutSeconds: config.INDEX_TIMEOUT_SECONDS,
  })
  stack.defer(() => reader.close())
  const openSource = async (id: number) => {
    const found = await sources.byId(id)
    if (!found?.source.enabled) return null
    return { id, publicId: found.source.publicId, origin: found.origin }
  }
  const ingest = await startIngest(
    {
      db: database.db,
      enqueue: queue.enqueue,
      enqueueAll: queue.enqueueAll,
      reader,
      readsAtOnce: config.INDEX_PROCESSES,
      openSource,
      analyzes: config.ANALYSIS !== 'off',
      keepStills: ({ publicId }, file, facts) => keepStills(cache.disk, publicId, file, facts),
      purge: purging.purge,
      tell: house.tell,
    },
    queue,
    {
      listingIntervalHours: config.LISTING_INTERVAL_HOURS,
      undoHours: config.UNDO_HOURS,
      lookAgainHours: config.LOOK_AGAIN_HOURS,
      onDeleting: (progress) => http.log.info(progress, 'deleting a Source'),
      onError,
    },
  )
  const closing = await startClosingUploads(house.uploads, queue, onError)
  stack.defer(async () => closing.close())
  const { db } = database
  const tidying = await startTidying(
    { db, enqueue: queue.enqueue, historyDays: config.HISTORY_DAYS },
    queue,
    onError,
  )
  stack.defer(async () => tidying.close())
  const renewing = startRenewingIndex({
    db,
    locks: house.uploads.locks,
    onProgress: (progress) => http.log.info(progress, 'renewing the search index'),
    onError,
  })
  stack.defer(() => renewing.close())
  const disk = cache.disk
  if (config.ANALYSIS === 'off') await forgetWalks(db, null)
  else {
    const needs = { db, config, analysts, disk, openSource, reader, tell: house.tell, onError }
    const analyzing = startAnalyzing(needs)
    stack.defer(() => analyzing.close())
  }
  // Jobs that are running need the reader, so they end first.
  stack.defer(() => ingest.close())
}

/** The role `render`: the Rendering API. */
async function startRendering(house: House): Promise<void> {
  const { config, http, database, queue, sources, cache, gauges, stack, onError } = house
  const renderer = startRenderer({
    processes: config.RENDER_PROCESSES,
    maxWaiting: config.RENDER_QUEUE,
    timeoutSeconds: config.RENDER_TIMEOUT_SECONDS,
  })
  stack.defer(() => renderer.close())
  const originals = await startOriginals({
    folder: join(config.DATA_DIR, 'cache', 'originals'),
    maxBytes: config.CACHE_MAX_BYTES,
  })
  const newAssetsPerMonth = config.RENDERED_ASSETS_PER_MONTH
  const { enqueueAll } = queue
  const noting = { db: database.db, enqueueAll, newAssetsPerMonth }
  const rendered = noteRenderedFiles(noting, onError)
  stack.defer(() => rendered.settled())
  renderRoutes(http, {
    cache,
    originals,
    renderer,
    findSource: async (host) => {
      const found = await sources.byHost(host)
      return found && toRenderSource(found)
    },
    onRendered: ({ id }, file) => rendered.note(id, file),
  })
  gauges.push(
    gauge('vitrine_render_running', 'Renderings under way', () => renderer.load().running),
    gauge('vitrine_render_waiting', 'Renderings that wait', () => renderer.load().waiting),
    gauge('vitrine_render_cache_bytes', 'Cached on disk', () => cache.disk.usage().bytes),
  )
}

/** The role `api`: the Management API and the web app. */
async function startAnswering(house: House, states: IndexStates, folders: string[]): Promise<void> {
  const { config, http, server, database, secretBox, sources, purging, uploads } = house
  const { db } = database
  const { enqueue } = house.queue
  const { purge, sourceChanged } = purging
  const localRoots = [...config.LOCAL_ROOTS, libraryFolder(config), ...folders]
  const { live, onError } = house
  const needs = { db, publicUrl: config.PUBLIC_URL ?? null, server, note: live.note }
  const { allowPrivate } = house
  const findRegion = (bucket: string) => findBucketRegion(bucket, { allowPrivate })
  const connecting = { secretBox, allowPrivate, findBucketRegion: findRegion }
  const analysisMode = config.ANALYSIS
  const models = { analysisMode, modelRoots: config.MODEL_ROOTS }
  const open = (source: Source) => sources.open(source).origin
  const long = longAnswers(db)
  apiRoutes(http, needs, [
    ...sessionEndpoints(needs),
    ...ownSessionEndpoints(needs),
    ...sourceEndpoints({ ...needs, ...connecting, enqueue, sourceChanged, states, localRoots }),
    ...assetEndpoints({ db, enqueue, purge, open, analysisMode }),
    ...uploadEndpoints({ ...uploads, maxBytes: config.UPLOAD_MAX_BYTES, analysisMode }),
    ...uploadSessionEndpoints({ ...uploads, publicUrl: needs.publicUrl }),
    ...ownPutEndpoints(uploads),
    ...purgeEndpoints({ db, publicUrl: needs.publicUrl, purge, sourceChanged }),
    ...analysisEndpoints({ db, secretBox, ...models, checkProvider: house.analysts.check }),
    ...countEndpoints({ db }),
    ...folderEndpoints({ db }),
    ...duplicateEndpoints({ db, enqueue }),
    semanticEndpoint({ db, placeWords: house.analysts.placeWords }),
    ...exportEndpoints({ db, analysisMode, longAnswers: long }),
    ...downloadEndpoints({ db, open, longAnswers: long }),
    ...savedSearchEndpoints({ db }),
    ...tagEndpoints({ db }),
    ...renderingPresetEndpoints({ db }),
    ...labelEndpoints({ db, enqueue }),
    ...importEndpoints({ db, enqueue, maxBytes: config.IMPORT_MAX_BYTES }),
    ...bulkEditEndpoints({ db, enqueue, undoHours: config.UNDO_HOURS, analysisMode }),
    ...historyEndpoints({ db }),
    ...eventEndpoints({ db, subscribe: live.subscribe, onError }),
    ...jobEndpoints({ db }),
    indexRetryEndpoint({ db, enqueueAll: house.queue.enqueueAll }),
    ...healthCheckEndpoints({ db, config, server, cacheUsage: () => house.cache.disk.usage() }),
    ...apiKeyEndpoints({ db, maxApiKeys: config.MAX_API_KEYS }),
    ...userEndpoints({ db }),
  ])
  // Notifications name addresses in the internet alone, so nothing private is allowed here.
  const { httpsAgent } = guardedAgents(readNetworkAllowList(''), { maxSockets: 4 })
  sourceEventRoutes(http, { db, enqueue, server, fetchText: textFetcher(httpsAgent) })
  await webAppRoutes(http)
}

function readinessProbes({ database, queue }: Foundations) {
  return {
    database: () => database.pool.query('select 1'),
    migrations: () => checkMigrations(database.db),
    queue: async () => {
      if (!(await queue.isReady())) throw new Failure('not_ready', 'The queue has no tables.')
    },
  }
}

function gauge(name: string, help: string, read: () => number): GaugeReader {
  return { name, help, read }
}

async function readIndexState({ database: { db } }: Foundations, states: IndexStates) {
  const all = await listAllSources(db)
  const found = await states.find(
    db,
    all.map(({ id }) => id),
  )
  return all.flatMap(({ id, name }) => {
    const indexing = found.get(id)
    return indexing ? [{ name, indexing }] : []
  })
}
