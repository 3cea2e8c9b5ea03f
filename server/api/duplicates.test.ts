import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { DuplicateGroupAttributes, NewDuplicateDecision } from '../../contract/searching.ts'
import { removeAssets } from '../catalog/assets.ts'
import { groupDuplicates } from '../catalog/group-duplicates.ts'
import type { AssetFacts } from '../catalog/save-reads.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let here: string
before(async () => {
  library = await startTestLibrary()
  here = `/sources/${library.source.publicId}`
})
after(() => library.close())

beforeEach(async () => {
  const { db } = library.database
  await db.deleteFrom('assets').execute()
  await db.deleteFrom('duplicate_decisions').execute()
  await grouped()
})

/** Until nothing is left to be grouped. */
async function grouped(): Promise<void> {
  while (await groupDuplicates(library.database.db, library.source.id));
  // The last batch may have noted groups that lost one.
  await groupDuplicates(library.database.db, library.source.id)
}

/** Facts of a file with this content, and this look if it is a picture. */
function file(content: string, look: bigint | null = null, facts: Partial<AssetFacts> = {}) {
  const perceptualHash = look === null ? null : look.toString(16).padStart(16, '0')
  const none = { colors: [], namedColors: {}, averageLuminance: 0, blurhash: '' }
  const contentHash = Buffer.from(content.padEnd(32, '.')).toString('hex')
  return { contentHash, pixels: { ...none, perceptualHash }, ...facts }
}

async function put(files: Record<string, ReturnType<typeof file>>): Promise<void> {
  await library.addFiles(files)
  await grouped()
}

interface Shown {
  id: string
  paths: string[]
  group: DuplicateGroupAttributes
}

async function groups(query = ''): Promise<Shown[]> {
  const answer = await library.send('GET', `${here}/duplicates?${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer
    .json()
    .data.map(({ id, attributes }: { id: string; attributes: DuplicateGroupAttributes }) => {
      const paths = attributes.assets.map(({ origin_path }) => origin_path).sort()
      return { id, paths, group: attributes }
    })
}

async function paths(query = ''): Promise<string[][]> {
  return (await groups(query)).map((group) => group.paths)
}

function decide(...decisions: NewDuplicateDecision[]) {
  const attributes = { decisions }
  return library.send('POST', `${here}/duplicates/decisions`, {
    type: 'duplicate_decisions',
    attributes,
  })
}

async function decided(...decisions: NewDuplicateDecision[]): Promise<string[]> {
  const answer = await decide(...decisions)
  assert.equal(answer.statusCode, 201, answer.body)
  await grouped()
  return answer.json().data.map(({ id }: { id: string }) => id)
}

async function takeBack(id = ''): Promise<void> {
  const answer = await library.send('DELETE', `${here}/duplicates/decisions/${id}`)
  assert.equal(answer.statusCode, 200, answer.body)
  await grouped()
}

async function asset(path: string) {
  const answer = await library.send('GET', `${here}/assets${path}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().data.attributes
}

/** Another hash that differs in the first so many bits. */
const flip = (look: bigint, bits: number) => look ^ ((1n << BigInt(bits)) - 1n)
const LOOK = 0x1234_5678_9abc_def0n

describe('groups', () => {
  test('files of the same bytes, the largest picture first', async () => {
    const small = { displayWidth: 10, displayHeight: 10 }
    await put({ 'a.bin': file('one', null, small), 'b/c.bin': file('one'), 'd.bin': file('two') })
    const [found, ...more] = await groups()
    assert.deepEqual(more, [])
    assert.ok(found)
    assert.equal(found.group.likeness, 'same')
    assert.deepEqual(
      found.group.assets.map(({ origin_path, distance }) => [origin_path, distance]),
      [
        ['/b/c.bin', 0],
        ['/a.bin', 0],
      ],
    )
    assert.equal(found.group.asset_count, 2)
    // The files hold their own paths.
    assert.equal(found.group.spare_bytes, 'a.bin'.length)
  })

  test('pictures that differ in six bits at most, but no chain of likenesses', async () => {
    const next = flip(LOOK, 6)
    await put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', next) })
    await put({ 'c.jpg': file('c', next ^ (0b111111n << 40n)), 'd.jpg': file('d', flip(LOOK, 8)) })
    const [found, ...more] = await groups('filter[likeness]=near')
    assert.deepEqual(more, [])
    assert.deepEqual(found?.paths, ['/a.jpg', '/b.jpg'])
    assert.deepEqual(
      found?.group.assets.map(({ distance }) => distance),
      [0, 6],
    )
    assert.deepEqual(await paths('filter[likeness]=same'), [])
  })

  test('copies of the same bytes are no near-duplicates, but come along with one', async () => {
    await put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('a', LOOK) })
    assert.deepEqual(await paths('filter[likeness]=near'), [])
    assert.deepEqual(await paths(), [['/a.jpg', '/b.jpg']])
    await put({ 'c.jpg': file('c', flip(LOOK, 2)) })
    assert.deepEqual(await paths('filter[likeness]=near'), [['/a.jpg', '/b.jpg', '/c.jpg']])
  })

  test('follow files that change, go and come back', async () => {
    await put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', LOOK), 'c.jpg': file('c', LOOK) })
    assert.deepEqual(await paths(), [['/a.jpg', '/b.jpg', '/c.jpg']])
    await put({ 'b.jpg': file('b2', ~LOOK & (2n ** 63n - 1n)) })
    assert.deepEqual(await paths(), [['/a.jpg', '/c.jpg']])
    const { db } = library.database
    await removeAssets(db, { sourceId: library.source.id, paths: ['c.jpg'] })
    assert.deepEqual(await paths(), [])
    await grouped()
    assert.equal((await db.selectFrom('duplicate_groups').select('id').execute()).length, 0)
    await put({ 'c.jpg': file('c', LOOK) })
    assert.deepEqual(await paths(), [['/a.jpg', '/c.jpg']])
  })

  test('come page by page, each once', async () => {
    const files = Array.from(
      { length: 14 },
      (_, at) => [`${at}.bin`, file(String(at >> 1))] as const,
    )
    await put(Object.fromEntries(files))
    const seen: string[][] = []
    for (let after = ''; ; ) {
      const answer = await library.send('GET', `${here}/duplicates?page[limit]=3${after}`)
      const { data, meta } = answer.json()
      seen.push(data.map(({ id }: { id: string }) => id))
      assert.equal(meta.cursor.totalRecords, '7')
      if (!meta.cursor.hasMore) break
      after = `&page[after]=${meta.cursor.after}`
    }
    assert.deepEqual(
      seen.map(({ length }) => length),
      [3, 3, 1],
    )
    assert.equal(new Set(seen.flat()).size, 7)
  })

  test('of many copies twenty are shown and all are counted', async () => {
    const files = Array.from({ length: 30 }, (_, at) => [`${at}.bin`, file('one')] as const)
    await put(Object.fromEntries(files))
    const [found] = await groups()
    assert.equal(found?.group.assets.length, 20)
    assert.equal(found?.group.asset_count, 30)
    const [id = ''] = await decided({ decision: 'keep_all', group: found?.id ?? '' })
    assert.deepEqual(await paths(), [])
    const { data } = (await library.send('GET', `${here}/duplicates/decisions`)).json()
    assert.deepEqual([data[0].id, data[0].attributes.asset_count], [id, 30])
  })
})

