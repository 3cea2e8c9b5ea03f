import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TagAttributes } from '../../contract/organising.ts'
import { ensureAssets } from '../catalog/assets.ts'
import { makeFacts } from '../catalog/fixtures.ts'
import { listTags } from '../catalog/labels/list-tags.ts'
import { saveReads } from '../catalog/save-reads.ts'
import { createSource } from '../catalog/sources.ts'
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

async function list(path: string): Promise<[name: string, count: number, isEstimate: boolean][]> {
  const answer = await library.send('GET', path)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer
    .json()
    .data.map(({ attributes }: { attributes: TagAttributes }) => [
      attributes.name,
      attributes.asset_count,
      attributes.count_is_estimate,
    ])
}

describe('lists of tags', () => {
  let here: string
  before(async () => {
    here = `/sources/${library.source.publicId}/tags`
    await library.addFiles({
      'd.jpg': { keywords: ['Zebra', 'zebu', '100%'] },
      'e.jpg': { keywords: ['Zebra'] },
    })
    const { accountId } = library.source
    const deployment = {
      type: 'local' as const,
      imgix_subdomains: ['other'],
      local_path: library.folder,
    }
    const { db } = library.database
    const { id } = await createSource(db, library.box, { accountId, name: 'Other', deployment })
    const file = { path: 'o.jpg', etag: 'e', sizeBytes: 1, modifiedAt: new Date() }
    await ensureAssets(db, { sourceId: id, files: [file] })
    const facts = makeFacts({ keywords: ['zebu', 'elsewhere'] })
    await saveReads(db, { sourceId: id, reads: [{ path: 'o.jpg', etag: 'e', facts }] })
  })

  test('by name and by number, of a Source and of all', async () => {
    assert.deepEqual(await list(`${here}?filter[name]=zE`), [
      ['Zebra', 2, false],
      ['zebu', 1, false],
    ])
    assert.deepEqual(await list('/tags?filter[name]=zeb'), [
      ['Zebra', 2, false],
      ['zebu', 2, false],
    ])
    const [first, ...others] = await list(`${here}?sort=-asset_count`)
    assert.deepEqual(first, ['Zebra', 2, false])
    // Removed by hand, or another Source's.
    for (const name of ['sea', 'elsewhere']) {
      assert.deepEqual(
        others.find(([one]) => one === name),
        [name, 0, false],
      )
    }
    assert.deepEqual(await list(`${here}?filter[name]=_`), [])
    assert.deepEqual(await list(`${here}?filter[name]=100%25`), [['100%', 1, false]])
  })

  test('names are found by any part, whatever the case and the accents; words that begin so come first', async () => {
    const keywords = ['Décor café', 'Nordic cafés', 'CAFE', 'cafeteria', 'decafe\u0301', 'Straße']
    await library.addFiles({ 'cafe.jpg': { keywords } })
    const names = async (query: string) =>
      (await list(`${here}?${new URLSearchParams(query)}`)).map(([name]) => name)
    const found = ['CAFE', 'cafeteria', 'Décor café', 'Nordic cafés', 'decafe\u0301']
    for (const typed of ['cafe', 'CAFÉ', 'cafe\u0301']) {
      assert.deepEqual(await names(`filter[name]=${typed}`), found)
      assert.deepEqual(await names(`filter[name]=${typed}&sort=-asset_count`), found)
    }
    assert.deepEqual(await names('filter[name]=STRASSE'), ['Straße'])
    assert.deepEqual(await names('filter[name]=c cafe'), ['Nordic cafés'])
    const second = await library.send(
      'GET',
      `${here}?filter[name]=cafe&page[size]=2&page[number]=1`,
    )
    const { data, meta } = second.json()
    assert.deepEqual(
      data.map(({ attributes }: { attributes: TagAttributes }) => attributes.name),
      found.slice(2, 4),
    )
    assert.equal(meta.pagination.totalRecords, found.length)
    for (const nothing of ['caff', 'ca_e', 'caf.']) {
      assert.deepEqual(await names(`filter[name]=${nothing}`), [])
    }
  })

  test('page by page', async () => {
    const { data, meta } = (await library.send('GET', `${here}?page[size]=2&page[number]=1`)).json()
    assert.equal(data.length, 2)
    assert.equal(meta.pagination.totalRecords, (await list(here)).length)
    assert.equal((await library.send('GET', `${here}?page[size]=101`)).statusCode, 400)
    assert.equal((await library.send('GET', `${here}?sort=asset_count`)).statusCode, 400)
    assert.equal(
      (await library.send('GET', '/sources/5ae507164b595f0001e048bc/tags')).statusCode,
      404,
    )
  })

  test('of many assets a sample tells of frequent tags; rare ones are counted', async () => {
    const names = Array.from({ length: 400 }, (_, at) => `many/${at}.jpg`)
    await library.addFiles(
      Object.fromEntries(
        names.map((name, at) => [name, { keywords: at < 7 ? ['usual', 'rare'] : ['usual'] }]),
      ),
    )
    const { accountId, id } = library.source
    const asked = { accountId, sourceIds: [id], sort: 'name', offset: 0, limit: 10 } as const
    const find = async (part: string) => {
      const limits = { sample: 200, few: 10, counted: 50 }
      const { tags } = await listTags(library.database.db, { ...asked, part }, limits)
      return tags.map(({ assetCount, countIsEstimate }) => [assetCount, countIsEstimate])
    }
    const [[usual = 0, isEstimate] = []] = (await find('usual')) as [number, boolean][]
    assert.equal(isEstimate, true)
    assert.ok(usual > 280 && usual < 520, String(usual))
    assert.deepEqual(await find('rare'), [[7, false]])
    assert.deepEqual(await find('elsewhere'), [[0, false]])
  })
})
