import { openDatabase } from '../db/connection.ts'
import { startQueue } from '../jobs/queue.ts'
import { openOrigin } from '../origins/index.ts'
import { readNetworkAllowList } from '../origins/network-guard.ts'
import type { S3OriginConfig } from '../origins/origin-config.ts'
import { listOrigin } from './list-origin.ts'

/** For tests: a process that lists a bucket into an index until it is done or killed. */

export interface ListBucketTask {
  databaseUrl: string
  config: S3OriginConfig
  sourceId: number
}

/** What is sent to the parent when it is done: bytes in use after each fifth of a second. */
export interface ListBucketReport {
  heapBytes: number[]
}

process.on('disconnect', () => process.exit())
process.on('message', async (task: ListBucketTask) => {
  const heapBytes: number[] = []
  const timer = setInterval(() => {
    globalThis.gc?.()
    heapBytes.push(process.memoryUsage().heapUsed)
  }, 200)
  await listBucket(task)
  clearInterval(timer)
  process.send?.({ heapBytes } satisfies ListBucketReport)
  process.disconnect()
})

async function listBucket({ databaseUrl, config, sourceId }: ListBucketTask): Promise<void> {
  const database = openDatabase(databaseUrl)
  const queue = await startQueue(databaseUrl, { supervise: false, onError: console.error })
  const origin = openOrigin(config, { allowPrivate: readNetworkAllowList('127.0.0.1') })
  const openSource = async (id: number) => ({ id, publicId: 'a'.repeat(24), origin })
  const needs = { db: database.db, enqueueAll: queue.enqueueAll, openSource }
  await listOrigin(needs, { sourceId }, new AbortController().signal)
  await origin.close()
  await queue.close()
  await database.close()
}
