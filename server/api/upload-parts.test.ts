import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { REFUSES, sessionSteps, statusOf } from './test-upload-sessions.ts'
import { startTestUploads, type TestBucket, type TestUploads } from './test-uploads.ts'

let api: TestUploads
let aws: TestBucket
let steps: ReturnType<typeof sessionSteps>
before(async () => {
  api = await startTestUploads()
  steps = sessionSteps(api)
  aws = await api.addBucket('aws', { uploads: REFUSES })
})
after(() => api.close())

describe('straight to the storage', () => {
  const direct = () => ({ source: aws.source.publicId })

  test('the address refuses to overwrite, and nothing goes through Vitrine', async () => {
    const opened = await steps.open('direct/a.png', {
      ...direct(),
      attributes: { file_size: 3, content_type: 'image/png' },
    })
    assert.ok(opened.url.startsWith(aws.double.endpoint), opened.url)
    assert.equal(opened.direct, true)
    assert.equal(opened.headers['Content-Type'], 'image/png')
    assert.equal((await steps.put(opened, 'png')).status, 200)
    assert.equal((await steps.put(opened, 'gnp')).status, 412)
    const closed = await steps.close(opened.id, aws.source.publicId)
    assert.equal(statusOf(closed), 'CLOSED')
    assert.equal(aws.bucket.find('direct/a.png')?.contentType, 'image/png')
    assert.equal(aws.bucket.find('direct/a.png')?.read().toString(), 'png')
  })

  test('direct: false, and clients that know no headers, get an address of Vitrine', async () => {
    const indirect = await steps.open('indirect.png', {
      ...direct(),
      attributes: { direct: false },
    })
    assert.ok(indirect.url.startsWith(api.address))
    assert.equal((await steps.put(indirect, 'png')).status, 200)
    const path = `/sources/${aws.source.publicId}/upload-sessions/like-imgix.png`
    const answer = await api.call('POST', path, { headers: { 'content-type': 'image/png' } })
    assert.equal(answer.status, 201)
    const { url } = answer.body.data.attributes
    assert.ok(url.startsWith(api.address))
    const headers = { 'content-type': 'image/png' }
    assert.equal((await api.call('PUT', url, { body: 'png', headers, key: null })).status, 200)
    assert.equal(aws.bucket.find('like-imgix.png')?.contentType, 'image/png')
  })

  for (const profile of ['swift', 'ignores-inm'] as const) {
    test(`never at ${profile}, which can’t refuse`, async () => {
      const overwriting = profile === 'swift' ? 'unsupported' : 'ignores'
      const { source, bucket } = await api.addBucket(profile, { uploads: { overwriting } })
      const opened = await steps.open('a.png', {
        source: source.publicId,
        attributes: { parts: true },
      })
      assert.ok(opened.url.startsWith(api.address))
      assert.equal((await steps.put(opened, 'mine')).status, 200)
      assert.equal((await steps.put(opened, 'late')).status, 409)
      assert.equal(bucket.find('a.png')?.read().toString(), 'mine')
    })
  }
})

const MiB = 2 ** 20

