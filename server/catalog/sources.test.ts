import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { SourceIndexing } from '../../contract/resources.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { isFailure } from '../lib/failures.ts'
import { secretBox } from '../lib/secret-box.ts'
import { ensureAssets } from './assets.ts'
import { makeFacts, makeSource } from './fixtures.ts'
import { indexStates } from './index-state.ts'
import { beginListing, finishListing, noteListingTrouble } from './listings.ts'
import { saveReads } from './save-reads.ts'
import { openSecrets } from './source-secrets.ts'
import {
  createSource,
  findSource,
  findSourceByHost,
  hasEverHadSources,
  listSources,
  requireSource,
  updateSource,
} from './sources.ts'

const box = secretBox(randomBytes(32))
let database: TestDatabase
let accountId: number
before(async () => {
  database = await createTestDatabase()
  accountId = (await makeSource(database.db)).accountId
})
after(() => database.close())

const s3 = (subdomain: string) => ({
  type: 's3' as const,
  imgix_subdomains: [subdomain],
  s3_bucket: 'bucket',
  s3_access_key: 'AKIA',
})

test('a secret is stored sealed and comes out for the Origin alone', async () => {
  const { db } = database
  const draft = {
    accountId,
    name: 'A',
    deployment: s3('sealed'),
    secrets: { s3_secret_key: 'top secret' },
  }
  const source = await createSource(db, box, draft)
  assert.match(source.publicId, /^[0-9a-f]{24}$/)
  const { rows } = await sql<{ row: string }>`
    select sources::text || encode(deployment_secrets, 'escape') as row from sources`.execute(db)
  assert.ok(rows.every(({ row }) => !row?.includes('top secret')))
  assert.deepEqual(openSecrets(box, source).deployment, { s3_secret_key: 'top secret' })
  assert.throws(() => openSecrets(box, { ...source, publicId: 'f'.repeat(24) }))
})

test('a change keeps what it does not name, the secret too', async () => {
  const { db } = database
  const draft = { accountId, name: 'A', deployment: s3('kept'), secrets: { s3_secret_key: 'one' } }
  const created = await createSource(db, box, draft)
  const key = { accountId, publicId: created.publicId }
  const secret = async () => openSecrets(box, await requireSource(db, key)).deployment.s3_secret_key
  const disabled = await updateSource(db, box, key, () => ({ enabled: false }))
  assert.equal(disabled.deploymentStatus, 'disabled')
  assert.equal(disabled.name, 'A')
  assert.deepEqual(disabled.deployment, created.deployment)
  assert.equal(await secret(), 'one')
  await updateSource(db, box, key, () => ({ secrets: { s3_secret_key: 'two' } }))
  assert.equal(await secret(), 'two')
  const local = { ...created.deployment, type: 'local' as const, local_path: '/pictures' }
  const moved = await updateSource(db, box, key, () => ({ deployment: local, secrets: null }))
  assert.equal(moved.sealedSecrets, null)
})

test('a host belongs to one Source, also when two are made at once', async () => {
  const { db } = database
  const draft = (name: string) => ({
    accountId,
    name,
    deployment: { ...s3('Same'), custom_domains: ['pictures.example.com'] },
  })
  const made = await Promise.allSettled([
    createSource(db, box, draft('B')),
    createSource(db, box, draft('C')),
  ])
  const [source] = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const [reason] = made.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  assert.ok(isFailure(reason, 'conflict'))
  assert.match(reason.detail, /"(same|pictures\.example\.com)"/)
  assert.ok(source)
  assert.deepEqual(await findSourceByHost(db, { kind: 'subdomain', host: 'SAME' }), source)
  const domain = { kind: 'domain', host: 'pictures.example.com' } as const
  assert.deepEqual(await findSourceByHost(db, domain), source)
  assert.equal(await findSourceByHost(db, { kind: 'domain', host: 'same' }), null)
  const all = await listSources(db, accountId)
  assert.equal(all.filter(({ name }) => name === 'B' || name === 'C').length, 1)
  const key = { accountId, publicId: source.publicId }
  const other = { ...source.deployment, imgix_subdomains: ['other'], custom_domains: [] }
  await updateSource(db, box, key, () => ({ deployment: other }))
  assert.equal(await findSourceByHost(db, domain), null)
  assert.equal((await findSource(db, source.id))?.name, source.name)
  await assert.rejects(requireSource(db, { ...key, accountId: accountId + 1000 }), (error) =>
    isFailure(error, 'not_found'),
  )
})

test('the state of the index tells what is found, read and failed, and how a listing goes', async () => {
  const { db } = database
  const source = await makeSource(db)
  const state = async () =>
    (
      await indexStates({ listingIntervalHours: 24, renderedAssetsPerMonth: 50_000 }).find(db, [
        source.id,
      ])
    ).get(source.id)
  const nothing = { found: 0, indexed: 0, failed: 0, pending: 0 }
  const counts = ({ found, indexed, failed, pending }: SourceIndexing) => ({
    found,
    indexed,
    failed,
    pending,
  })
  const first = await state()
  assert.deepEqual(first && counts(first), nothing)
  assert.deepEqual([first?.state, first?.last_listed_at, first?.error], ['idle', null, null])
  const listing = await beginListing(db, source.id)
  assert.equal((await state())?.state, 'listing')
  await noteListingTrouble(db, listing.id, 'No such bucket.')
  const { state: failed, error } = (await state()) ?? {}
  assert.deepEqual([failed, error], ['failed', 'No such bucket.'])
  const files = ['a', 'b', 'c', 'd'].map((path) => ({
    path,
    etag: 'e',
    sizeBytes: 1,
    modifiedAt: new Date(),
  }))
  await ensureAssets(db, { sourceId: source.id, files })
  const reads = [
    { path: 'a', etag: 'e', facts: makeFacts() },
    { path: 'b', etag: 'e', error: 'It is cut off.' },
  ]
  await saveReads(db, { sourceId: source.id, reads })
  await finishListing(db, listing.id)
  const later = await state()
  assert.deepEqual(later && counts(later), { found: 4, indexed: 1, failed: 1, pending: 2 })
  assert.deepEqual([later?.state, later?.error], ['indexing', null])
  assert.ok((later?.rate ?? 0) > 0)
  assert.ok((later?.seconds_left ?? 0) > 0)
  assert.ok((later?.last_listed_at ?? 0) > 0)
})

test('that there was a Source once is known when it is gone', async () => {
  const empty = await createTestDatabase()
  assert.equal(await hasEverHadSources(empty.db), false)
  const { id } = await makeSource(empty.db)
  await empty.db.deleteFrom('sources').where('id', '=', id).execute()
  assert.equal(await hasEverHadSources(empty.db), true)
  await empty.close()
})
