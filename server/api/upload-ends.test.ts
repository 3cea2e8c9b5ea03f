import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { findSource } from '../catalog/sources.ts'
import { closeUpload, sweepUploads } from '../ingest/close-upload.ts'
import { isFailure } from '../lib/failures.ts'
import { closeSession } from '../uploads/close-session.ts'
import { findSession } from '../uploads/sessions.ts'
import { REFUSES, sessionSteps, statusOf } from './test-upload-sessions.ts'
import { startTestUploads, type TestBucket, type TestUploads } from './test-uploads.ts'

let api: TestUploads
let sid = ''
let aws: TestBucket
let steps: ReturnType<typeof sessionSteps>
before(async () => {
  api = await startTestUploads()
  sid = api.source.publicId
  steps = sessionSteps(api)
  aws = await api.addBucket('aws', { uploads: REFUSES })
})
after(() => api.close())

const MiB = 2 ** 20

describe('canceled', () => {
  test('a file that has arrived stays, and the answer says so', async () => {
    const opened = await steps.open('stays.jpg')
    await steps.put(opened, 'x')
    const answer = await steps.cancel(opened.id)
    assert.equal(statusOf(answer), 'CANCELED')
    assert.match(answer.body.data.attributes.reason, /stays in the Origin/)
    assert.equal(await api.read('stays.jpg'), 'x')
    assert.equal((await steps.close(opened.id)).status, 409)
  })

  test('not after it was closed; and of cancel and close at once one wins', async () => {
    const opened = await steps.open('closed.jpg')
    await steps.put(opened, 'x')
    await steps.close(opened.id)
    assert.equal((await steps.cancel(opened.id)).status, 409)

    const other = await steps.open('both.jpg')
    await steps.put(other, 'x')
    const answers = await Promise.all([steps.close(other.id), steps.cancel(other.id)])
    const { status } = (await steps.read(other.id)).body.data.attributes
    const expected = { CLOSED: [200, 409], CANCELED: [409, 200] }[String(status)]
    assert.deepEqual(
      answers.map((answer) => answer.status),
      expected,
    )
  })

  test('while it is being closed: then nothing was closed', async () => {
    const opened = await steps.open('at-last.jpg')
    await steps.put(opened, 'x')
    const open: typeof api.needs.open = (source) => {
      const { origin, target } = api.needs.open(source)
      const stat: typeof origin.stat = async (path) => {
        await steps.cancel(opened.id)
        return await origin.stat(path)
      }
      return { origin: { ...origin, stat }, target }
    }
    const session = await findSession(api.database.db, opened.id)
    assert.ok(session)
    const closing = closeSession({ ...api.needs, open }, { source: api.source, session })
    await assert.rejects(closing, (error) => isFailure(error, 'conflict'))
    assert.equal(statusOf(await steps.read(opened.id)), 'CANCELED')
  })
})

