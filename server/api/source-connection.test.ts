import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { RightCheck } from '../../contract/resources.ts'
import {
  type S3Double,
  type S3DoubleOptions,
  startS3Double,
} from '../origins/s3-double/s3-double.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
before(async () => {
  library = await startTestLibrary()
})
after(() => library.close())

const PAGE = 'https://assets.example'

async function withStorage(
  options: S3DoubleOptions,
  use: (storage: {
    double: S3Double
    deployment: Record<string, unknown>
    upload: object
  }) => Promise<void>,
): Promise<void> {
  const double = await startS3Double(options)
  double.addBucket('pictures')
  const keys = {
    access_key_id: double.credentials.accessKeyId,
    secret_key: double.credentials.secretAccessKey,
  }
  const deployment = {
    type: 's3_compatible',
    endpoint_url: double.endpoint,
    region: double.region,
    bucket_name: 'pictures',
    ...keys,
  }
  try {
    await use({ double, deployment, upload: keys })
  } finally {
    await double.close()
  }
}

async function tryOut(attributes: object) {
  const answer = await library.send('POST', '/sources/test_connection', {
    type: 'connection_tests',
    attributes,
  })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().data.attributes as { reading: RightCheck[]; uploading: RightCheck[] | null }
}

const states = (checks: RightCheck[] | null | undefined) =>
  Object.fromEntries((checks ?? []).map(({ right, state }) => [right, state]))

let made = 0
async function create(deployment: object, more: object = {}) {
  made += 1
  const attributes = {
    name: 'Tried',
    deployment: { imgix_subdomains: [`tried-${made}`], ...deployment },
    ...more,
  }
  const answer = await library.send('POST', '/sources', { type: 'sources', attributes })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json().data
}

const read = async (sid: string) =>
  (await library.send('GET', `/sources/${sid}`)).json().data.attributes

describe('a bucket', () => {
  test('is tried before there is a Source, right by right', async () => {
    await withStorage({}, async ({ deployment, upload }) => {
      const found = await tryOut({ deployment, upload_credentials: upload, page_origin: PAGE })
      assert.deepEqual(states(found.reading), { list: 'ok', read: 'unknown' })
      assert.deepEqual(states(found.uploading), { write: 'ok', no_overwrite: 'ok', cors: 'failed' })
      const reading = await tryOut({ deployment })
      assert.equal(reading.uploading, null)
      const wrong = { ...deployment, secret_key: 'a-wrong-secret-key' }
      const refused = await tryOut({
        deployment: wrong,
        upload_credentials: { ...upload, secret_key: 'no' },
      })
      assert.equal(states(refused.reading).list, 'failed')
      assert.equal(states(refused.uploading).write, 'failed')
      assert.doesNotMatch(JSON.stringify(refused), /a-wrong-secret-key|double\/secret/)
    })
  })

  test('with its own rule takes files from the browser, once it was tried again', async () => {
    await withStorage({}, async ({ deployment, upload }) => {
      const source = await create(deployment, { upload_credentials: upload })
      const { uploads } = source.attributes
      assert.deepEqual([uploads.allowed, uploads.reason, uploads.way], [true, null, 'direct'])
      assert.equal(source.attributes.deployment.allows_upload, true)
      assert.deepEqual(states(uploads.checks), { write: 'ok', no_overwrite: 'ok', cors: 'unknown' })
      const before = await tryOut({ source_id: source.id, page_origin: PAGE })
      assert.equal(states(before.uploading).cors, 'failed')
      const rule = { type: 'cors_rules', attributes: { page_origin: PAGE } }
      const set = await library.send('POST', `/sources/${source.id}/cors_rule`, rule)
      assert.equal(set.statusCode, 200, set.body)
      await tryOut({ source_id: source.id, page_origin: PAGE })
      const after = (await read(source.id)).uploads
      assert.deepEqual(states(after.checks), { write: 'ok', no_overwrite: 'ok', cors: 'ok' })
      const odd = { type: 'cors_rules', attributes: { page_origin: `${PAGE}/path` } }
      assert.equal(
        (await library.send('POST', `/sources/${source.id}/cors_rule`, odd)).statusCode,
        400,
      )
    })
  })

  const careless: [profile: 'swift' | 'ignores-inm', detail: RegExp][] = [
    ['swift', /can’t refuse/],
    ['ignores-inm', /did it all the same/],
  ]
  for (const [profile, detail] of careless) {
    test(`of ${profile} gets its files through Vitrine`, async () => {
      await withStorage({ profile }, async ({ deployment, upload }) => {
        const { uploads } = (await create(deployment, { upload_credentials: upload })).attributes
        assert.deepEqual([uploads.allowed, uploads.way], [true, 'through_vitrine'])
        assert.deepEqual([uploads.parts_from_bytes, uploads.needs_cors], [null, false])
        const judged = uploads.checks.find(({ right }: RightCheck) => right === 'no_overwrite')
        assert.equal(judged.state, 'warning')
        assert.match(judged.detail, detail)
      })
    })
  }

  test('whose keys stop to work says so in the Source; other keys are tried anew', async () => {
    await withStorage({}, async ({ double, deployment, upload }) => {
      const { id } = await create(deployment, { upload_credentials: upload })
      double.faults.push({
        when: ({ method }) => method === 'PUT',
        answer: { status: 403, code: 'AccessDenied' },
      })
      await tryOut({ source_id: id })
      const { uploads, deployment: shown } = await read(id)
      assert.deepEqual([uploads.allowed, shown.allows_upload], [false, false])
      assert.equal(uploads.reason, uploads.checks[0].detail)
      double.faults.length = 0
      const moved = { type: 'sources', attributes: { deployment: { prefix: 'a/' } } }
      const elsewhere = await library.send('PATCH', `/sources/${id}`, moved)
      assert.equal(elsewhere.json().data.attributes.uploads.allowed, true, 'tried anew')
      const attributes = { upload_credentials: upload }
      const saved = await library.send('PATCH', `/sources/${id}`, { type: 'sources', attributes })
      assert.equal(saved.json().data.attributes.uploads.allowed, true, saved.body)
    })
  })

  test('that is tried with what was sent alone keeps what is known of the stored Source', async () => {
    await withStorage({}, async ({ deployment, upload }) => {
      const { id } = await create(deployment, { upload_credentials: upload })
      const before = (await read(id)).uploads
      await tryOut({ source_id: id, upload_credentials: { ...upload, secret_key: 'wrong' } })
      await tryOut({ source_id: id, deployment: { prefix: 'a/' }, page_origin: PAGE })
      assert.deepEqual((await read(id)).uploads, before)
    })
  })
})

