import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sessionSteps, statusOf } from './test-upload-sessions.ts'
import { startTestUploads, type TestBucket, type TestUploads } from './test-uploads.ts'

let api: TestUploads
let sid = ''
let aws: TestBucket
let steps: ReturnType<typeof sessionSteps>
before(async () => {
  api = await startTestUploads()
  sid = api.source.publicId
  steps = sessionSteps(api)
  aws = await api.addBucket('aws', {})
})
after(() => api.close())

describe('both generations of addresses', () => {
  const sessions = () => `/sources/${sid}/upload-sessions`

  test('the older ones: open, read, close with one form', async () => {
    const headers = { 'content-type': 'application/vnd.api+json' }
    const opened = await api.call('POST', `${sessions()}/older/form.jpg`, { headers })
    assert.equal(opened.status, 201, JSON.stringify(opened.body))
    const { id, url, origin_path } = opened.body.data.attributes
    assert.equal(origin_path, '/older/form.jpg')
    assert.equal(statusOf(await api.call('GET', `${sessions()}/${id}`)), 'PENDING')
    await api.call('PUT', url, { body: 'x', key: null })
    const closed = await api.call('POST', `${sessions()}/${id}`, { body: '{}', headers })
    assert.equal(closed.status, 200)
    assert.equal(statusOf(closed), 'CLOSED')
  })

  test('an id that is no session’s is a path; create/, close/ and parts/ as folders', async () => {
    const id = '0192d3b0-0000-7000-8000-000000000000'
    const cases: [form: string, status: number, path: string | null][] = [
      [id, 201, `/${id}`],
      ['create/create/a.jpg', 201, '/create/a.jpg'],
      ['create/close/a.jpg', 201, '/close/a.jpg'],
      ['parts/engine.jpg', 201, '/parts/engine.jpg'],
      ['parts/deep/engine.jpg', 201, '/parts/deep/engine.jpg'],
      ['create', 201, '/create'],
      ['close/a.jpg', 404, null],
      ['close/a/b.jpg', 404, null],
      [`close/${id}`, 404, null],
    ]
    for (const [form, status, path] of cases) {
      const answer = await api.call('POST', `${sessions()}/${form}`)
      assert.equal(answer.status, status, form)
      if (path) assert.equal(answer.body.data.attributes.origin_path, path)
    }
  })

  test('cancel with and without the word', async () => {
    for (const form of ['cancel/', '']) {
      const { id } = await steps.open(`cancel-${form.length}.jpg`)
      const canceled = await api.call('DELETE', `${sessions()}/${form}${id}`)
      assert.equal(canceled.status, 200)
      assert.equal(statusOf(canceled), 'CANCELED')
      assert.equal(statusOf(await api.call('DELETE', `${sessions()}/${form}${id}`)), 'CANCELED')
    }
  })

  test('bodies: none, {}, the type of the file, JSON:API; nonsense is a 400', async () => {
    const json = 'application/vnd.api+json'
    const cases: [type: string | null, body: string | null, status: number][] = [
      [null, null, 201],
      [json, null, 201],
      [json, '{}', 201],
      ['image/jpeg', null, 201],
      ['application/json', '{"data":{"type":"upload_sessions","attributes":{}}}', 201],
      [json, '{"data":{"type":"other","attributes":{}}}', 400],
      [json, '{"data":{"type":"upload_sessions","attributes":{"file_size":-1}}}', 400],
      [json, '{"data":{"type":"upload_sessions","attributes":{"x":1}}}', 400],
      [json, '{', 400],
    ]
    for (const [index, [type, body, status]] of cases.entries()) {
      const answer = await api.call('POST', `${sessions()}/create/body-${index}.jpg`, {
        headers: type === null ? {} : { 'content-type': type },
        ...(body === null ? {} : { body: Buffer.from(body) }),
      })
      assert.equal(answer.status, status, `${type} ${body} ${JSON.stringify(answer.body)}`)
    }
  })

  test('listed, the latest first, in pages', async () => {
    const first = await steps.open('list-1.jpg')
    const second = await steps.open('list-2.jpg')
    const list = await api.call('GET', `${sessions()}?page[size]=2&page[number]=0`)
    const ids = list.body.data.map(({ id }: { id: string }) => id)
    assert.deepEqual(ids, [second.id, first.id])
    assert.equal(list.body.meta.pagination.hasNextPage, true)
  })

  test('a session belongs to its Source, and a Source to its account', async () => {
    const { id } = await steps.open('mine.jpg')
    assert.equal((await steps.read(id, aws.source.publicId)).status, 404)
    assert.equal((await steps.close(id, aws.source.publicId)).status, 404)
    assert.equal((await steps.cancel(id, aws.source.publicId)).status, 404)
    const { pool } = api.database
    await pool.query(
      "with a as (insert into accounts (name) values ('other') returning id) update sources set account_id = (select id from a) where id = $1",
      [aws.source.id],
    )
    try {
      const path = `/sources/${aws.source.publicId}/upload-sessions`
      assert.equal((await api.call('GET', path)).status, 404)
      assert.equal((await api.call('POST', `${path}/x.jpg`)).status, 404)
    } finally {
      await pool.query('update sources set account_id = $1 where id = $2', [
        api.source.accountId,
        aws.source.id,
      ])
    }
  })

  test('need Asset Edit', async () => {
    const { id } = await steps.open('edit.jpg')
    const key = await api.keyWith(['asset_browse', 'sources', 'asset_purge'])
    const calls: [method: string, path: string][] = [
      ['POST', 'create/x.jpg'],
      ['POST', 'x.jpg'],
      ['GET', id],
      ['GET', ''],
      ['POST', `close/${id}`],
      ['POST', id],
      ['DELETE', id],
      ['GET', `diagnose/${id}`],
    ]
    for (const [method, path] of calls) {
      const url = `${sessions()}/${path}`.replace(/\/$/, '')
      assert.equal((await api.call(method, url, { key })).status, 403, `${method} ${path}`)
    }
  })
})
