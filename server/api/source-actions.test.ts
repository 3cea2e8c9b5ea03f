import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { beginListing } from '../catalog/listings.ts'
import { findSource, findSourceByHost, listAllSources } from '../catalog/sources.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
before(async () => {
  library = await startTestLibrary()
})
after(() => library.close())

async function create(host: string, deployment: object, more: object = {}): Promise<string> {
  const attributes = {
    name: host,
    deployment: { imgix_subdomains: [host], ...deployment },
    ...more,
  }
  const answer = await library.send('POST', '/sources', { type: 'sources', attributes })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json().data.id
}

const local = () => ({ type: 'local', local_path: library.folder })
const webFolder = { type: 'webfolder', webfolder_base_url: 'https://www.example.com/' }
const statusOf = async (method: 'GET' | 'POST' | 'DELETE', path: string) =>
  (await library.send(method, path)).statusCode
const waiting = async (name: string) =>
  (await library.waitingJobs()).filter((job) => job.startsWith(name)).length

describe('a deletion', () => {
  test('needs the name, to be sure', async () => {
    const sid = await create('unsure', local())
    for (const query of ['', '?confirm=', '?confirm=Unsure', '?confirm=unsure%20']) {
      const answer = await library.send('DELETE', `/sources/${sid}${query}`)
      assert.equal(answer.statusCode, 400, answer.body)
      assert.equal(answer.json().errors[0].source.parameter, 'confirm')
    }
    assert.equal(await statusOf('GET', `/sources/${sid}`), 200)
  })

  test('is seen everywhere at once, frees the hosts and forgets the secrets', async () => {
    const deployment = { ...webFolder, username: 'ada', password: 'secret' }
    const hosts = { custom_domains: ['gone.example.com'] }
    const sid = await create('gone', { ...deployment, ...hosts })
    const answer = await library.send('DELETE', `/sources/${sid}?confirm=gone`)
    assert.equal(answer.statusCode, 200, answer.body)
    const { deployment_status, enabled } = answer.json().data.attributes
    assert.deepEqual([deployment_status, enabled], ['deleted', false])
    for (const path of ['', '/assets', '/assets/a.jpg', '/folders', '/index_errors']) {
      assert.equal(await statusOf('GET', `/sources/${sid}${path}`), 404, path)
    }
    assert.equal(await statusOf('DELETE', `/sources/${sid}?confirm=gone`), 404)
    assert.equal(await statusOf('POST', `/sources/${sid}/listings`), 404)
    const listed = await library.send('GET', '/sources?page[size]=1000')
    assert.ok(!listed.body.includes(sid))
    const { db } = library.database
    assert.equal(await findSourceByHost(db, { kind: 'subdomain', host: 'gone' }), null)
    assert.ok((await listAllSources(db)).every(({ publicId }) => publicId !== sid))
    const row = await db
      .selectFrom('sources')
      .select(['id', 'deployment_secrets'])
      .where('public_id', '=', sid)
      .executeTakeFirstOrThrow()
    assert.equal(row.deployment_secrets, null)
    assert.equal(await findSource(db, row.id), null)
    assert.ok(
      (await library.waitingJobs()).some((job) => job === `delete-source {"sourceId": ${row.id}}`),
    )
    await create('gone', { ...webFolder, ...hosts })
  })
})

describe('a listing on demand', () => {
  test('is accepted once, however often it is asked for', async () => {
    const sid = await create('listed', local(), { enabled: false })
    const before = await waiting('list-origin')
    const paused = await library.send('POST', `/sources/${sid}/listings`)
    assert.equal(paused.statusCode, 409)
    assert.match(paused.json().errors[0].detail, /paused/)
    assert.equal(await waiting('list-origin'), before)
    // To resume is to list anew.
    await library.send('PATCH', `/sources/${sid}`, {
      type: 'sources',
      attributes: { enabled: true },
    })
    assert.equal(await waiting('list-origin'), before + 1)
    for (const _time of [1, 2]) {
      const answer = await library.send('POST', `/sources/${sid}/listings`)
      assert.equal(answer.statusCode, 202)
      assert.equal(answer.json().data.id, sid)
    }
    assert.equal(await waiting('list-origin'), before + 1)
  })

  test('is not begun for a change of how files are delivered', async () => {
    const sid = await create('cached', local(), { enabled: false })
    const before = await waiting('list-origin')
    const change = (deployment: object) =>
      library.send('PATCH', `/sources/${sid}`, { type: 'sources', attributes: { deployment } })
    await library.database.pool.query(`update sources set enabled = true where public_id = $1`, [
      sid,
    ])
    assert.equal((await change({ cache_ttl_value: 60, annotation: 'x' })).statusCode, 200)
    assert.equal(await waiting('list-origin'), before)
    assert.equal((await change({ local_path: library.folder })).statusCode, 200)
    assert.equal(await waiting('list-origin'), before + 1)
  })

  test('is refused where there is no list', async () => {
    const before = await waiting('list-origin')
    const sid = await create('unlisted', webFolder)
    const answer = await library.send('POST', `/sources/${sid}/listings`)
    assert.equal(answer.statusCode, 409)
    assert.match(answer.json().errors[0].detail, /Web Folder can’t be listed/)
    assert.equal(await waiting('list-origin'), before)
  })
})

