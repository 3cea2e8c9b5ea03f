import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let assets: string
before(async () => {
  library = await startTestLibrary()
  assets = `/sources/${library.source.publicId}/assets`
  await library.addFiles({ 'c.jpg': { keywords: ['sea', 'sand'] } })
})
after(() => library.close())

async function say(tags: Record<string, number>): Promise<void> {
  const data = { type: 'assets', attributes: { tags } }
  assert.equal((await library.send('PATCH', `${assets}/c.jpg`, data)).statusCode, 200)
}

async function tagsOf(): Promise<Record<string, number>> {
  return (await library.send('GET', `${assets}/c.jpg`)).json().data.attributes.tags
}

async function isFound(filter: string, value: string): Promise<boolean> {
  const answer = await library.send('GET', `${assets}?filter[${filter}]=${value}`)
  return answer.json().data.length === 1
}

test('one is removed, restored and added by hand', async () => {
  await say({ sea: 0 })
  assert.deepEqual(await tagsOf(), { sea: 0, sand: 1 })
  assert.equal(await isFound('tags', 'sea'), false)
  await say({ sea: 1, hand: 1 })
  assert.equal(await isFound('tags', 'sea,hand'), true)
  assert.equal(await isFound('keyword', 'hand'), true)
})

test('reading the file again brings none back and takes none away that a person added', async () => {
  await say({ sea: 0 })
  await library.addFiles({ 'c.jpg': { keywords: ['sea', 'sand', 'wind'] } })
  assert.deepEqual(await tagsOf(), { sea: 0, sand: 1, hand: 1, wind: 1 })
  assert.equal(await isFound('keyword', 'sea'), false)
  // Not even when the keyword was gone from the file in between.
  await library.addFiles({ 'c.jpg': { keywords: [] } })
  await library.addFiles({ 'c.jpg': { keywords: ['sea'] } })
  assert.deepEqual(await tagsOf(), { sea: 0, hand: 1 })
})
