import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { ensureAssets } from '../catalog/assets.ts'
import { makeSource } from '../catalog/fixtures.ts'
import { type Queue, startQueue } from '../jobs/queue.ts'
import { Failure } from '../lib/failures.ts'
import { healthCheckEndpoints } from './health-checks.ts'
import { indexRetryEndpoint } from './index-retries.ts'
import { jobEndpoints } from './jobs.ts'
import { startTestApi, type TestApi } from './test-api.ts'

let api: TestApi
let queue: Queue
/** Of the account whose key is used, and of somebody else's. */
let source: Awaited<ReturnType<typeof makeSource>>
let foreign: typeof source
before(async () => {
  api = await startTestApi({
    endpoints: ({ db }) => [
      ...jobEndpoints({ db }),
      indexRetryEndpoint({ db, enqueueAll: (...jobs) => queue.enqueueAll(...jobs) }),
      ...healthCheckEndpoints({
        db,
        config: { DATA_DIR: tmpdir(), CACHE_MAX_BYTES: 10, ROLES: ['api'], ANALYSIS: 'off' },
        server: { version: '1', commit: 'c' },
        cacheUsage: () => ({ entries: 1, bytes: 5 }),
      }),
    ],
  })
  const { db, url } = api.database
  queue = await startQueue(url, { supervise: true, onError: () => {} })
  source = await makeSource(db)
  foreign = await makeSource(db)
  await sql`update sources set account_id = 1 where id = ${source.id}`.execute(db)
})
beforeEach(async () => {
  await api.database.pool.query('delete from pgboss.job')
})
after(async () => {
  await queue.close()
  await api.close()
})

/** Of the jobs that read files, once one test has begun to work on them. */
const filesRead: string[] = []

async function send(method: 'GET' | 'POST', path: string, key = api.apiKey, body?: object) {
  const answer = await api.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/vnd.api+json' },
    ...(body && { payload: body }),
  })
  return { status: answer.statusCode, ...answer.json() }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}

/** Jobs that have had all their tries, in both accounts. */
async function failJobs(kind: string, error: object): Promise<void> {
  for (const { id } of [source, foreign]) {
    const payload = { sourceId: id, paths: ['a.jpg', 'b.jpg'] }
    if (kind === 'index-assets') {
      await queue.enqueue(api.database.db, kind, payload)
    } else await queue.enqueue(api.database.db, 'list-origin', { sourceId: id }, { key: `${id}` })
  }
  await sql`update pgboss.job set state = 'failed', retry_count = retry_limit, completed_on = now(),
    output = ${JSON.stringify(error)}::jsonb`.execute(api.database.db)
}

const REFUSED = { name: 'Failure', detail: 'The bucket said no.', message: 'no', stack: 'secret' }

test('jobs are counted by kind and Source', async () => {
  const { db } = api.database
  const payloads = Array.from({ length: 120 }, () => ({ sourceId: source.id, paths: [] }))
  await queue.enqueueAll(db, 'index-assets', payloads)
  await queue.enqueue(db, 'clean-labels', { accountId: 1 }, { key: '1' })
  await queue.enqueue(db, 'clean-labels', { accountId: 77 }, { key: '77' })
  const counts = async () => (await send('GET', '/job_counts')).data
  await until(async () => (await counts()).length === 2)
  const [labels, reads] = await counts()
  assert.deepEqual([labels.id, labels.attributes.waiting], ['clean-labels:account', 1])
  assert.deepEqual([reads.attributes.source_id, reads.attributes.waiting], [source.publicId, 120])
  const page = await send('GET', '/jobs?filter[kind]=index-assets&page[number]=2&page[size]=50')
  assert.deepEqual([page.data.length, page.meta.pagination.totalRecords], [20, 120])
})

test('a failed job is shown with its reason, runs again when asked, and is nobody else’s business', async () => {
  await failJobs('index-assets', REFUSED)
  const { data } = await send('GET', '/jobs')
  assert.equal(data.length, 1)
  const { kind, state, source_id, origin_path, file_count, problem } = data[0].attributes
  assert.deepEqual(
    { kind, state, source_id, origin_path, file_count, problem },
    {
      kind: 'index-assets',
      state: 'failed',
      source_id: source.publicId,
      origin_path: '/a.jpg',
      file_count: 2,
      problem: 'The bucket said no.',
    },
  )
  assert.equal((await send('POST', `/jobs/${data[0].id}/retry`)).data.attributes.count, 1)
  await queue.work('index-assets', { concurrency: 1 }, async ({ paths }) => {
    filesRead.push(...paths)
  })
  await until(async () => filesRead.length === 2)
  assert.deepEqual(filesRead, ['a.jpg', 'b.jpg'])
  await until(async () => (await send('GET', '/jobs')).data.length === 0)
})

