import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { deleteSource, removeSource } from '../catalog/delete-source.ts'
import { closeSession } from '../uploads/close-session.ts'
import { findSession } from '../uploads/sessions.ts'
import { REFUSES, sessionSteps } from './test-upload-sessions.ts'
import { startTestUploads, type TestBucket, type TestUploads, until } from './test-uploads.ts'

let api: TestUploads
let steps: ReturnType<typeof sessionSteps>
before(async () => {
  api = await startTestUploads()
  steps = sessionSteps(api)
})
after(() => api.close())

/** An upload in the middle of which something happens, after the storage was asked whether the path is free. */
async function sendLate({ double, source }: TestBucket, change: () => Promise<void>) {
  const body = new ReadableStream({
    async start(stream) {
      stream.enqueue(Buffer.from('first '))
      await until(() => double.requests.some(({ key }) => key === 'late.bin'))
      await change()
      stream.enqueue(Buffer.from('second'))
      stream.close()
    },
  })
  return await api.call('POST', `/sources/${source.publicId}/upload/late.bin`, { body })
}

async function remove({ source: { accountId, publicId, name, id } }: TestBucket, wholly: boolean) {
  const { db } = api.database
  await db.transaction().execute((tx) => deleteSource(tx, { accountId, publicId, name }))
  if (wholly) await removeSource(db, id)
}

async function setEnabled({ source }: TestBucket, enabled: boolean): Promise<void> {
  const { db } = api.database
  await db.updateTable('sources').set({ enabled }).where('id', '=', source.id).execute()
}

describe('while a file comes in', () => {
  for (const wholly of [false, true]) {
    test(`the Source is deleted${wholly ? ', and forgotten wholly' : ''}: the file stays, and the answer says so`, async () => {
      const aws = await api.addBucket('aws', { uploads: REFUSES })
      const answer = await sendLate(aws, () => remove(aws, wholly))
      assert.equal(answer.status, 404, JSON.stringify(answer.body))
      assert.match(answer.body.errors[0].detail, /deleted meanwhile.*"\/late\.bin".*stays there/)
      assert.equal(aws.bucket.find('late.bin')?.sizeBytes, 12)
    })
  }

  test('the Source is paused: the file is an asset that is read when it goes on', async () => {
    const aws = await api.addBucket('aws', { uploads: REFUSES })
    const answer = await sendLate(aws, () => setEnabled(aws, false))
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    assert.equal(answer.body.data.attributes.status, 'pending')
  })
})

describe('before a session is closed', () => {
  const arrive = async () => {
    const aws = await api.addBucket('aws', { uploads: REFUSES })
    const source = aws.source.publicId
    const opened = await steps.open('x.bin', { source, attributes: { file_size: 1 } })
    assert.equal((await steps.put(opened, 'x')).status, 200)
    return { aws, id: opened.id, source }
  }

  test('the Source is paused: not yet, and then it is', async () => {
    const { aws, id, source } = await arrive()
    await setEnabled(aws, false)
    const refused = await steps.close(id, source)
    assert.equal(refused.status, 410)
    assert.match(refused.body.errors[0].detail, /paused.*stay where they are/)
    await setEnabled(aws, true)
    assert.equal((await steps.close(id, source)).status, 200)
  })

  for (const wholly of [false, true]) {
    test(`the Source is deleted${wholly ? ', and forgotten wholly' : ''} at that moment`, async () => {
      const { aws, id, source } = await arrive()
      const session = await findSession(api.database.db, id)
      assert.ok(session)
      await remove(aws, wholly)
      assert.equal((await steps.close(id, source)).status, 404)
      await assert.rejects(closeSession(api.needs, { source: aws.source, session }), {
        code: 'not_found',
      })
      assert.equal(aws.bucket.find('x.bin')?.sizeBytes, 1)
    })
  }
})
