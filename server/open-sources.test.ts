import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { deleteSource } from './catalog/delete-source.ts'
import { makeSource } from './catalog/fixtures.ts'
import { createSource, updateSource } from './catalog/sources.ts'
import { createTestDatabase, type TestDatabase } from './db/test-database.ts'
import { isFailure } from './lib/failures.ts'
import { secretBox } from './lib/secret-box.ts'
import { type OpenSources, openSources } from './open-sources.ts'
import { readNetworkAllowList } from './origins/network-guard.ts'
import { type S3Double, startS3Double } from './origins/s3-double/s3-double.ts'

const box = secretBox(randomBytes(32))
let database: TestDatabase
let double: S3Double
let sources: OpenSources
before(async () => {
  database = await createTestDatabase()
  double = await startS3Double()
  double.addBucket('pictures')
  const allowPrivate = readNetworkAllowList('127.0.0.1')
  const onError = (error: unknown) => assert.fail(String(error))
  sources = openSources({ db: database.db, secretBox: box, allowPrivate, onError })
})
after(async () => {
  await sources.close()
  await double.close()
  await database.close()
})

test('a Source is read with one key and written with another, and follows when they change', async () => {
  const { db } = database
  const { accountId } = await makeSource(db)
  const { accessKeyId, secretAccessKey } = double.credentials
  const source = await createSource(db, box, {
    accountId,
    name: 'A',
    deployment: {
      type: 's3_compatible',
      imgix_subdomains: ['open'],
      endpoint_url: double.endpoint,
      region: double.region,
      bucket_name: 'pictures',
      access_key_id: accessKeyId,
    },
    secrets: { secret_key: secretAccessKey },
  })
  const key = { accountId, publicId: source.publicId }
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