test('a listing under way ends when its files are not those of the Source any more', async () => {
  const { db } = library.database
  const sid = await create('moving', { type: 's3', s3_bucket: 'bucket', region: 'eu-west-3' })
  const { id } = await db
    .selectFrom('sources')
    .select('id')
    .where('public_id', '=', sid)
    .executeTakeFirstOrThrow()
  const cases: [attributes: object, state: string][] = [
    [{ name: 'Moving' }, 'running'],
    [{ deployment: { annotation: 'x', s3_bucket: 'bucket' } }, 'running'],
    [{ deployment: { s3_prefix: 'a' } }, 'stopped'],
    [{ deployment: { s3_bucket: 'other' } }, 'stopped'],
    [{ deployment: { type: 'local', local_path: library.folder } }, 'stopped'],
    [{ enabled: false }, 'stopped'],
  ]
  for (const [attributes, expected] of cases) {
    const listing = await beginListing(db, id)
    const changed = await library.send('PATCH', `/sources/${sid}`, { type: 'sources', attributes })
    assert.equal(changed.statusCode, 200, changed.body)
    const query = db.selectFrom('listings').select('state').where('id', '=', listing.id)
    assert.deepEqual(
      await query.executeTakeFirst(),
      { state: expected },
      JSON.stringify(attributes),
    )
  }
})

test('errors are told by what went wrong, the most frequent first, and not all of their paths', async () => {
  const { db } = library.database
  const { id, publicId } = library.source
  await sql`
    insert into assets (source_id, origin_path, status, error, etag, file_size, origin_modified_at,
      date_created, date_modified)
    select ${id}, 'broken/' || n || '.jpg', 'error',
      case when n <= 300 then 'It is cut off.' when n <= 340 then 'It is no picture.'
        else 'Odd ' || n end,
      'e', 1, now(), now(), now()
    from generate_series(1, 420) n`.execute(db)
  const answer = await library.send('GET', `/sources/${publicId}/index_errors`)
  assert.equal(answer.statusCode, 200, answer.body)
  const groups: { attributes: { error: string; count: number; origin_paths: string[] } }[] =
    answer.json().data
  assert.equal(groups.length, 50)
  assert.deepEqual(
    groups.slice(0, 3).map(({ attributes: { error, count } }) => [error, count]),
    [
      ['It is cut off.', 300],
      ['It is no picture.', 40],
      ['Odd 341', 1],
    ],
  )
  const paths = ['/broken/1.jpg', '/broken/10.jpg', '/broken/100.jpg', '/broken/101.jpg']
  assert.deepEqual(groups[0]?.attributes.origin_paths.slice(0, 4), paths)
  assert.equal(groups[0]?.attributes.origin_paths.length, 5)
})

test('Sources are found by what they are', async () => {
  const keys = { gcs_access_key: 'GOOG', gcs_secret_key: 's' }
  const sas = `sv=1&sr=c&sp=rl&se=2027-11-20&sig=${randomBytes(32).toString('base64').replace('+', 'A')}`
  await create('by-gcs', { type: 'gcs', gcs_bucket: 'Found-Bucket', ...keys })
  const azure = { azure_account: 'account', azure_bucket: 'found-container' }
  await create('by-azure', {
    type: 'azure',
    ...azure,
    azure_sas_string: sas.replaceAll('+', '%2B'),
  })
  await create('by-web', { type: 'webfolder', webfolder_base_url: 'https://found.example/' })
  const cases: [filter: string, name: string][] = [
    ['deployment.gcs_bucket=found-bucket', 'by-gcs'],
    ['deployment.azure_bucket=found-container', 'by-azure'],
    ['deployment.webfolder_base_url=https://found.example/', 'by-web'],
    ['deployment.type=gcs', 'by-gcs'],
    ['type=azure', 'by-azure'],
  ]
  for (const [filter, name] of cases) {
    const [key, value] = filter.split(/=(.*)/s)
    const answer = await library.send(
      'GET',
      `/sources?filter[${key}]=${encodeURIComponent(value ?? '')}`,
    )
    const names = answer
      .json()
      .data.map(({ attributes }: { attributes: { name: string } }) => attributes.name)
    assert.deepEqual(names, [name], filter)
  }
})
