import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createSource, NO_UPLOADS, type Source } from '../catalog/sources.ts'
import { openLocks } from '../db/locks.ts'
import type { Db, StoredUploads } from '../db/tables.ts'
import { type Enqueue, startQueue } from '../jobs/queue.ts'
import { isErrno } from '../lib/failures.ts'
import { type SecretBox, secretBox } from '../lib/secret-box.ts'
import { openSources } from '../open-sources.ts'
import { readNetworkAllowList } from '../origins/network-guard.ts'
import type { DoubleBucket } from '../origins/s3-double/bucket.ts'
import type { S3Profile } from '../origins/s3-double/profile.ts'
import { type S3Double, startS3Double } from '../origins/s3-double/s3-double.ts'
import type { UploadNeeds } from '../uploads/needs.ts'
import { assetEndpoints } from './assets.ts'
import { ownPutEndpoints } from './own-put.ts'
import { purgeEndpoints } from './purges.ts'
import { deferContinue } from './request-body.ts'
import type { Endpoint } from './routes.ts'
import { startTestApi, type TestApi } from './test-api.ts'
import { uploadSessionEndpoints } from './upload-sessions.ts'
import { uploadEndpoints } from './uploads.ts'

/** The API's ways in over a real folder and doubles of buckets, listening on a port of its own. */
export interface TestUploads extends TestApi {
  /** Where it listens, such as http://127.0.0.1:4711. */
  address: string
  /** The Origin of `source`. */
  folder: string
  source: Source
  needs: UploadNeeds
  /** Renderings that were asked to be forgotten, as `<source id>/<path>`. */
  purged: string[]
  /** A bucket at a provider of this kind, as a Source. */
  addBucket(profile: S3Profile, options?: BucketOptions): Promise<TestBucket>
  /** Stores what is known of uploading into a Source. */
  setUploads(source: Source, uploads: Partial<StoredUploads>): Promise<void>
  /** A request with the key that may do everything, unless another one is given. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** What lies in the folder. */
  read(path: string): Promise<string>
  /** Names of all files in and below the folder, drafts included. */
  listFiles(): Promise<string[]>
}

export const MAX_BYTES = 100_000

interface BucketOptions {
  /** Another Source on this one's bucket. */
  beside?: TestBucket
  prefix?: string
  uploads?: Partial<StoredUploads>
}

export interface TestBucket {
  double: S3Double
  bucket: DoubleBucket
  source: Source
}

interface CallOptions {
  body?: NonNullable<RequestInit['body']>
  /** A JSON:API body. */
  data?: unknown
  headers?: Record<string, string>
  /** null: none. */
  key?: string | null
}

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of all kinds
  body: any
}

/** Waits for something that happens in the background. */
export async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < 2000; look += 1) {
    if (await happened()) return
    await wait(10)
  }
  throw new Error('It has not happened.')
}

export async function startTestUploads({ maxBytes = MAX_BYTES } = {}): Promise<TestUploads> {
  const stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-uploads-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const box = secretBox(randomBytes(32))
  const purged: string[] = []
  const enqueue: Enqueue = (...job) => queue.enqueue(...job)
  // As the real one it says a word to the database.
  const purge = async (sourceId: string, path: string, within: Db = api.database.db) => {
    purged.push(`${sourceId}/${path}`)
    await sql`select 1`.execute(within)
  }
  const made: UploadNeeds[] = []
  const api = await startTestApi({
    endpoints: ({ db, url }) => {
      const locks = openLocks(url)
      const allowPrivate = readNetworkAllowList('127.0.0.0/8')
      const sources = openSources({ db, secretBox: box, allowPrivate, onError: () => {} })
      stack.defer(() => locks.close())
      stack.defer(() => sources.close())
      const needs = { db, enqueue, locks, open: sources.open, allowPrivate, purge }
      made.push(needs)
      return waysIn(needs, maxBytes)
    },
  })
  const [needs] = made
  if (!needs) throw new Error('The API was started without its endpoints.')
  const queue = await startQueue(api.database.url, { supervise: false, onError: () => {} })
  const { db } = api.database
  const { id: accountId } = await db.selectFrom('accounts').select('id').executeTakeFirstOrThrow()
  const deployment = { type: 'local' as const, imgix_subdomains: ['library'], local_path: folder }
  const source = await createSource(db, box, { accountId, name: 'Library', deployment })
  deferContinue(api.app.server)
  await api.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = api.app.server.address() as AddressInfo
  const address = `http://127.0.0.1:${port}`
  return {
    ...api,
    address,
    folder,
    source,
    needs,
    purged,
    read: (path) => readFile(join(folder, path), 'utf8'),
    listFiles: () => listFiles(folder),
    setUploads: async ({ id, uploads }, more) => {
      const text = JSON.stringify({ ...uploads, ...more })
      await db.updateTable('sources').set({ uploads: text }).where('id', '=', id).execute()
    },
    addBucket: async (profile, options = {}) => {
      const double = options.beside?.double ?? (await startS3Double({ profile }))
      if (!options.beside) stack.defer(() => double.close())
      const bucket = options.beside?.bucket ?? double.addBucket('pictures')
      return { double, bucket, source: await createBucketSource(db, box, double, options) }
    },
    call: async (method, path, options = {}) => {
      const url = path.startsWith('http') ? path : `${address}/api/v1${path}`
      return await send(method, url, { key: api.apiKey, ...options })
    },
    close: async () => {
      await queue.close()
      await api.app.close()
      await stack.disposeAsync()
      await api.close()
    },
  }
}

function waysIn(needs: UploadNeeds, maxBytes: number): Endpoint[] {
  const { db, enqueue, purge } = needs
  const publicUrl = null
  const analysisMode = 'full'
  const open = (source: Source) => needs.open(source).origin
  return [
    ...uploadEndpoints({ ...needs, maxBytes, analysisMode }),
    ...uploadSessionEndpoints({ ...needs, publicUrl }),
    ...ownPutEndpoints(needs),
    ...purgeEndpoints({ db, purge, publicUrl, sourceChanged: async () => {} }),
    ...assetEndpoints({ db, enqueue, purge, open, analysisMode }),
  ]
}

async function createBucketSource(
  db: Db,
  box: SecretBox,
  { endpoint, region, credentials, profile }: S3Double,
  { prefix = '', uploads = {} }: BucketOptions,
): Promise<Source> {
  const { id: accountId } = await db.selectFrom('accounts').select('id').executeTakeFirstOrThrow()
  const { accessKeyId, secretAccessKey } = credentials
  return await createSource(db, box, {
    accountId,
    name: profile,
    deployment: {
      type: 's3_compatible',
      imgix_subdomains: [`b${randomBytes(4).toString('hex')}`],
      endpoint_url: endpoint,
      region,
      bucket_name: 'pictures',
      access_key_id: accessKeyId,
      prefix,
    },
    secrets: { secret_key: secretAccessKey },
    uploads: { ...NO_UPLOADS, credentials: { access_key_id: accessKeyId }, ...uploads },
    uploadSecrets: { secret_key: secretAccessKey },
  })
}

async function send(
  method: string,
  url: string,
  { body, data, headers = {}, key = null }: CallOptions,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(data === undefined ? {} : { 'content-type': 'application/vnd.api+json' }),
      ...headers,
    },
    ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  })
  const text = await response.text()
  const parsed = text.startsWith('{') ? JSON.parse(text) : text
  return { status: response.status, headers: response.headers, body: parsed }
}

/** A folder may go while it is walked through: then it is walked through again. */
async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
    return await listFiles(folder)
  }
}