describe('after eight hours', () => {
  async function expire(id: string): Promise<void> {
    await steps.makeOverdue(id)
    await sweepUploads(api.needs)
    const { rows } = await api.database.pool.query(
      "select 1 from pgboss.job where name = 'close-upload' and data ->> 'sessionId' = $1",
      [id],
    )
    assert.equal(rows.length, 1)
    await closeUpload(api.needs, id)
  }

  test('what arrived is closed by itself', async () => {
    const opened = await steps.open('forgotten.jpg')
    await steps.put(opened, 'x')
    await expire(opened.id)
    assert.equal(statusOf(await steps.read(opened.id)), 'CLOSED')
    assert.equal((await api.call('GET', `/sources/${sid}/assets/forgotten.jpg`)).status, 200)
  })

  test('what did not arrive is EXPIRED, with a reason', async () => {
    const opened = await steps.open('never.jpg')
    await expire(opened.id)
    const { attributes } = (await steps.read(opened.id)).body.data
    assert.equal(attributes.status, 'EXPIRED')
    assert.match(attributes.reason, /8 hours/)
    assert.equal((await steps.close(opened.id)).status, 409)
    await closeUpload(api.needs, opened.id)
  })

  test('parts that are not complete are forgotten', async () => {
    const before = aws.bucket.uploads.size
    const opened = await steps.open('half.mp4', {
      source: aws.source.publicId,
      attributes: { parts: true, file_size: 70 * MiB },
    })
    assert.equal(aws.bucket.uploads.size, before + 1)
    await expire(opened.id)
    assert.equal(statusOf(await steps.read(opened.id, aws.source.publicId)), 'EXPIRED')
    assert.equal(aws.bucket.uploads.size, before)
  })

  test('a file that is still coming in is waited for', async () => {
    const opened = await steps.open('slow.jpg')
    const lock = await api.needs.locks.tryLock(`session ${opened.id}`)
    await expire(opened.id)
    assert.equal(statusOf(await steps.read(opened.id)), 'PENDING')
    await lock?.release()
    await closeUpload(api.needs, opened.id)
    assert.equal(statusOf(await steps.read(opened.id)), 'EXPIRED')
  })

  test('an Origin that can’t be asked is asked again, for a day', async () => {
    const { source, double } = await api.addBucket('aws')
    const { id } = await steps.open('away.jpg', { source: source.publicId })
    await steps.makeOverdue(id)
    double.faults.push({ answer: { status: 403, code: 'AccessDenied' } })
    await assert.rejects(closeUpload(api.needs, id))
    assert.equal(statusOf(await steps.read(id, source.publicId)), 'PENDING')
    const text = "update upload_sessions set expires_at = now() - interval '25 hours' where id = $1"
    await api.database.pool.query(text, [id])
    await closeUpload(api.needs, id)
    assert.equal(statusOf(await steps.read(id, source.publicId)), 'EXPIRED')
  })

  test('sessions that ended long ago are forgotten', async () => {
    const { pool } = api.database
    const old = '0170d3b0-0000-7000-8000-000000000000'
    const young = await steps.open('young.jpg')
    await steps.cancel(young.id)
    const text = `insert into upload_sessions (id, source_id, origin_path, status, content_type, way,
      uploaded_by_api, expires_at) values ($1, $2, 'x', 'COMPLETE', 'image/png', 'direct', true, now())`
    await pool.query(text, [old, api.source.id])
    await sweepUploads(api.needs)
    assert.equal((await steps.read(old)).status, 404)
    assert.equal((await steps.read(young.id)).status, 200)
  })

  test('a Source that is gone', async () => {
    const { source } = await api.addBucket('aws')
    const { id } = await steps.open('x.jpg', { source: source.publicId })
    await api.database.pool.query('update sources set deleted_at = now() where id = $1', [
      source.id,
    ])
    assert.equal(await findSource(api.database.db, source.id), null)
    await closeUpload(api.needs, id)
  })
})

