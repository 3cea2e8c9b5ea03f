import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { startVitrine, untilIndexed } from '../e2e/vitrine.ts'
import { createTestDatabase } from '../server/db/test-database.ts'
import { ANALYSIS_SIDE } from '../server/imaging/pixels.ts'
import { listOrigin } from '../server/ingest/list-origin.ts'
import { startQueue } from '../server/jobs/queue.ts'
import { forEachConcurrently } from '../server/lib/concurrently.ts'
import { openOrigin } from '../server/origins/index.ts'
import { readNetworkAllowList } from '../server/origins/network-guard.ts'
import type { Origin } from '../server/origins/origin.ts'
import { describeMachine, median, spread } from './machine.ts'
import { makePhotoFolder } from './photos.ts'

/**
 * `npm run bench:ingest -- [--files 2000] [--rounds 3] [--objects 1000000]`: the whole ingest of a folder of
 * JPEGs beside its floor, a bare loop of sharp that decodes the same files to the size that the analysis uses;
 * then the listing of a simulated bucket beside the bare loop over its pages, with the memory it takes.
 */
async function main(): Promise<void> {
  console.log(`# Ingest\n\n${describeMachine()}\n`)
  await measureReading(await makePhotoFolder(option('--files', 2000)), option('--rounds', 3))
  await measureListing(option('--objects', 1_000_000))
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}

/** Floor and ingest in turn, so that both meet the same weather. */
async function measureReading(folder: string, rounds: number): Promise<void> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jpg'))
    .map((file) => join(folder, file))
  const floor: number[] = []
  const whole: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    floor.push(files.length / (await decodeAll(files)))
    whole.push(files.length / (await ingestAll(folder)))
  }
  const ratios = whole.map((rate, round) => rate / (floor[round] ?? Number.NaN))
  console.log(`${files.length} JPEGs of 1 to 12 megapixels (40 distinct), ${rounds} rounds in turn; images/s, min / median / max.

| what | images/s |
| --- | --- |
| floor: sharp decodes to ${ANALYSIS_SIDE} px, ${availableParallelism()} at a time | ${spread(floor)} |
| whole ingest, from the start of Vitrine to the last file searchable | ${spread(whole)} |

Ratio, round by round: ${spread(ratios)}; median ${median(ratios).toFixed(2)} (goal: at least 0.7).
`)
}

/** @returns seconds */
async function decodeAll(files: string[]): Promise<number> {
  sharp.concurrency(1)
  sharp.cache(false)
  const start = performance.now()
  await forEachConcurrently(files, availableParallelism(), async (file) => {
    const picture = sharp(file).autoOrient()
    await picture.resize(ANALYSIS_SIDE, ANALYSIS_SIDE, { fit: 'inside' }).raw().toBuffer()
  })
  return (performance.now() - start) / 1000
}

/** Vitrine as people start it, with its database made before. @returns seconds, its start included */
async function ingestAll(folder: string): Promise<number> {
  const first = await startVitrine({ folders: [await makePhotoFolder(1)] })
  await first.stop()
  const start = performance.now()
  const vitrine = await startVitrine({ folders: [folder], dataDir: first.dataDir })
  await untilIndexed(vitrine, 600)
  const seconds = (performance.now() - start) / 1000
  await vitrine.remove()
  return seconds
}

/** The bucket is another process; this one has nothing but the listing, the database's client and the queue. */
async function measureListing(objects: number): Promise<void> {
  const bucket = fork(new URL('./simulated-bucket.ts', import.meta.url), [String(objects)])
  const [{ endpoint, credentials }] = await once(bucket, 'message')
  const origin = openOrigin(
    { type: 's3', bucket: 'big', prefix: '', region: 'eu-test-1', endpoint, credentials },
    { allowPrivate: readNetworkAllowList('127.0.0.1') },
  )
  const bare = objects / (await time(() => readAllPages(origin)))
  globalThis.gc?.()
  const idle = megabytes()
  const samples: number[] = []
  const watch = setInterval(() => samples.push(megabytes()), 500)
  const listing = objects / (await time(() => listIntoIndex(origin)))
  clearInterval(watch)
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => samples[Math.floor((samples.length / 10) * tenth)],
  )
  console.log(`A bucket of ${objects.toLocaleString('en')} simulated objects, objects/s:

| what | objects/s |
| --- | --- |
| the bare loop over its pages | ${Math.round(bare).toLocaleString('en')} |
| the first listing into the index, with its jobs | ${Math.round(listing).toLocaleString('en')} |

Memory (RSS) of the process that lists: ${idle} MB before; at each tenth of the way ${tenths.join(', ')} MB.`)
  await origin.close()
  bucket.disconnect()
}

async function readAllPages(origin: Origin): Promise<void> {
  for await (const page of origin.list?.() ?? []) if (page.length === 0) return
}

async function listIntoIndex(origin: Origin): Promise<void> {
  const database = await createTestDatabase()
  const { rows } = await database.pool.query(
    `with account as (insert into accounts (name) values ('bench') returning id)
     insert into sources (public_id, account_id, name, deployment, secure_url_token)
     select repeat('a', 24), id, 'big', '{}', '' from account returning id, public_id`,
  )
  const [{ id, public_id: publicId }] = rows
  const queue = await startQueue(database.url, { supervise: false, onError: console.error })
  const openSource = async () => ({ id, publicId, origin })
  const needs = { db: database.db, enqueueAll: queue.enqueueAll, openSource }
  await listOrigin(needs, { sourceId: id }, new AbortController().signal)
  await queue.close()
  await database.close()
}

async function time(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

function megabytes(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20)
}

await main()
