import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { SimilarAssetAttributes } from '../../contract/searching.ts'
import { groupDuplicates } from '../catalog/likeness/group-duplicates.ts'
import { placeVectors } from '../catalog/likeness/near-vectors.ts'
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
const MODEL = 'centernet-c5-1'
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

test('an asset on its own says what its bytes are known by; a list does not', async () => {
  const read = async (path: string) =>
    (await library.send('GET', `${here}/assets${path}`)).json().data.attributes?.content_hash
  assert.equal(await read('/a.jpg'), '1'.padStart(64, '0'))
  assert.equal(await read('/copy.jpg'), await read('/a.jpg'))
  assert.equal(await read('/unread.jpg'), null)
  const list = (await library.send('GET', `${here}/assets`)).json().data
  assert.equal('content_hash' in list[0].attributes, false)
})

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
        one.by,
        one.similarity,
      ])
    assert.deepEqual(told, [
      ['/copy.jpg', true, 0, 'bytes', 1],
      ['/near/two.jpg', false, 2, 'look', 0.938],
      ['/near/six.jpg', false, 6, 'look', 0.813],
    ])
  })

  test('with the alerts by which pictures are hidden, unless these are switched off', async () => {
    const { db } = library.database
    const alertsOfCopies = async () => {
      const { data } = (await nearest('a.jpg?limit=2')).json()
      return data.map(
        ({
          attributes: { warning_adult, warning_violence },
        }: {
          attributes: SimilarAssetAttributes
        }) => [warning_adult, warning_violence],
      )
    }
    const alert = { type: 'assets', attributes: { warning_adult: 5 } }
    const patched = await library.send('PATCH', `${here}/assets/copy.jpg`, alert)
    assert.equal(patched.statusCode, 200, patched.body)
    assert.deepEqual(await alertsOfCopies(), [
      [5, null],
      [null, null],
    ])
    await sql`insert into analysis_settings (account_id, features)
      values (${library.source.accountId}, '{"alerts": false}')`.execute(db)
    assert.deepEqual(await alertsOfCopies(), [
      [null, null],
      [null, null],
    ])
    await sql`delete from analysis_settings`.execute(db)
  })

  test('nothing for what cannot be compared, 404 for what is not there', async () => {
    assert.deepEqual((await nearest('unread.jpg')).json().data, [])
    assert.equal((await nearest('nowhere.jpg')).statusCode, 404)
  })
})

describe('what shows similar things', () => {
  // Of what looks the same, more or less, and not at all similar; other models are not compared.
  const VECTORS: [path: string, model: string, vector: number[]][] = [
    ['a.jpg', MODEL, [100, 100]],
    ['near/two.jpg', MODEL, [100, 90]],
    ['other.jpg', MODEL, [127, 30]],
    ['unread.jpg', MODEL, [100, -10]],
    ['text.txt', MODEL, [-100, 127]],
    ['far/ten.jpg', 'transformers:clip', [100, 100]],
  ]
  before(async () => {
    const { db } = library.database
    const { id: sourceId } = library.source
    for (const [path, model, vector] of VECTORS) {
      const { id: assetId } = await db
        .selectFrom('assets')
        .select('id')
        .where('source_id', '=', sourceId)
        .where('origin_path', '=', path)
        .executeTakeFirstOrThrow()
      const bytes = Buffer.from(Int8Array.from(vector))
      const row = { asset_id: assetId, source_id: sourceId, model, scale: 0.01, vector: bytes }
      await db.insertInto('asset_embeddings').values(row).execute()
      await placeVectors(db, [{ assetId, sourceId, model, bytes }])
    }
  })

  test('comes behind what looks the same, each once, the nearest first', async () => {
    const answer = await library.send('GET', `${here}/similar/a.jpg`)
    const told = answer
      .json()
      .data.map(({ attributes: one }: { attributes: SimilarAssetAttributes }) => [
        one.origin_path,
        one.by,
        one.similarity,
        one.distance,
      ])
    assert.deepEqual(told.slice(3), [
      ['/far/ten.jpg', 'look', 0.688, 10],
      ['/other.jpg', 'content', 0.851, null],
      ['/unread.jpg', 'content', 0.633, null],
    ])
    const paths = told.map(([path]: [string]) => path)
    const query = 'filter[similar_to]=/a.jpg&sort=relevance'
    assert.deepEqual(await find(query), paths)
    assert.deepEqual(await find(`${query}&filter[origin_path]=other`), ['/other.jpg'])
  })

  test('is found for what has no looks that can be compared', async () => {
    assert.deepEqual(await find('filter[similar_to]=/unread.jpg&sort=relevance'), [
      '/other.jpg',
      '/near/two.jpg',
      '/a.jpg',
    ])
    assert.deepEqual(await find('filter[similar_to]=/text.txt'), [])
  })
})