test('what is tried again by itself is tried at once when asked', async () => {
  let runs = 0
  await queue.work('look-again', { concurrency: 1 }, async () => {
    runs += 1
    if (runs === 1) throw new Failure('origin_unreachable', 'No answer.')
  })
  const { db } = api.database
  await queue.enqueue(db, 'look-again', { sourceId: source.id }, { key: '1' })
  await until(async () => {
    await sql`update pgboss.job set start_after = now() + interval '1 hour' where state = 'retry'`.execute(
      db,
    )
    return (await send('GET', '/jobs?filter[state]=retrying')).data.length === 1
  })
  const { data } = await send('GET', '/jobs')
  assert.equal(data[0].attributes.problem, 'No answer.')
  assert.ok(data[0].attributes.date_next > Date.now() / 1000)
  await send('POST', '/jobs/retry')
  await until(async () => runs === 2)
})

test('a failed one whose like is on its way goes instead of running twice', async () => {
  await failJobs('list-origin', REFUSED)
  const { db } = api.database
  await queue.enqueue(db, 'list-origin', { sourceId: source.id }, { key: `${source.id}` })
  assert.equal((await send('POST', '/jobs/retry')).data.attributes.count, 1)
  const { data } = await send('GET', '/jobs')
  assert.deepEqual(
    data.map((job: { attributes: { state: string } }) => job.attributes.state),
    ['waiting'],
  )
})

test('failed jobs are dismissed, all or one kind of them, and those of others stay', async () => {
  await failJobs('index-assets', { message: 'relation "secret" does not exist' })
  const { data } = await send('GET', '/jobs')
  assert.equal(data[0].attributes.problem, 'The server could not go on, and its log says why.')
  await send('POST', '/jobs/dismiss?filter[kind]=list-origin')
  assert.equal((await send('GET', '/jobs')).data.length, 1)
  assert.equal((await send('POST', '/jobs/dismiss')).data.attributes.count, 1)
  assert.equal((await send('GET', '/jobs')).data.length, 0)
  const { rows } = await api.database.pool.query('select count(*)::int as n from pgboss.job')
  assert.equal(rows[0].n, 1)
  const other = await api.database.pool.query('select id from pgboss.job')
  assert.equal((await send('POST', `/jobs/${other.rows[0].id}/retry`)).status, 404)
})

test('files that could not be read are read again, with one error or with any', async () => {
  filesRead.length = 0
  const { db } = api.database
  const files = ['a', 'b', 'c'].map((path) => ({
    path,
    etag: '1',
    sizeBytes: 1,
    modifiedAt: new Date(),
  }))
  await ensureAssets(db, { sourceId: source.id, files })
  await sql`update assets set status = 'error', error = case origin_path when 'a' then 'x' else 'y' end`.execute(
    db,
  )
  const path = `/sources/${source.publicId}/index_errors/retry`
  const body = (attributes: object) => ({ data: { type: 'index_retries', attributes } })
  const some = await send('POST', path, api.apiKey, body({ error: 'x' }))
  assert.deepEqual([some.status, some.data.attributes.count], [202, 1])
  assert.equal((await send('POST', path, api.apiKey, body({}))).data.attributes.count, 2)
  await until(async () => filesRead.length === 3)
  assert.deepEqual(filesRead, ['a', 'b', 'c'])
})

test('who may set up Sources sees jobs; the server is for administrators', async () => {
  const sources = await api.keyWith(['sources'])
  assert.equal((await send('GET', '/jobs', sources)).status, 200)
  assert.equal((await send('GET', '/health_checks', sources)).status, 403)
  assert.equal((await send('GET', '/jobs', await api.keyWith(['asset_edit']))).status, 403)
})

test('the server says how it is, and whether somebody looks after the queue', async () => {
  const health = async () => (await send('GET', '/health_checks')).data.attributes
  await until(async () => (await health()).queue.status === 'ok')
  const { database, cache, disk } = await health()
  assert.equal(database.status, 'ok')
  assert.match(database.version, /^\d+/)
  assert.deepEqual(cache, { entries: 1, bytes: 5, max_bytes: 10 })
  assert.ok(disk.free_bytes > 0)
})
