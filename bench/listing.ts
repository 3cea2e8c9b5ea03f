import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { createTestDatabase, type TestDatabase } from '../server/db/test-database.ts'
import { listOrigin } from '../server/ingest/list-origin.ts'
import { type Queue, startQueue } from '../server/jobs/queue.ts'
import { openOrigin } from '../server/origins/index.ts'
import { readNetworkAllowList } from '../server/origins/network-guard.ts'
import type { Origin } from '../server/origins/origin.ts'
import { describeMachine } from './machine.ts'

/**
 * `npm run bench:listing -- [--objects 1000000] [--save]`: the job that lists a bucket of simulated objects into
 * PostgreSQL, for the first time and again, beside the bare paging loop of the SDK; and the memory it takes.
 * `--save` writes the figures to bench/results/listing.md.
 */
async function main(): Promise<void> {
  const at = process.argv.indexOf('--objects')
  const objects = at < 0 ? 1_000_000 : Number(process.argv[at + 1])
  const machine = describeMachine()
  const bucket = fork(new URL('./simulated-bucket.ts', import.meta.url), [String(objects)])
  const [place] = await once(bucket, 'message')
  const text = await measure(place, objects)
  bucket.disconnect()
  const report = `# Listing a bucket\n\n${machine}\n\n${text}`
  console.log(report)
  if (!process.argv.includes('--save')) return
  await writeFile(new URL('./results/listing.md', import.meta.url), report)
}

interface Place {
  endpoint: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

async function measure({ endpoint, credentials }: Place, objects: number): Promise<string> {
  const bare = await take(() => pageBarely({ endpoint, credentials }))
  const origin = openOrigin(
    { type: 's3', bucket: 'big', prefix: '', region: 'eu-test-1', endpoint, credentials },
    { allowPrivate: readNetworkAllowList('127.0.0.1') },
  )
  const database = await createTestDatabase()
  const queue = await startQueue(database.url, { supervise: false, onError: console.error })
  const list = await openListing({ database, queue, origin })
  globalThis.gc?.()
  const idle = megabytes()
  const peak = watchMemory()
  const first = await take(list)
  const again = await take(list)
  const most = peak.stop()
  const bareAgain = await take(() => pageBarely({ endpoint, credentials }))
  await queue.close()
  await database.close()
  await origin.close()
  const mean = (objects / bare.seconds + objects / bareAgain.seconds) / 2
  const row = (what: string, { seconds, cpuSeconds }: Taken) => {
    const rate = objects / seconds
    const cpu = ((cpuSeconds * 1e6) / objects).toFixed(1)
    return `| ${what} | ${Math.round(rate).toLocaleString('en')} | ${(rate / mean).toFixed(2)} | ${cpu} |`
  }
  return `A bucket of ${objects.toLocaleString('en')} simulated objects in another process; the loop is measured before and after.

| what | objects/s | ratio | CPU of this process, ms for 1,000 |
| --- | --- | --- | --- |
${row('bare loop of the SDK, before', bare)}
${row('bare loop of the SDK, after', bareAgain)}
${row('the job: first listing, every object becomes an asset with a job to read it', first)}
${row('the job: listing again, nothing has changed', again)}

Goal: at least 0.70. Memory (RSS) of the process that lists: ${idle} MB before, ${most - idle} MB more at most (goal: 200 MB).
`
}

/** What anybody would write who wants to see all keys. */
async function pageBarely({ endpoint, credentials }: Place): Promise<void> {
  const client = new S3Client({ endpoint, credentials, region: 'eu-test-1', forcePathStyle: true })
  let token: string | undefined
  do {
    const command = new ListObjectsV2Command({ Bucket: 'big', ContinuationToken: token })
    token = (await client.send(command)).NextContinuationToken
  } while (token)
  client.destroy()
}

async function openListing(needs: { database: TestDatabase; queue: Queue; origin: Origin }) {
  const { database, queue, origin } = needs
  const { rows } = await database.pool.query(
    `with account as (insert into accounts (name) values ('bench') returning id)
     insert into sources (public_id, account_id, name, deployment, secure_url_token)
     select repeat('a', 24), id, 'big', '{}', '' from account returning id, public_id`,
  )
  const [{ id: sourceId, public_id: publicId }] = rows
  const openSource = async () => ({ id: sourceId, publicId, origin })
  const { enqueueAll } = queue
  const never = new AbortController().signal
  return () => listOrigin({ db: database.db, enqueueAll, openSource }, { sourceId }, never)
}

interface Taken {
  seconds: number
  /** Of this process alone: tells more than the time where others use the machine as well. */
  cpuSeconds: number
}

async function take(work: () => Promise<void>): Promise<Taken> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 }
}

function watchMemory(): { stop(): number } {
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, megabytes())
  }, 100)
  return {
    stop: () => {
      clearInterval(timer)
      return most
    },
  }
}

function megabytes(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20)
}

await main()
