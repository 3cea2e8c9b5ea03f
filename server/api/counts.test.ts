import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { startTestLibrary, type TestLibrary } from './test-library.ts'
import { until } from './test-uploads.ts'

let library: TestLibrary
let base: string
before(async () => {
  library = await startTestLibrary()
  base = `/sources/${library.source.publicId}`
  const names = Array.from({ length: 12 }, (_, at) => `trip/${at % 2 ? 'day' : 'night'}/${at}.jpg`)
  const facts = { keywords: ['sea'], takenAt: new Date('2021-05-05T12:00:00Z') }
  await library.addFiles(Object.fromEntries(names.map((name) => [name, facts])))
  await library.addFiles({ 'plan.pdf': { mediaKind: 'DOCUMENT', contentType: 'application/pdf' } })
})
after(() => library.close())

test('a search is counted, with the filters of the list', async () => {
  const counts: [query: string, total: number][] = [
    ['', 13],
    ['filter[tags]=sea', 12],
    ['filter[or:keyword]=plan&filter[or:folder_path]=/trip/day', 7],
    ['filter[tags]=unheard', 0],
    ['filter[tags]=sea&meta[total]=exact', 12],
  ]
  for (const [query, total] of counts) {
    const { data } = (await library.send('GET', `${base}/count?${query}`)).json()
    assert.equal(data.type, 'counts')
    assert.equal(data.id, library.source.publicId)
    assert.deepEqual(data.attributes, { total, total_is_estimate: false }, query)
  }
})

test('what the assets of a search have in common', async () => {
  for (const exact of ['', '&meta[total]=exact']) {
    const answer = await library.send(
      'GET',
      `${base}/facets?filter[folder_path]=/trip&limit=2${exact}`,
    )
    assert.deepEqual(answer.json().data.attributes, {
      total: 12,
      total_is_estimate: false,
      counts_are_estimates: false,
      tags: [{ value: 'sea', count: 12 }],
      categories: [],
      folders: [
        { value: '/trip', count: 12 },
        { value: '/trip/day', count: 6 },
      ],
      media_kinds: [{ value: 'IMAGE', count: 12 }],
      content_types: [{ value: 'image/jpeg', count: 12 }],
      years: [{ value: '2021', count: 12 }],
    })
  }
})

test('the place of an asset in a list is told, in every order', async () => {
  const list = async (query: string): Promise<string[]> => {
    const { data } = (await library.send('GET', `${base}/assets?page[limit]=50&${query}`)).json()
    return data.map(
      (asset: { attributes: { origin_path: string } }) => asset.attributes.origin_path,
    )
  }
  const queries = [
    'sort=origin_path',
    'sort=-file_size',
    'sort=-date_taken&filter[tags]=sea',
    'sort=relevance&filter[or:keyword]=4&filter[or:keyword]=trip',
  ]
  for (const query of queries) {
    const paths = await list(query)
    assert.ok(paths.length > 10, query)
    for (const [position, path] of paths.entries()) {
      const asked = `${base}/position?${query}&path=${encodeURIComponent(path)}`
      const { data } = (await library.send('GET', asked)).json()
      assert.deepEqual([data.type, data.attributes], ['positions', { position }], query + path)
    }
  }
  for (const path of ['/plan.pdf', '/unheard.jpg']) {
    const answer = await library.send('GET', `${base}/position?filter[tags]=sea&path=${path}`)
    assert.deepEqual(answer.json().data.attributes, { position: null })
  }
})

test('what cannot be counted is refused by name', async () => {
  const refused: [path: string, parameter: string][] = [
    ['count?filter[unheard]=1', 'filter[unheard]'],
    ['count?sort=date_created', 'sort'],
    ['count?limit=3', 'limit'],
    ['position', 'path'],
    ['position?path=plan.pdf&sort=size', 'sort'],
    ['position?path=plan.pdf&sort=relevance', 'sort'],
    ['facets?limit=0', 'limit'],
    ['facets?limit=101', 'limit'],
    ['facets?filter[face_count]=many', 'filter[face_count]'],
  ]
  for (const [path, parameter] of refused) {
    const answer = await library.send('GET', `${base}/${path}`)
    assert.equal(answer.statusCode, 400, path)
    assert.equal(answer.json().errors[0].source.parameter, parameter)
  }
  assert.equal((await library.send('GET', '/sources/none/facets')).statusCode, 404)
})

test('a search of which the client has gone is cancelled, whatever it was', async () => {
  const { app, apiKey, database } = library
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const waiting = async () => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(database.db)
    return rows.length
  }
  await database.db.transaction().execute(async (tx) => {
    await sql`lock table lexicon in access exclusive mode`.execute(tx)
    for (const what of ['assets', 'count', 'facets']) {
      const leaving = new AbortController()
      const url = `${address}/api/v1${base}/${what}?filter[keyword]=sea`
      const headers = { authorization: `Bearer ${apiKey}` }
      const answer = fetch(url, { headers, signal: leaving.signal })
      await until(async () => (await waiting()) > 0)
      leaving.abort()
      await assert.rejects(answer)
      await until(async () => (await waiting()) === 0)
    }
  })
  // Not that they took too long.
  const told = () => library.log.filter((line) => line.includes('Whoever asked has gone')).length
  await until(() => told() === 3)
})
