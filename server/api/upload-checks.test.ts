import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startTestUploads, type TestUploads } from './test-uploads.ts'

let api: TestUploads
before(async () => {
  api = await startTestUploads()
})
after(() => api.close())

/** Files of one folder that the index does not know; every third is there. */
const NAMES = Array.from({ length: 60 }, (_, i) => `${i % 2 ? 'é' : '😀'} ${i}.jpg`)
const THERE = NAMES.filter((_, i) => i % 3 === 0)

async function ask(sid: string, folder: string): Promise<string[]> {
  const origin_paths = [...NAMES.map((name) => folder + name), 'alone/a.jpg', 'alone/b.jpg']
  const answer = await api.call('POST', `/sources/${sid}/uploads/check`, {
    data: { type: 'upload_checks', attributes: { origin_paths } },
  })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.data.attributes.taken
}
const expected = (folder: string) =>
  ['alone/b.jpg', ...THERE.map((name) => folder + name)].map((path) => `/${path}`).sort()

for (const folder of ['', 'many/']) {
  test(`of many paths ${folder ? 'in one folder' : 'at the top'} of a disk, the taken ones are told`, async () => {
    for (const name of [...THERE.map((one) => folder + one), 'alone/b.jpg']) {
      await mkdir(join(api.folder, name, '..'), { recursive: true })
      await writeFile(join(api.folder, name), 'x')
    }
    assert.deepEqual((await ask(api.source.publicId, folder)).sort(), expected(folder))
  })
}

test('a bucket is asked once for many paths of a folder, and for each where the folder is full', async () => {
  const { bucket, double, source } = await api.addBucket('aws')
  for (const name of THERE) bucket.put(`many/${name}`, Buffer.from('x'), 'text/plain')
  bucket.put('alone/b.jpg', Buffer.from('x'), 'text/plain')
  const asked = () => double.requests.filter(({ key }) => key.startsWith('many/')).length
  assert.deepEqual((await ask(source.publicId, 'many/')).sort(), expected('many/'))
  assert.equal(asked(), 0)
  // Between the first and the last of the names.
  for (let i = 0; i < 4_000; i++) bucket.put(`many/ü ${i}`, Buffer.from('x'), 'text/plain')
  assert.deepEqual((await ask(source.publicId, 'many/')).sort(), expected('many/'))
  assert.ok(asked() >= NAMES.length)
})
