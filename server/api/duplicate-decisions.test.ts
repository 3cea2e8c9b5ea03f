import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { NewDuplicateDecision } from '../../contract/searching.ts'
import { removeAssets } from '../catalog/assets.ts'
import { duplicatesOf, file, flip, LOOK } from './test-duplicates.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let copies: ReturnType<typeof duplicatesOf>
before(async () => {
  library = await startTestLibrary()
  copies = duplicatesOf(library)
})
after(() => library.close())
beforeEach(() => copies.empty())

describe('decisions', () => {
  test('a group that was decided about comes back with a new copy, and with the decision', async () => {
    await copies.put({ 'a.bin': file('one'), 'b.bin': file('one') })
    const [id] = await copies.decided({ decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'] })
    assert.deepEqual(await copies.paths(), [])
    await copies.put({ 'c.bin': file('one') })
    const [found] = await copies.groups()
    assert.deepEqual(found?.paths, ['/a.bin', '/b.bin', '/c.bin'])
    const [told] = found?.group.decisions ?? []
    assert.deepEqual(
      [told?.id, told?.decision, told?.origin_paths],
      [id, 'keep_all', ['/a.bin', '/b.bin']],
    )
    await copies.decided({ decision: 'keep_all', origin_paths: ['/b.bin', '/c.bin'] })
    assert.deepEqual(await copies.paths(), [])
  })

  test('different pictures are never shown together again', async () => {
    await copies.put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', flip(LOOK, 2)) })
    const [id] = await copies.decided({ decision: 'different', origin_paths: ['/a.jpg', '/b.jpg'] })
    await copies.put({ 'c.jpg': file('c', flip(LOOK, 4)) })
    const [found, ...more] = await copies.paths()
    assert.deepEqual(more, [])
    assert.equal(found?.length, 2)
    assert.ok(found?.includes('/c.jpg'))
    await copies.takeBack(id)
    const together = (await copies.paths()).flat()
    assert.ok(together.includes('/a.jpg') || together.includes('/b.jpg'))
  })

  test('nor are files of the same bytes', async () => {
    await copies.put({ 'a.bin': file('one'), 'b.bin': file('one') })
    await copies.decided({ decision: 'different', origin_paths: ['/a.bin', '/b.bin'] })
    assert.deepEqual(await copies.paths(), [])
    await copies.put({ 'c.bin': file('one') })
    const [found] = await copies.paths()
    assert.deepEqual(found, ['/a.bin', '/c.bin'])
  })

  test('what was decided is remembered when files are read again, and not for another picture', async () => {
    await copies.put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', LOOK) })
    await copies.decided({ decision: 'keep_all', origin_paths: ['/a.jpg', '/b.jpg'] })
    await copies.put({ 'b.jpg': file('b', LOOK) })
    assert.deepEqual(await copies.paths(), [])
    await copies.put({ 'b.jpg': file('compressed', flip(LOOK, 2)) })
    assert.deepEqual(await copies.paths(), [])
    const other = 0x0fed_cba9_8765_4321n
    await copies.put({ 'b.jpg': file('other', other), 'c.jpg': file('c', other) })
    assert.deepEqual(await copies.paths(), [['/b.jpg', '/c.jpg']])
    await copies.put({ 'a.jpg': file('third', other) })
    assert.deepEqual(await copies.paths(), [['/a.jpg', '/b.jpg', '/c.jpg']])
  })

  test('taken back, the group is shown again; a decision that is not there is a 404', async () => {
    await copies.put({ 'a.bin': file('one'), 'b.bin': file('one') })
    const [id] = await copies.decided({ decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'] })
    await copies.takeBack(id)
    assert.deepEqual(await copies.paths(), [['/a.bin', '/b.bin']])
    const again = await library.send('DELETE', `${copies.here}/duplicates/decisions/${id}`)
    assert.equal(again.statusCode, 404)
  })

  test('many are taken back at once, those that are gone already left aside', async () => {
    const other = LOOK ^ 0x0f0f_0f0f_0f0f_0f0fn
    await copies.put({
      'p.jpg': file('a', LOOK),
      'q.jpg': file('b', LOOK),
      'r.jpg': file('c', other),
      's.jpg': file('d', other),
    })
    const prefer = (preferred: string, copy: string): NewDuplicateDecision => ({
      decision: 'preferred',
      origin_paths: [preferred, copy],
      preferred,
    })
    const ids = await copies.decided(prefer('/p.jpg', '/q.jpg'), prefer('/r.jpg', '/s.jpg'))
    assert.equal((await copies.asset('/s.jpg')).duplicate_of, '/r.jpg')
    const answer = await copies.takeBackMany([...ids, '999999999'])
    assert.equal(answer.statusCode, 200, answer.body)
    const { data } = answer.json()
    assert.deepEqual(
      data.map(({ id }: { id: string }) => id),
      ids,
    )
    assert.equal(data[1].attributes.preferred, '/r.jpg')
    assert.equal((await copies.asset('/q.jpg')).duplicate_of, null)
    assert.equal((await copies.asset('/s.jpg')).duplicate_of, null)
    assert.equal((await copies.paths()).length, 2)
    assert.deepEqual((await copies.takeBackMany(ids)).json().data, [])
    for (const wrong of [[], ['x'], ['1', null], Array(501).fill('1')]) {
      assert.equal((await copies.takeBackMany(wrong as string[])).statusCode, 400)
    }
  })

  test('of two people who decide at once the second is told, and then may replace it', async () => {
    await copies.put({ 'a.bin': file('one'), 'b.bin': file('one') })
    const both = ['/a.bin', '/b.bin']
    const answers = await Promise.all([
      copies.decide({ decision: 'preferred', origin_paths: both, preferred: '/a.bin' }),
      copies.decide({ decision: 'preferred', origin_paths: both, preferred: '/b.bin' }),
    ])
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 409])
    const marks = [
      (await copies.asset('/a.bin')).duplicate_of,
      (await copies.asset('/b.bin')).duplicate_of,
    ]
    assert.equal(marks.filter((mark) => mark !== null).length, 1)
    const [first] = (await library.send('GET', `${copies.here}/duplicates/decisions`)).json().data
    const { preferred } = first.attributes
    const other = both.find((path) => path !== preferred) ?? ''
    await copies.decided({
      decision: 'preferred',
      origin_paths: both,
      preferred: other,
      replaces: [first.id],
    })
    assert.equal((await copies.asset(preferred)).duplicate_of, other)
    assert.equal((await copies.asset(other)).duplicate_of, null)
    assert.equal(
      (await library.send('GET', `${copies.here}/duplicates/decisions`)).json().data.length,
      1,
    )
  })

  test('a list of decisions about one asset', async () => {
    await copies.put({
      'a.bin': file('1'),
      'b.bin': file('1'),
      'c.bin': file('2'),
      'd.bin': file('2'),
    })
    const ids = await copies.decided(
      { decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'] },
      { decision: 'different', origin_paths: ['/c.bin', '/d.bin'] },
    )
    const url = `${copies.here}/duplicates/decisions?filter[origin_path]=/c.bin`
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
    const answer = await library.send('PATCH', `${copies.here}/assets${path}`, {
      type: 'assets',
      attributes,
    })
    assert.equal(answer.statusCode, 200, answer.body)
  }

  test('its copies are marked, until that is taken back or it is gone', async () => {
    await copies.put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', LOOK) })
    const [id] = await copies.decided(prefer)
    assert.equal((await copies.asset('/b.jpg')).duplicate_of, '/a.jpg')
    assert.equal((await copies.asset('/a.jpg')).duplicate_of, null)
    assert.deepEqual(await copies.paths(), [])
    await removeAssets(library.database.db, { sourceId: library.source.id, paths: ['a.jpg'] })
    await copies.grouped()
    assert.equal((await copies.asset('/b.jpg')).duplicate_of, null)
    await copies.put({ 'a.jpg': file('a', LOOK) })
    assert.equal((await copies.asset('/b.jpg')).duplicate_of, '/a.jpg')
    await copies.takeBack(id)
    assert.equal((await copies.asset('/b.jpg')).duplicate_of, null)
    const history = (await library.send('GET', `${copies.here}/history/b.jpg`)).json().data
    assert.deepEqual(
      history.map(({ attributes }: { attributes: { fields: object } }) => attributes.fields),
      [
        { duplicate_of: { from: '/a.jpg', to: null } },
        { duplicate_of: { from: null, to: '/a.jpg' } },
      ],
    )
  })

  test('gets what its copies have and it has not, and nothing else', async () => {
    await copies.put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', LOOK) })
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
    await copies.decided({ ...prefer, merge_metadata: true })
    const merged = await copies.asset('/a.jpg')
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
      `${copies.here}/assets?filter[categories]=Sky&filter[custom:Shop]=Rome`,
    )
    assert.equal(found.json().data.length, 2)
  })

  test('merging what is there already changes nothing', async () => {
    await copies.put({ 'a.jpg': file('a', LOOK), 'b.jpg': file('b', LOOK) })
    await say('/a.jpg', { categories: ['Sea'] })
    const { date_modified } = await copies.asset('/a.jpg')
    await copies.decided({ ...prefer, merge_metadata: true })
    assert.equal((await copies.asset('/a.jpg')).date_modified, date_modified)
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
      await copies.put({
        'a.bin': file('one'),
        'b.bin': file('one'),
        'c.bin': { ...file(''), contentHash: null as never },
      })
      const answer = await copies.decide(given as NewDuplicateDecision)
      assert.equal(answer.statusCode, status, answer.body)
      assert.equal(
        (await library.send('GET', `${copies.here}/duplicates/decisions`)).json().data.length,
        0,
      )
    })
  }

  test('all or nothing', async () => {
    await copies.put({ 'a.bin': file('one'), 'b.bin': file('one') })
    const good: NewDuplicateDecision = { decision: 'keep_all', origin_paths: ['/a.bin', '/b.bin'] }
    const answer = await copies.decide(good, { ...good, origin_paths: ['/a.bin', '/nowhere.bin'] })
    assert.equal(answer.statusCode, 404)
    assert.equal(answer.json().errors[0].source.pointer, '/data/attributes/decisions/1')
    assert.deepEqual(await copies.paths(), [['/a.bin', '/b.bin']])
  })

  test('who may only look may not decide', async () => {
    const key = await library.keyWith(['asset_browse'])
    const headers = { authorization: `Bearer ${key}` }
    const url = `/api/v1${copies.here}/duplicates`
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
