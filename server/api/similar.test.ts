import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { SimilarAssetAttributes } from '../../contract/searching.ts'
import { groupDuplicates } from '../catalog/likeness/group-duplicates.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let here: string
before(async () => {
  library = await startTestLibrary()
  here = `/sources/${library.source.publicId}`
  await library.addFiles({
    'a.jpg': look(LOOK),
    'near/six.jpg': look(LOOK ^ 0b111111n),
    'near/two.jpg': look(LOOK ^ 0b11n),
    'far/ten.jpg': look(LOOK ^ (0b11111n << 40n) ^ (0b11111n << 3n)),
    'other.jpg': look(0x7fff_0000_ff00_0f0fn),
    'copy.jpg': look(LOOK, 'a.jpg'),
    'unread.jpg': {},
    'text.txt': { contentHash: 'ab'.repeat(32) },
  })
})
after(() => library.close())

const LOOK = 0x1234_5678_9abc_def0n
let made = 0
function look(hash: bigint, same?: string) {
  made += 1
  const contentHash = (same ? 1 : made).toString(16).padStart(64, '0')
  const perceptualHash = hash.toString(16).padStart(16, '0')
  const none = { colors: [], namedColors: {}, averageLuminance: 0, blurhash: '' }
  return { contentHash, pixels: { ...none, perceptualHash } }
}

async function find(query: string): Promise<string[]> {
  const answer = await library.send('GET', `${here}/assets?${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  const { data, meta } = answer.json()
  if (!query.includes('page')) assert.equal(meta.cursor.totalRecords, String(data.length))
  return data.map(
    ({ attributes }: { attributes: { origin_path: string } }) => attributes.origin_path,
  )
}

const nearestFirst = ['/copy.jpg', '/near/two.jpg', '/near/six.jpg', '/far/ten.jpg']

describe('similar_to', () => {
  test('finds the same bytes first, then what differs least, and not the asset itself', async () => {
    assert.deepEqual(await find('filter[similar_to]=/a.jpg&sort=relevance'), nearestFirst)
  })

  test('goes with other filters and sorts', async () => {
    const query = 'filter[similar_to]=/a.jpg&filter[folder_path]=/near&sort=origin_path'
    assert.deepEqual(await find(query), ['/near/six.jpg', '/near/two.jpg'])
    const either = 'filter[or:similar_to]=/a.jpg&filter[or:origin_path]=other&sort=origin_path'
    assert.deepEqual(await find(either), [...nearestFirst, '/other.jpg'].sort())
    assert.equal((await find('filter[similar_to]=/a.jpg')).length, 4)
  })

  test('page by page, by cursor and by number', async () => {
    const query = 'filter[similar_to]=/a.jpg&sort=relevance&page[limit]=3'
    const first = (await library.send('GET', `${here}/assets?${query}`)).json()
    assert.equal(first.data.length, 3)
    const next = await find(`${query}&page[after]=${first.meta.cursor.after}`)
    assert.deepEqual(next, nearestFirst.slice(3))
    assert.deepEqual(await find(`${query}&page[cursor]=${first.meta.cursor.next}`), next)
    const keyword = await library.send(
      'GET',
      `${here}/assets?filter[keyword]=a&sort=relevance&page[after]=${first.meta.cursor.after}`,
    )
    assert.equal(keyword.statusCode, 400, keyword.body)
  })

  test('nothing is like what could not be read or compared', async () => {
    assert.deepEqual(await find('filter[similar_to]=/unread.jpg'), [])
    assert.deepEqual(await find('filter[similar_to]=/text.txt'), [])
  })

  test('an asset that is not there is a 404 that names the filter', async () => {
    const answer = await library.send('GET', `${here}/assets?filter[similar_to]=/nowhere.jpg`)
    assert.equal(answer.statusCode, 404)
    assert.equal(answer.json().errors[0].source.parameter, 'filter[similar_to]')
  })
})

test('copies of a preferred asset are found by their mark', async () => {
  while (await groupDuplicates(library.database.db, library.source.id));
  const decision = {
    decision: 'preferred',
    origin_paths: ['/a.jpg', '/copy.jpg'],
    preferred: '/a.jpg',
  }
  const data = { type: 'duplicate_decisions', attributes: { decisions: [decision] } }
  const answer = await library.send('POST', `${here}/duplicates/decisions`, data)
  assert.equal(answer.statusCode, 201, answer.body)
  assert.deepEqual(await find('filter[duplicate]=true'), ['/copy.jpg'])
  const others = await find('filter[duplicate]=false')
  assert.equal(others.length, 7)
  assert.ok(!others.includes('/copy.jpg'))
  const { id } = answer.json().data[0]
  await library.send('DELETE', `${here}/duplicates/decisions/${id}`)
  assert.deepEqual(await find('filter[duplicate]=true'), [])
  const maybe = await library.send('GET', `${here}/assets?filter[duplicate]=maybe`)
  assert.equal(maybe.statusCode, 400)
})

describe('the nearest with how alike they are', () => {
  const nearest = (path: string) => library.send('GET', `${here}/similar/${path}`)

  test('the same bytes first, then bits', async () => {
    const answer = await nearest('a.jpg?limit=3')
    assert.equal(answer.statusCode, 200, answer.body)
    const told = answer
      .json()
      .data.map(({ attributes: one }: { attributes: SimilarAssetAttributes }) => [
        one.origin_path,
        one.same_bytes,
        one.distance,
      ])
    assert.deepEqual(told, [
      ['/copy.jpg', true, 0],
      ['/near/two.jpg', false, 2],
      ['/near/six.jpg', false, 6],
    ])
  })

  test('nothing for what cannot be compared, 404 for what is not there', async () => {
    assert.deepEqual((await nearest('unread.jpg')).json().data, [])
    assert.equal((await nearest('nowhere.jpg')).statusCode, 404)
  })
})
