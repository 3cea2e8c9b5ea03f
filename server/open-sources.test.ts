import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { deleteSource } from './catalog/delete-source.ts'
import { makeSource } from './catalog/fixtures.ts'
import { createSource, type Source, updateSource } from './catalog/sources.ts'
import { createTestDatabase, type TestDatabase } from './db/test-database.ts'
import { isFailure } from './lib/failures.ts'
import { secretBox } from './lib/secret-box.ts'
import { type OpenSources, openSources } from './open-sources.ts'
import { readNetworkAllowList } from './origins/network-guard.ts'
import { type S3Double, startS3Double } from './origins/s3-double/s3-double.ts'

const box = secretBox(randomBytes(32))
const CLOSE_AFTER_MS = 10
let database: TestDatabase
let double: S3Double
let sources: OpenSources
before(async () => {
  database = await createTestDatabase()
  double = await startS3Double()
  double.addBucket('pictures')
  const allowPrivate = readNetworkAllowList('127.0.0.1')
  const onError = (error: unknown) => assert.fail(String(error))
  const needs = { db: database.db, secretBox: box, allowPrivate, onError }
  sources = openSources({ ...needs, closeAfterMs: CLOSE_AFTER_MS })
})
after(async () => {
  await sources.close()
  await double.close()
  await database.close()
})

async function makeBucketSource(subdomain: string): Promise<Source> {
  const { accountId } = await makeSource(database.db)
  const { accessKeyId, secretAccessKey } = double.credentials
  return await createSource(database.db, box, {
    accountId,
    name: 'A',
    deployment: {
      type: 's3_compatible',
      imgix_subdomains: [subdomain],
      endpoint_url: double.endpoint,
      region: double.region,
      bucket_name: 'pictures',
      access_key_id: accessKeyId,
    },
    secrets: { secret_key: secretAccessKey },
  })
}

test('a Source is read with one key and written with another, and follows when they change', async () => {
  const { db } = database
  const { accessKeyId, secretAccessKey } = double.credentials
  const source = await makeBucketSource('open')
  const key = { accountId: source.accountId, publicId: source.publicId }
  const open = async () => {
    const opened = await sources.byId(source.id)
    assert.ok(opened)
    return opened
  }
  const write = async (path: string) => {
    const { target } = await open()
    await target?.create(path, Readable.from(['a']), { contentType: 'text/plain', sizeBytes: 1 })
    return target !== null
  }
  const first = await open()
  assert.equal(await first.origin.stat('a.txt'), null)
  assert.equal(first.target, null, 'the key that reads does not write')

  const uploads = { ...source.uploads, credentials: { access_key_id: accessKeyId } }
  const give = (secret_key: string) =>
    updateSource(db, box, key, () => ({ uploads, uploadSecrets: { secret_key } }))
  await give('wrong')
  await assert.rejects(write('a.txt'), (error) => isFailure(error, 'origin_refused'))
  assert.equal(await first.origin.stat('a.txt'), null)

  await give(secretAccessKey)
  assert.equal(await write('a.txt'), true)
  const second = await open()
  assert.equal((await second.origin.stat('a.txt'))?.sizeBytes, 1)
  assert.equal(second.origin, first.origin, 'what reads stays open')
  assert.equal((await open()).target, second.target)

  await updateSource(db, box, key, () => ({ secrets: { secret_key: 'revoked' } }))
  await assert.rejects((await open()).origin.stat('a.txt'), (error) =>
    isFailure(error, 'origin_refused'),
  )
  assert.equal(await write('b.txt'), true)

  await db.transaction().execute((tx) => deleteSource(tx, { ...key, name: 'A' }))
  assert.equal(await sources.byId(source.id), null)
  sources.forget()
  assert.equal(await sources.byHost({ kind: 'subdomain', host: 'open' }), null)
})

test('what was replaced is closed, but not before an upload that it takes, and a file that it reads, have ended', async () => {
  const { db } = database
  const { accessKeyId, secretAccessKey: secret_key } = double.credentials
  const source = await makeBucketSource('replaced')
  const { accountId, publicId } = source
  const uploads = { ...source.uploads, credentials: { access_key_id: accessKeyId } }
  const change = { uploads, uploadSecrets: { secret_key } }
  await updateSource(db, box, { accountId, publicId }, () => change)
  const first = await sources.byId(source.id)
  assert.ok(first?.target)
  const large = Buffer.alloc(2 ** 22)
  const options = { contentType: 'image/png', sizeBytes: large.length }
  await first.target.create('large.png', Readable.from([large]), options)

  const body = new PassThrough()
  const uploading = first.target.create('slow.png', body, options)
  body.write(large.subarray(1))
  const opened = await first.origin.open('large.png')
  const unanswered = {
    when: ({ method, key }: { method: string; key: string }) =>
      method === 'HEAD' && key === 'hangs.png',
  }
  double.faults.push({ ...unanswered, hangs: true, times: 1 })
  const idle = first.origin.stat('hangs.png')
  await updateSource(db, box, { accountId, publicId }, () => ({
    secrets: { secret_key: 'new' },
    uploadSecrets: { secret_key: 'new' },
  }))
  const second = await sources.byId(source.id)
  assert.ok(second?.target && second.target !== first.target && second.origin !== first.origin)
  await wait(CLOSE_AFTER_MS * 5)
  assert.equal(
    (await opened?.body.toArray())?.reduce((sum, chunk) => sum + chunk.length, 0),
    large.length,
  )
  body.end(large.subarray(0, 1))
  await uploading
  // What was asked and never answered ends because the connection is closed, and is asked anew.
  assert.equal(await idle, null)
})
