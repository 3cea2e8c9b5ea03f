import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSecrets } from '../catalog/source-secrets.ts'
import { requireSource } from '../catalog/sources.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

/** Somebody who may change Sources must not get at the secrets that are stored in them. */

let library: TestLibrary
before(async () => {
  library = await startTestLibrary()
})
after(() => library.close())

const READ = 'a-secret-that-reads'
const WRITE = 'a-secret-that-writes'
const THERE = 'http://127.0.0.1:9'
const ELSEWHERE = 'http://127.0.0.1:11'

let made = 0
async function create(deployment: object, more: object = {}): Promise<string> {
  made += 1
  const attributes = {
    name: 'Secret',
    deployment: { imgix_subdomains: [`secret-${made}`], ...deployment },
    ...more,
  }
  const answer = await library.send('POST', '/sources', { type: 'sources', attributes })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json().data.id
}

const compatible = {
  type: 's3_compatible',
  endpoint_url: THERE,
  bucket_name: 'bucket',
  access_key_id: 'AKIA',
  secret_key: READ,
}
const uploading = { upload_credentials: { access_key_id: 'AKIW', secret_key: WRITE } }
const folder = {
  type: 'webfolder',
  webfolder_base_url: 'https://www.example.com/a/',
  username: 'ada',
  password: READ,
}
const azure = {
  type: 'azure',
  azure_account: 'pictures',
  azure_bucket: 'container',
  azure_sas_string: `sv=2026-04-06&sr=c&sp=rl&se=2027-11-20&sig=${'a'.repeat(43)}%3D`,
}
const gcs = {
  type: 'gcs',
  gcs_bucket: 'bucket',
  gcs_access_key: 'GOOG',
  gcs_secret_key: READ,
}
const s3 = { type: 's3', s3_bucket: 'bucket', s3_access_key: 'AKIA', s3_secret_key: READ }

const patch = (sid: string, attributes: object) =>
  library.send('PATCH', `/sources/${sid}`, { type: 'sources', attributes })

async function stored(sid: string) {
  const { accountId } = library.source
  const source = await requireSource(library.database.db, { accountId, publicId: sid })
  return openSecrets(library.box, source)
}

const MOVES: [what: string, deployment: object, change: object, pointer: string][] = [
  ['another endpoint', compatible, { endpoint_url: ELSEWHERE }, 'secret_key'],
  ['another bucket', compatible, { bucket_name: 'other' }, 'secret_key'],
  ['another key', compatible, { access_key_id: 'AKIB' }, 'secret_key'],
  [
    'another provider',
    compatible,
    { storage_provider: 'Wasabi', endpoint_url: '', region: 'x' },
    'secret_key',
  ],
  ['null for the secret', compatible, { endpoint_url: ELSEWHERE, secret_key: null }, 'secret_key'],
  ['nothing for the secret', compatible, { endpoint_url: ELSEWHERE, secret_key: '' }, 'secret_key'],
  ['another web server', folder, { webfolder_base_url: 'https://evil.example/a/' }, 'password'],
  [
    'another folder of it',
    folder,
    { webfolder_base_url: 'https://www.example.com/b/' },
    'password',
  ],
  ['no TLS any more', folder, { webfolder_base_url: 'http://www.example.com/a/' }, 'password'],
  ['another user', folder, { username: 'eve' }, 'password'],
  ['another account', azure, { azure_account: 'evil' }, 'azure_sas_string'],
  ['another container', azure, { azure_bucket: 'other' }, 'azure_sas_string'],
  ['an endpoint of one’s own', azure, { endpoint_url: ELSEWHERE }, 'azure_sas_string'],
  ['a bucket of Google’s', gcs, { gcs_bucket: 'other' }, 'gcs_secret_key'],
  ['an address instead of Google', gcs, { endpoint_url: ELSEWHERE }, 'gcs_secret_key'],
  ['a bucket of Amazon’s', s3, { s3_bucket: 'other' }, 's3_secret_key'],
]

describe('a stored secret is used nowhere else', () => {
  for (const [what, deployment, change, member] of MOVES) {
    test(what, async () => {
      const sid = await create(deployment)
      const before = await stored(sid)
      const pointer = `/data/attributes/deployment/${member}`
      const changed = await patch(sid, { deployment: change })
      const attributes = { source_id: sid, deployment: change }
      const tested = await library.send('POST', '/sources/test_connection', {
        type: 'connection_tests',
        attributes,
      })
      for (const answer of [changed, tested]) {
        assert.equal(answer.statusCode, 400, answer.body)
        assert.equal(answer.json().errors[0].source.pointer, pointer)
        assert.match(answer.json().errors[0].detail, /sent again/)
      }
      assert.deepEqual(await stored(sid), before)
    })
  }

  test('nor one that uploads, which stays or goes by itself', async () => {
    const sid = await create(compatible, uploading)
    const moved = { endpoint_url: ELSEWHERE, secret_key: 'known to who sends it' }
    const refused = await patch(sid, { deployment: moved })
    assert.equal(refused.statusCode, 400)
    assert.equal(refused.json().errors[0].source.pointer, '/data/attributes/upload_credentials')
    const key = await patch(sid, { upload_credentials: { access_key_id: 'AKIX' } })
    assert.equal(
      key.json().errors[0].source.pointer,
      '/data/attributes/upload_credentials/secret_key',
    )
    const tested = await library.send('POST', '/sources/test_connection', {
      type: 'connection_tests',
      attributes: { source_id: sid, deployment: moved },
    })
    assert.equal(tested.statusCode, 200, tested.body)
    assert.equal(tested.json().data.attributes.uploading, null)
    assert.equal((await stored(sid)).upload.secret_key, WRITE)
    const removed = await patch(sid, { deployment: moved, upload_credentials: null })
    assert.equal(removed.statusCode, 200, removed.body)
    assert.deepEqual(await stored(sid), {
      deployment: { secret_key: 'known to who sends it' },
      upload: {},
    })
  })

  test('another type has none of the secrets', async () => {
    const sid = await create(compatible, uploading)
    const local = { type: 'local', local_path: library.folder }
    const changed = await patch(sid, { deployment: local })
    assert.equal(changed.statusCode, 200, changed.body)
    assert.deepEqual(await stored(sid), { deployment: {}, upload: {} })
    const back = await patch(sid, { deployment: { ...compatible, secret_key: null } })
    assert.equal(back.statusCode, 400)
  })
})