test('a folder is tried, too; one that is not allowed is not even looked at', async () => {
  await writeFile(join(library.folder, 'a.txt'), 'a')
  const found = await tryOut({ deployment: { type: 'local', local_path: library.folder } })
  assert.deepEqual(states(found.reading), { list: 'ok', read: 'ok' })
  assert.deepEqual(states(found.uploading), { write: 'ok', no_overwrite: 'ok', cors: 'not_needed' })
  for (const [deployment, pointer] of [
    [{ type: 'local', local_path: '/etc' }, '/data/attributes/deployment/local_path'],
    [{ local_path: library.folder }, '/data/attributes/deployment/type'],
  ]) {
    const attributes = { deployment }
    const answer = await library.send('POST', '/sources/test_connection', {
      type: 'connection_tests',
      attributes,
    })
    assert.equal(answer.statusCode, 400)
    assert.equal(answer.json().errors[0].source.pointer, pointer)
  }
})

test('a web folder is tried with its password; a web proxy has nothing to try', async () => {
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(request.headers.authorization ? 404 : 401).end()
  }).listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const { port } = server.address() as AddressInfo
  const login = { username: 'ada', password: 'a-web-password' }
  const address = `http://127.0.0.1:${port}/pictures/`
  const folder = { type: 'webfolder', webfolder_base_url: address }
  const found = await tryOut({ deployment: { ...folder, ...login } })
  assert.deepEqual(states(found.reading), { list: 'not_needed', read: 'ok' })
  assert.equal(found.uploading, null)
  assert.deepEqual(new Set(seen), new Set([`Basic ${btoa('ada:a-web-password')}`]))
  const refused = await tryOut({ deployment: folder })
  assert.equal(states(refused.reading).read, 'failed')
  const proxy = await tryOut({ deployment: { type: 'webproxy' } })
  assert.deepEqual(states(proxy.reading), { list: 'not_needed', read: 'unknown' })
  await new Promise((closed) => server.close(closed))
})

test('private addresses are not asked, and say no more than that', async () => {
  const private_ = { type: 'webfolder', webfolder_base_url: 'http://169.254.169.254/latest/' }
  const { reading } = await tryOut({ deployment: private_ })
  const check = reading.find(({ right }) => right === 'read')
  assert.equal(check?.state, 'failed')
  assert.match(check?.detail ?? '', /ALLOW_PRIVATE_ORIGINS/)
  assert.match(check?.advice ?? '', /public address/)
})

test('what there is not can’t be tried', async () => {
  const cases: [status: number, attributes: object][] = [
    [404, { source_id: 'f'.repeat(24) }],
    [404, { source_id: 'x' }],
    [400, {}],
    [400, { page_origin: 'javascript:alert(1)', deployment: { type: 'webproxy' } }],
    [400, { deployment: { type: 'webproxy' }, upload_credentials: { secret_key: 'x' } }],
  ]
  for (const [status, attributes] of cases) {
    const answer = await library.send('POST', '/sources/test_connection', {
      type: 'connection_tests',
      attributes,
    })
    assert.equal(answer.statusCode, status, answer.body)
  }
  const rule = { type: 'cors_rules', attributes: { page_origin: PAGE } }
  const none = await library.send('POST', `/sources/${library.source.publicId}/cors_rule`, rule)
  assert.equal(none.statusCode, 409)
})

test('the region of a bucket of Amazon’s is found when it is left out', async () => {
  const deployment = { type: 's3', s3_bucket: 'found-in-paris' }
  const { id, attributes } = await create(deployment, { enabled: false })
  assert.equal(attributes.deployment.region, 'eu-west-3')
  const change = { deployment: { s3_bucket: 'found-in-paris', region: 'us-east-1' } }
  const changed = await library.send('PATCH', `/sources/${id}`, {
    type: 'sources',
    attributes: change,
  })
  assert.equal(changed.json().data.attributes.deployment.region, 'us-east-1')
  const unknown = await create({ type: 's3', s3_bucket: 'nobody-knows' }, { enabled: false })
  assert.equal(unknown.attributes.deployment.region, undefined)
})
