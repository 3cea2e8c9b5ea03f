import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { makeSource } from '../catalog/fixtures.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { startS3Double } from '../origins/s3-double/s3-double.ts'
import type { ListBucketReport, ListBucketTask } from './list-bucket-child.ts'

/** For tests: a simulated bucket, an empty index, and processes that list the one into the other. */
export interface BucketToList {
  database: TestDatabase
  sourceId: number
  start(nodeOptions?: string[]): ChildProcess
  /** @returns what the process reported at its end */
  finish(child: ChildProcess): Promise<ListBucketReport>
  /** Keys behind which stretches were asked for. */
  starts(): string[]
  close(): Promise<void>
}

const FOLDER = 1000
const CHILD = new URL('./list-bucket-child.ts', import.meta.url)

export async function openBucketToList(count: number): Promise<BucketToList> {
  const double = await startS3Double()
  double.addVirtualBucket('big', {
    count,
    keyAt: (index) => {
      const folder = String(Math.floor(index / FOLDER)).padStart(6, '0')
      return `folder-${folder}/IMG_${String(index % FOLDER).padStart(4, '0')}.jpg`
    },
    sizeBytesAt: (index) => 100_000 + index,
    contentAt: () => Buffer.alloc(0),
  })
  const database = await createTestDatabase()
  const { id: sourceId } = await makeSource(database.db)
  const { endpoint, credentials, region } = double
  const task: ListBucketTask = {
    databaseUrl: database.url,
    config: { type: 's3', bucket: 'big', prefix: '', region, endpoint, credentials },
    sourceId,
  }
  return {
    database,
    sourceId,
    start: (nodeOptions = []) => {
      const child = fork(CHILD, { execArgv: nodeOptions })
      child.send(task)
      return child
    },
    finish: async (child) => {
      const [report] = await Promise.race([once(child, 'message'), once(child, 'exit')])
      assert.ok(typeof report === 'object', `The process ended with ${report}.`)
      return report
    },
    starts: () =>
      double.requests
        .filter(({ query }) => !query.has('continuation-token'))
        .flatMap(({ query }) => query.get('start-after') ?? []),
    close: async () => {
      await database.close()
      await double.close()
    },
  }
}