describe('a stored secret stays', () => {
  const changes: [what: string, attributes: object][] = [
    ['a new name', { name: 'Renamed' }],
    ['nothing of it', { deployment: { annotation: 'x' } }],
    ['null', { deployment: { secret_key: null, s3_secret_key: null, password: null } }],
    ['an empty text, as forms send it', { deployment: { secret_key: '' } }],
    [
      'what is read back',
      { deployment: { ...compatible, secret_key: undefined, secret_key_set: true } },
    ],
    ['a pause', { enabled: false }],
    ['nothing of the upload credentials', { upload_credentials: { access_key_id: 'AKIW' } }],
    ['null for the secret that uploads', { upload_credentials: { secret_key: null } }],
    ['a prefix', { deployment: { prefix: 'a/' } }],
    ['allowing to overwrite', { allows_overwrite: true }],
  ]
  for (const [what, attributes] of changes) {
    test(what, async () => {
      const sid = await create(compatible, uploading)
      const answer = await patch(sid, attributes)
      assert.equal(answer.statusCode, 200, answer.body)
      assert.deepEqual(await stored(sid), {
        deployment: { secret_key: READ },
        upload: { secret_key: WRITE },
      })
    })
  }

  test('until its user is taken away', async () => {
    const sid = await create(folder)
    const answer = await patch(sid, { deployment: { username: '' } })
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.json().data.attributes.deployment.password_set, false)
    assert.deepEqual((await stored(sid)).deployment, {})
  })
})

test('when a SAS ends is what it says itself', async () => {
  const sid = await create(azure)
  const expiry = async () => {
    const { deployment } = (await library.send('GET', `/sources/${sid}`)).json().data.attributes
    return deployment.azure_sas_expiry
  }
  assert.equal(await expiry(), 1_826_668_800)
  for (const azure_sas_expiry of [1, 'never', { odd: true }]) {
    assert.equal((await patch(sid, { deployment: { azure_sas_expiry } })).statusCode, 200)
    assert.equal(await expiry(), 1_826_668_800)
  }
  const longer = azure.azure_sas_string.replace('2027', '2028')
  await patch(sid, { deployment: { azure_sas_string: longer } })
  assert.equal(await expiry(), 1_858_291_200)
})

test('a secret that was stored as it was still opens its Source', async () => {
  const sid = await create(compatible)
  const { db } = library.database
  const old = library.box.seal('from before', `source/${sid}`)
  await db
    .updateTable('sources')
    .set({ deployment_secrets: old })
    .where('public_id', '=', sid)
    .execute()
  assert.equal((await stored(sid)).deployment.secret_key, 'from before')
  const other = library.box.seal('{}', `source/${sid}`)
  await db
    .updateTable('sources')
    .set({ upload_secrets: other })
    .where('public_id', '=', sid)
    .execute()
  await assert.rejects(stored(sid), /cannot be read/, 'sealed for another place')
})

test('Source management needs the permission Sources, and events are for nobody else', async () => {
  const sid = await create(compatible)
  const browse = await library.keyWith(['asset_browse', 'asset_edit', 'asset_purge'])
  const headers = { authorization: `Bearer ${browse}` }
  const calls: [method: 'GET' | 'POST' | 'DELETE', path: string][] = [
    ['POST', '/sources/test_connection'],
    ['POST', `/sources/${sid}/cors_rule`],
    ['POST', `/sources/${sid}/listings`],
    ['GET', `/sources/${sid}/index_errors`],
    ['DELETE', `/sources/${sid}?confirm=Secret`],
  ]
  for (const [method, path] of calls) {
    const answer = await library.app.inject({ method, url: `/api/v1${path}`, headers })
    assert.equal(answer.statusCode, 403, path)
  }
  const { headers: cookies } = await library.signIn()
  const own = await library.app.inject({ url: `/api/v1/sources/${sid}`, headers: cookies })
  const { events_url } = own.json().data.attributes
  assert.match(
    events_url,
    new RegExp(`^http://localhost:80/api/v1/sources/${sid}/events/[0-9a-f]{64}$`),
  )
})

test('no secret was in any answer or any line of the log', async () => {
  const { body } = await library.send('GET', '/sources?page[size]=1000')
  const log = library.log.join('')
  for (const secret of [READ, WRITE, 'known to who sends it', 'aaaaaaaa%3D', 'aaaaaaaa=']) {
    assert.ok(!body.includes(secret), `${secret} in the list`)
    assert.ok(!log.includes(secret), `${secret} in the log`)
  }
})