describe('decisions', () => {
  test('a group that was decided about comes back with a new copy, and with the decision', async () => {
    await put({ 'a.bin': file('one'), 'b.bin': file('one') })
    const [id] = await decided({ decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'] })
    assert.deepEqual(await paths(), [])
    await put({ 'c.bin': file('one') })
    const [found] = await groups()
    assert.deepEqual(found?.paths, ['/a.bin', '/b.bin', '/c.bin'])
    const [told] = found?.group.decisions ?? []
    assert.deepEqual(
      [told?.id, told?.decision, told?.origin_paths],
      [id, 'keep_all', ['/a.bin', '/b.bin']],
    )
    await decided({ decision: 'keep_all', origin_paths: ['/b.bin', '/c.bin'] })
    assert.deepEqual(await paths(), [])
  })

  test('different pictures are never shown together again', async () => {
    await put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', flip(LOOK, 2)) })
    const [id] = await decided({ decision: 'different', origin_paths: ['/a.jpg', '/b.jpg'] })
    await put({ 'c.jpg': file('c', flip(LOOK, 4)) })
    const [found, ...more] = await paths()
    assert.deepEqual(more, [])
    assert.equal(found?.length, 2)
    assert.ok(found?.includes('/c.jpg'))
    await takeBack(id)
    const together = (await paths()).flat()
    assert.ok(together.includes('/a.jpg') || together.includes('/b.jpg'))
  })

  test('nor are files of the same bytes', async () => {
    await put({ 'a.bin': file('one'), 'b.bin': file('one') })
    await decided({ decision: 'different', origin_paths: ['/a.bin', '/b.bin'] })
    assert.deepEqual(await paths(), [])
    await put({ 'c.bin': file('one') })
    const [found] = await paths()
    assert.deepEqual(found, ['/a.bin', '/c.bin'])
  })

  test('what was decided is remembered when files are read again, and not for another picture', async () => {
    await put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', LOOK) })
    await decided({ decision: 'keep_all', origin_paths: ['/a.jpg', '/b.jpg'] })
    await put({ 'b.jpg': file('b', LOOK) })
    assert.deepEqual(await paths(), [])
    await put({ 'b.jpg': file('compressed', flip(LOOK, 2)) })
    assert.deepEqual(await paths(), [])
    const other = 0x0fed_cba9_8765_4321n
    await put({ 'b.jpg': file('other', other), 'c.jpg': file('c', other) })
    assert.deepEqual(await paths(), [['/b.jpg', '/c.jpg']])
    await put({ 'a.jpg': file('third', other) })
    assert.deepEqual(await paths(), [['/a.jpg', '/b.jpg', '/c.jpg']])
  })

  test('taken back, the group is shown again; a decision that is not there is a 404', async () => {
    await put({ 'a.bin': file('one'), 'b.bin': file('one') })
    const [id] = await decided({ decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'] })
    await takeBack(id)
    assert.deepEqual(await paths(), [['/a.bin', '/b.bin']])
    const again = await library.send('DELETE', `${here}/duplicates/decisions/${id}`)
    assert.equal(again.statusCode, 404)
  })

  test('of two people who decide at once the second is told, and then may replace it', async () => {
    await put({ 'a.bin': file('one'), 'b.bin': file('one') })
    const both = ['/a.bin', '/b.bin']
    const answers = await Promise.all([
      decide({ decision: 'preferred', origin_paths: both, preferred: '/a.bin' }),
      decide({ decision: 'preferred', origin_paths: both, preferred: '/b.bin' }),
    ])
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 409])
    const marks = [(await asset('/a.bin')).duplicate_of, (await asset('/b.bin')).duplicate_of]
    assert.equal(marks.filter((mark) => mark !== null).length, 1)
    const [first] = (await library.send('GET', `${here}/duplicates/decisions`)).json().data
    const { preferred } = first.attributes
    const other = both.find((path) => path !== preferred) ?? ''
    await decided({
      decision: 'preferred',
      origin_paths: both,
      preferred: other,
      replaces: [first.id],
    })
    assert.equal((await asset(preferred)).duplicate_of, other)
    assert.equal((await asset(other)).duplicate_of, null)
    assert.equal((await library.send('GET', `${here}/duplicates/decisions`)).json().data.length, 1)
  })

  test('a list of decisions about one asset', async () => {
    await put({ 'a.bin': file('1'), 'b.bin': file('1'), 'c.bin': file('2'), 'd.bin': file('2') })
    const ids = await decided(
      { decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'] },
      { decision: 'different', origin_paths: ['/c.bin', '/d.bin'] },
    )
    const url = `${here}/duplicates/decisions?filter[origin_path]=/c.bin`
    const { data } = (await library.send('GET', url)).json()
    assert.deepEqual(
      data.map(({ id }: { id: string }) => id),
      [ids[1]],
    )
    assert.deepEqual(data[0].attributes.origin_paths, ['/c.bin', '/d.bin'])
    assert.equal(data[0].attributes.decided_by_api, true)
  })
})

describe('a preferred asset', () => {
  const both = ['/a.jpg', '/b.jpg']
  const prefer = { decision: 'preferred', origin_paths: both, preferred: '/a.jpg' } as const

  async function say(path: string, attributes: object): Promise<void> {
    const answer = await library.send('PATCH', `${here}/assets${path}`, {
      type: 'assets',
      attributes,
    })
    assert.equal(answer.statusCode, 200, answer.body)
  }

  test('its copies are marked, until that is taken back or it is gone', async () => {
    await put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', LOOK) })
    const [id] = await decided(prefer)
    assert.equal((await asset('/b.jpg')).duplicate_of, '/a.jpg')
    assert.equal((await asset('/a.jpg')).duplicate_of, null)
    assert.deepEqual(await paths(), [])
    await removeAssets(library.database.db, { sourceId: library.source.id, paths: ['a.jpg'] })
    await grouped()
    assert.equal((await asset('/b.jpg')).duplicate_of, null)
    await put({ 'a.jpg': file('a', LOOK) })
    assert.equal((await asset('/b.jpg')).duplicate_of, '/a.jpg')
    await takeBack(id)
    assert.equal((await asset('/b.jpg')).duplicate_of, null)
    const history = (await library.send('GET', `${here}/history/b.jpg`)).json().data
    assert.deepEqual(
      history.map(({ attributes }: { attributes: { fields: object } }) => attributes.fields),
      [
        { duplicate_of: { from: '/a.jpg', to: null } },
        { duplicate_of: { from: null, to: '/a.jpg' } },
      ],
    )
  })

  test('gets what its copies have and it has not, and nothing else', async () => {
    await put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', LOOK) })
    await say('/a.jpg', {
      categories: ['Sea'],
      custom_fields: { Sku: '1' },
      tags: { red: 1, gone: 0 },
      description: 'mine',
    })
    await say('/b.jpg', {
      categories: ['Sky', 'Sea'],
      custom_fields: { Sku: '2', Shop: 'Rome' },
      tags: { red: 0.5, blue: 0.7, gone: 1, never: 0 },
      description: 'theirs',
    })
    const before = await library.database.db
      .selectFrom('assets')
      .select('version')
      .orderBy('id')
      .execute()
    await decided({ ...prefer, merge_metadata: true })
    const merged = await asset('/a.jpg')
    assert.deepEqual(merged.categories, ['Sea', 'Sky'])
    assert.deepEqual(merged.custom_fields, { Sku: '1', Shop: 'Rome' })
    assert.deepEqual(merged.tags, { red: 1, gone: 0, blue: 0.7 })
    assert.equal(merged.description, 'mine')
    const now = await library.database.db
      .selectFrom('assets')
      .select('version')
      .orderBy('id')
      .execute()
    assert.deepEqual(
      now.map(({ version }, at) => version - (before[at]?.version ?? 0)),
      [1, 0],
    )
    const found = await library.send(
      'GET',
      `${here}/assets?filter[categories]=Sky&filter[custom:Shop]=Rome`,
    )
    assert.equal(found.json().data.length, 2)
  })

  test('merging what is there already changes nothing', async () => {
    await put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', LOOK) })
    await say('/a.jpg', { categories: ['Sea'] })
    const { date_modified } = await asset('/a.jpg')
    await decided({ ...prefer, merge_metadata: true })
    assert.equal((await asset('/a.jpg')).date_modified, date_modified)
  })
})

describe('what is refused', () => {
  const cases: [what: string, given: object, status: number][] = [
    ['one asset', { decision: 'keep_all', origin_paths: ['/a.bin'] }, 400],
    ['the same twice', { decision: 'keep_all', origin_paths: ['/a.bin', 'a.bin'] }, 400],
    ['neither paths nor group', { decision: 'keep_all' }, 400],
    ['both', { decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'], group: '1' }, 400],
    ['a group that is not there', { decision: 'keep_all', group: '999999' }, 400],
    ['an unknown asset', { decision: 'keep_all', origin_paths: ['/a.bin', '/x.bin'] }, 404],
    [
      'an asset that was not read',
      { decision: 'keep_all', origin_paths: ['/a.bin', '/c.bin'] },
      400,
    ],
    ['preferred without one', { decision: 'preferred', origin_paths: ['/a.bin', '/b.bin'] }, 400],
    [
      'a preferred one that is not among them',
      { decision: 'preferred', origin_paths: ['/a.bin', '/b.bin'], preferred: '/c.bin' },
      400,
    ],
    [
      'merging without a preferred one',
      { decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'], merge_metadata: true },
      400,
    ],
    [
      'a path that leaves the Source',
      { decision: 'keep_all', origin_paths: ['/a.bin', '/../b'] },
      400,
    ],
    ['another decision', { decision: 'delete', origin_paths: ['/a.bin', '/b.bin'] }, 400],
  ]
  for (const [what, given, status] of cases) {
    test(what, async () => {
      await put({
        'a.bin': file('one'),
        'b.bin': file('one'),
        'c.bin': { ...file(''), contentHash: null as never },
      })
      const answer = await decide(given as NewDuplicateDecision)
      assert.equal(answer.statusCode, status, answer.body)
      assert.equal(
        (await library.send('GET', `${here}/duplicates/decisions`)).json().data.length,
        0,
      )
    })
  }

  test('all or nothing', async () => {
    await put({ 'a.bin': file('one'), 'b.bin': file('one') })
    const good: NewDuplicateDecision = { decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'] }
    const answer = await decide(good, { ...good, origin_paths: ['/a.bin', '/nowhere.bin'] })
    assert.equal(answer.statusCode, 404)
    assert.equal(answer.json().errors[0].source.pointer, '/data/attributes/decisions/1')
    assert.deepEqual(await paths(), [['/a.bin', '/b.bin']])
  })

  test('who may only look may not decide', async () => {
    const key = await library.keyWith(['asset_browse'])
    const headers = { authorization: `Bearer ${key}` }
    const url = `/api/v1${here}/duplicates`
    assert.equal((await library.app.inject({ url, headers })).statusCode, 200)
    const payload = { data: { type: 'duplicate_decisions', attributes: { decisions: [] } } }
    const posted = await library.app.inject({
      method: 'POST',
      url: `${url}/decisions`,
      headers,
      payload,
    })
    assert.equal(posted.statusCode, 403)
  })
})