describe('in parts', () => {
  const SIZE = 70 * MiB
  const openParts = (path: string) =>
    steps.open(path, {
      source: aws.source.publicId,
      attributes: { parts: true, file_size: SIZE, content_type: 'video/mp4' },
    })
  const presign = (id: string, numbers: number[]) =>
    api.call('POST', `/sources/${aws.source.publicId}/upload-sessions/parts/${id}`, {
      data: { type: 'upload_parts', attributes: { numbers } },
    })
  /** Sends these parts, as many bytes as each has to have. */
  async function send(id: string, numbers: number[]): Promise<void> {
    const { body } = await presign(id, numbers)
    for (const { attributes } of body.data) {
      const { url, headers, size, number } = attributes
      const bytes = Buffer.alloc(size, number)
      const sent = await api.call('PUT', url, { headers, body: bytes, key: null })
      assert.equal(sent.status, 200, JSON.stringify(sent.body))
    }
  }

  test('sent, resumed, completed', async () => {
    const opened = await openParts('large.mp4')
    assert.equal(opened.url, '')
    assert.equal(opened.part_size, 16 * MiB)
    await send(opened.id, [1, 3])
    const early = await steps.close(opened.id, aws.source.publicId)
    assert.equal(early.status, 409)
    assert.match(early.body.errors[0].detail, /Of 5 parts .*: 2, 4, 5\./)

    const { body } = await presign(opened.id, [1, 2, 3, 4, 5])
    const parts = body.data.map((part: { attributes: object }) => part.attributes)
    assert.deepEqual(
      parts.map(({ url }: { url: string | null }) => url === null),
      [true, false, true, false, false],
    )
    assert.match(parts[0].etag, /^[0-9a-f]{32}$/)
    assert.equal(parts[4].size, 6 * MiB)

    await send(opened.id, [2, 4, 5])
    assert.equal(aws.bucket.find('large.mp4'), null)
    const closed = await steps.close(opened.id, aws.source.publicId)
    assert.equal(closed.status, 200, JSON.stringify(closed.body))
    assert.equal(statusOf(closed), 'CLOSED')
    assert.equal(aws.bucket.find('large.mp4')?.sizeBytes, SIZE)
    assert.equal(aws.bucket.find('large.mp4')?.contentType, 'video/mp4')
    assert.equal(statusOf(await steps.close(opened.id, aws.source.publicId)), 'CLOSED')
  })

  test('two closes at once complete them once', async () => {
    const opened = await openParts('race.mp4')
    await send(opened.id, [1, 2, 3, 4, 5])
    const answers = await Promise.all(
      [1, 2, 3].map(() => steps.close(opened.id, aws.source.publicId)),
    )
    assert.deepEqual(answers.map(statusOf), ['CLOSED', 'CLOSED', 'CLOSED'])
  })

  test('something else at the path: ERRORED, nothing overwritten, parts forgotten', async () => {
    const opened = await openParts('stolen.mp4')
    await send(opened.id, [1, 2, 3, 4, 5])
    aws.bucket.put('stolen.mp4', Buffer.from('thief'), 'text/plain')
    const closed = await steps.close(opened.id, aws.source.publicId)
    assert.equal(statusOf(closed), 'ERRORED')
    assert.equal(aws.bucket.find('stolen.mp4')?.read().toString(), 'thief')
    assert.equal(aws.bucket.uploads.size, 0)
  })

  test('canceled: the parts are forgotten', async () => {
    const opened = await openParts('canceled.mp4')
    await send(opened.id, [1])
    assert.equal(aws.bucket.uploads.size, 1)
    assert.equal(statusOf(await steps.cancel(opened.id, aws.source.publicId)), 'CANCELED')
    assert.equal(aws.bucket.uploads.size, 0)
    assert.equal((await presign(opened.id, [1])).status, 409)
  })

  test('numbers that can’t be', async () => {
    const opened = await openParts('numbers.mp4')
    for (const numbers of [[], [0], [6], [1.5], Array.from({ length: 1001 }, () => 1)]) {
      assert.equal((await presign(opened.id, numbers)).status, 400, String(numbers).slice(0, 20))
    }
    await steps.cancel(opened.id, aws.source.publicId)
    const whole = await steps.open('whole.png', { source: aws.source.publicId })
    assert.equal((await presign(whole.id, [1])).status, 409)
  })

  test('small files, and where the end would overwrite, go in one piece', async () => {
    const small = await steps.open('small.mp4', {
      source: aws.source.publicId,
      attributes: { parts: true, file_size: MiB },
    })
    assert.equal(small.part_size, null)
    const ceph = await api.addBucket('ceph', { uploads: { overwriting: 'refuses' } })
    const large = await steps.open('large.mp4', {
      source: ceph.source.publicId,
      attributes: { parts: true, file_size: SIZE },
    })
    assert.equal(large.part_size, null)
    assert.ok(large.url.startsWith(ceph.double.endpoint))
  })
})