describe('why a file did not arrive', () => {
  const diagnose = async (id: string, source = sid, query = '') => {
    const path = `/sources/${source}/upload-sessions/diagnose/${id}${query}`
    const { status, body } = await api.call('GET', path)
    assert.equal(status, 200, JSON.stringify(body))
    return body.data.attributes
  }

  test('it did', async () => {
    const opened = await steps.open('arrived.jpg', { attributes: { file_size: 1 } })
    await steps.put(opened, 'x')
    assert.equal((await diagnose(opened.id)).trouble, 'arrived')
    await steps.close(opened.id)
    assert.equal((await diagnose(opened.id)).trouble, 'arrived')
  })

  for (const way of ['straight to the bucket', 'through Vitrine']) {
    test(`it did, and a browser that heard no answer sent it again ${way}`, async () => {
      const isDirect = way === 'straight to the bucket'
      const { source, bucket } = await api.addBucket('aws', { uploads: REFUSES })
      const { publicId, id: sourceId } = source
      const attributes = { file_size: 5, direct: isDirect }
      const opened = await steps.open('twice.jpg', { source: publicId, attributes })
      assert.equal((await steps.put(opened, 'first')).status, 200)
      assert.equal((await steps.put(opened, 'first')).status, isDirect ? 412 : 409)
      const { trouble, advice } = await diagnose(opened.id, publicId)
      assert.equal(trouble, 'arrived')
      assert.match(advice, /Close the session/)
      assert.equal(statusOf(await steps.close(opened.id, publicId)), 'CLOSED')
      assert.equal(bucket.find('twice.jpg')?.read().toString(), 'first')
      await steps.finishReading('twice.jpg', { sourceId })
      assert.equal(statusOf(await steps.read(opened.id, publicId)), 'COMPLETE')
    })
  }

  test('another file is there', async () => {
    const opened = await steps.open('foreign.jpg', { attributes: { file_size: 1 } })
    await writeFile(join(api.folder, 'foreign.jpg'), 'xyz')
    const { trouble, detail } = await diagnose(opened.id)
    assert.equal(trouble, 'exists')
    assert.match(detail, /not overwritten/)
  })

  test('too late, canceled', async () => {
    const late = await steps.open('late.jpg')
    await steps.makeOverdue(late.id)
    assert.equal((await diagnose(late.id)).trouble, 'expired')
    const canceled = await steps.open('canceled-too.jpg')
    await steps.cancel(canceled.id)
    assert.equal((await diagnose(canceled.id)).trouble, 'expired')
  })

  test('nothing is wrong: the network', async () => {
    const opened = await steps.open('network.jpg')
    const { trouble, advice } = await diagnose(opened.id)
    assert.equal(trouble, 'network')
    assert.ok(advice)
  })

  test('the credentials may not write', async () => {
    const { source, double } = await api.addBucket('aws', { uploads: REFUSES })
    const { id } = await steps.open('x.jpg', { source: source.publicId })
    const answer = { status: 403, code: 'AccessDenied' }
    double.faults.push({ when: ({ method }) => method === 'PUT', answer })
    const { trouble, detail, advice } = await diagnose(id, source.publicId)
    assert.equal(trouble, 'permission', detail)
    assert.match(advice, /Upload Setup/)
  })

  test('the storage is away', async () => {
    const { source, double } = await api.addBucket('aws', { uploads: REFUSES })
    const { id } = await steps.open('away.jpg', { source: source.publicId })
    double.setAway(true)
    const { trouble, detail } = await diagnose(id, source.publicId)
    assert.equal(trouble, 'unreachable', detail)
    assert.match(detail, /^127\.0\.0\.1:\d+ broke off the connection\.$/)
  })

  test('the bucket lets no page send to it', async () => {
    const page = '?page_origin=https://assets.example'
    for (const attributes of [{}, { parts: true, file_size: 70 * MiB }]) {
      aws.bucket.cors.length = 0
      const { id } = await steps.open('cors.jpg', { source: aws.source.publicId, attributes })
      const { trouble, detail, advice } = await diagnose(id, aws.source.publicId, page)
      assert.equal(trouble, 'cors', detail)
      assert.match(advice, /CORS rule/)
      aws.bucket.cors.push({
        allowedOrigins: ['https://assets.example'],
        allowedMethods: ['PUT'],
        allowedHeaders: ['content-type', 'if-none-match'],
        exposeHeaders: ['ETag'],
      })
      assert.equal((await diagnose(id, aws.source.publicId, page)).trouble, 'network')
      await steps.cancel(id, aws.source.publicId)
    }
  })

  test('what is no origin of a page is a 400', async () => {
    const { id } = await steps.open('page.jpg')
    const path = `/sources/${sid}/upload-sessions/diagnose/${id}?page_origin=`
    for (const origin of [
      'x',
      'https://a.example/path',
      'ftp://a.example',
      'https://a.example%0d%0aX:y',
    ]) {
      assert.equal((await api.call('GET', path + origin)).status, 400, origin)
    }
  })
})
