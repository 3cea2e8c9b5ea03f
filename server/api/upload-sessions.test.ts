import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sessionSteps, statusOf } from './test-upload-sessions.ts'
import { startTestUploads, type TestUploads, until } from './test-uploads.ts'

let api: TestUploads
let sid = ''
let steps: ReturnType<typeof sessionSteps>
before(async () => {
  api = await startTestUploads()
  sid = api.source.publicId
  steps = sessionSteps(api)
})
after(() => api.close())

describe('through Vitrine', () => {
  test('opened, sent, closed, read: PENDING, CLOSED, COMPLETE', async () => {
    const opened = await steps.open('trip/one.jpg', { attributes: { file_size: 3 } })
    assert.match(opened.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    assert.equal(opened.status, 'PENDING')
    assert.equal(opened.origin_path, '/trip/one.jpg')
    assert.equal(opened.source_id, sid)
    assert.equal(opened.date_expires - opened.date_created, 8 * 3600)
    assert.ok(opened.url.startsWith(`${api.address}/api/v1/upload/`), opened.url)
    assert.equal(opened.direct, false)

    const sent = await steps.put(opened, 'one')
    assert.equal(sent.status, 200, JSON.stringify(sent.body))
    assert.match(sent.headers.get('etag') ?? '', /^".+"$/)
    assert.equal(statusOf(sent), 'PENDING')
    assert.equal(await api.read('trip/one.jpg'), 'one')

    const closed = await steps.close(opened.id)
    assert.equal(closed.status, 200, JSON.stringify(closed.body))
    assert.equal(statusOf(closed), 'CLOSED')
    assert.equal(closed.body.data.attributes.url, undefined, 'only in the answer that opened it')
    const asset = await api.call('GET', `/sources/${sid}/assets/trip/one.jpg`)
    assert.equal(asset.body.data.attributes.uploaded_by_api, true)
    assert.equal(statusOf(asset), 'pending')

    await steps.finishReading('trip/one.jpg')
    assert.equal(statusOf(await steps.read(opened.id)), 'COMPLETE')
    assert.equal(statusOf(await steps.close(opened.id)), 'COMPLETE')
  })

  test('a file that can’t be read ends as ERRORED with the reason', async () => {
    const opened = await steps.open('broken.jpg')
    await steps.put(opened, 'no picture')
    await steps.close(opened.id)
    await steps.finishReading('broken.jpg', { error: 'The picture breaks off.' })
    const answer = await steps.read(opened.id)
    assert.equal(statusOf(answer), 'ERRORED')
    assert.equal(answer.body.data.attributes.reason, 'The picture breaks off.')
  })

  test('closed when the file has been read before: COMPLETE at once', async () => {
    const opened = await steps.open('quick.jpg')
    await steps.put(opened, 'quick')
    await api.call('POST', `/sources/${sid}/assets/add/quick.jpg`)
    await steps.finishReading('quick.jpg')
    assert.equal(statusOf(await steps.close(opened.id)), 'COMPLETE')
  })

  test('nothing to close: 409, and it stays open', async () => {
    const opened = await steps.open('nothing.jpg')
    const answer = await steps.close(opened.id)
    assert.equal(answer.status, 409)
    assert.match(answer.body.errors[0].detail, /Nothing has arrived/)
    assert.equal(statusOf(await steps.read(opened.id)), 'PENDING')
    assert.equal((await steps.put(opened, 'now')).status, 200)
    assert.equal((await steps.close(opened.id)).status, 200)
  })

  test('a path that is taken can’t be opened', async () => {
    await writeFile(join(api.folder, 'taken.jpg'), 'x')
    for (const form of ['create/taken.jpg', 'taken.jpg']) {
      const answer = await api.call('POST', `/sources/${sid}/upload-sessions/${form}`)
      assert.equal(answer.status, 409, form)
    }
    assert.equal((await api.call('POST', `/sources/${sid}/upload-sessions/a//b`)).status, 400)
  })

  test('a path that was taken meanwhile is not overwritten', async () => {
    const opened = await steps.open('meanwhile.jpg', { attributes: { file_size: 4 } })
    await writeFile(join(api.folder, 'meanwhile.jpg'), 'somebody else’s')
    assert.equal((await steps.put(opened, 'mine')).status, 409)
    assert.equal(await api.read('meanwhile.jpg'), 'somebody else’s')
    const closed = await steps.close(opened.id)
    assert.equal(statusOf(closed), 'ERRORED')
    assert.match(closed.body.data.attributes.reason, /another one/)
  })

  test('two closes at once are one', async () => {
    const opened = await steps.open('twice.jpg')
    await steps.put(opened, 'x')
    const answers = await Promise.all(Array.from({ length: 6 }, () => steps.close(opened.id)))
    assert.deepEqual(answers.map(statusOf), Array(6).fill('CLOSED'))
    const { rows } = await api.database.pool.query(
      "select 1 from pgboss.job where name = 'index-assets' and data::text like '%twice.jpg%'",
    )
    assert.equal(rows.length, 1)
  })
})

describe('Vitrine’s own address', () => {
  test('is of pages of any web site', async () => {
    const opened = await steps.open('elsewhere.jpg')
    const origin = 'https://elsewhere.example'
    const preflight = await api.call('OPTIONS', opened.url, {
      key: null,
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      },
    })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /PUT/)
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Content-Type/)
    const sent = await api.call('PUT', opened.url, {
      key: null,
      body: 'x',
      headers: { origin, 'sec-fetch-site': 'cross-site', ...opened.headers },
    })
    assert.equal(sent.status, 200)
    assert.match(sent.headers.get('access-control-expose-headers') ?? '', /ETag/)
  })

  test('is nobody’s who does not have it, and is not logged', async () => {
    const opened = await steps.open('guessed.jpg')
    const other = await steps.open('guessed-too.jpg')
    const wrong = [
      opened.url.replace(/[^/]+$/, 'A'.repeat(43)),
      opened.url.replace(/[^/]+$/, ''),
      opened.url.replace(opened.id, other.id),
      opened.url.replace(opened.id, '0192d3b0-0000-7000-8000-000000000000'),
    ]
    for (const url of wrong) {
      const { status } = await api.call('PUT', url, { body: 'x', key: null })
      assert.equal(status, 404, url)
    }
    await steps.put(opened, 'x')
    const token = opened.url.split('/').at(-1) ?? ''
    assert.ok(token.length >= 40)
    assert.ok(!api.log.join('').includes(token))
  })

  const wrong: [what: string, body: string, status: number][] = [
    ['fewer bytes than announced', 'ab', 400],
    ['more bytes than announced', 'abcd', 400],
  ]
  for (const [what, body, status] of wrong) {
    test(what, async () => {
      const opened = await steps.open(`length-${body.length}.bin`, { attributes: { file_size: 3 } })
      assert.equal((await steps.put(opened, body)).status, status)
      assert.equal(
        (await steps.put(opened, 'abc')).status,
        200,
        'the right ones are taken afterwards',
      )
    })
  }

  test('takes one file at a time, and once', async () => {
    const opened = await steps.open('one-at-a-time.bin')
    const [first, second] = await Promise.all([
      steps.put(opened, 'first'),
      steps.put(opened, 'second'),
    ])
    assert.deepEqual([first.status, second.status].toSorted(), [200, 409])
    assert.equal((await steps.put(opened, 'third')).status, 409)
  })

  test('ends with the session', async () => {
    const canceled = await steps.open('canceled.bin')
    await steps.cancel(canceled.id)
    assert.equal((await steps.put(canceled, 'x')).status, 403)
    const overdue = await steps.open('overdue.bin')
    await steps.makeOverdue(overdue.id)
    const answer = await steps.put(overdue, 'x')
    assert.equal(answer.status, 403)
    assert.match(answer.body.errors[0].detail, /EXPIRED/)
  })

  test('leaves no file of a session that is canceled while it is sent', async () => {
    const opened = await steps.open('stopped.bin')
    let go = () => {}
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(Buffer.from('begin'))
        await gate
        controller.enqueue(Buffer.from('end'))
        controller.close()
      },
    })
    const before = await api.listFiles()
    const sending = api.call('PUT', opened.url, { body, key: null })
    await until(async () => (await api.listFiles()).length > before.length)
    assert.equal((await steps.put(opened, 'other')).status, 409, 'the first one is under way')
    assert.equal(statusOf(await steps.cancel(opened.id)), 'CANCELED')
    go()
    assert.equal((await sending).status, 409)
    await assert.rejects(api.read('stopped.bin'), /ENOENT/)
  })
})
