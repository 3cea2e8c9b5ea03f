import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import type { AnalysisProgress } from '../../contract/analysis.ts'
import { createSource } from '../catalog/sources.ts'
import { requireAnalysis } from './analysis-requests.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let base = ''

const pixels = {
  colors: [],
  namedColors: {},
  averageLuminance: 0.5,
  blurhash: 'L00000fQfQfQfQfQfQfQfQfQfQfQ',
  perceptualHash: null,
}

before(async () => {
  library = await startTestLibrary()
  base = `/sources/${library.source.publicId}`
  await library.addFiles({
    'a b.jpg': { pixels },
    'b/c.jpg': { pixels },
    'b/d.png': { pixels, mediaKind: 'ANIMATION' },
    'e.mp4': { mediaKind: 'VIDEO' },
  })
})
beforeEach(async () => {
  const { db } = library.database
  await sql`delete from analysis_settings`.execute(db)
  await sql`delete from analysis_queue`.execute(db)
  await sql`delete from asset_analyses`.execute(db)
})
after(() => library.close())

const ALL_OFF = { tags: false, faces: false, alerts: false, alt_text: false, text: false }

async function change(attributes: unknown): Promise<void> {
  const answer = await library.send('PATCH', '/analysis_settings', {
    type: 'analysis_settings',
    attributes,
  })
  assert.equal(answer.statusCode, 200, answer.body)
}

async function queued(): Promise<{ path: string; priority: number; forced: boolean }[]> {
  const { rows } = await sql<{ path: string; priority: number; forced: boolean }>`
    select origin_path as path, priority, forced from analysis_queue q
    join assets a on a.id = q.asset_id order by path`.execute(library.database.db)
  return rows
}

function refusal(answer: LightMyRequestResponse): string {
  const [error] = answer.json().errors ?? [{}]
  return `${answer.statusCode} ${error.source?.pointer ?? ''}: ${error.detail}`
}

const analyze = (path: string) => library.send('POST', `${base}/assets/analyze/${path}`, {})

describe('one picture', () => {
  test('is looked at again before all others', async () => {
    const answer = await analyze('a%20b.jpg')
    assert.equal(answer.statusCode, 202, answer.body)
    assert.equal(answer.json().data.attributes.analysis_status, 'waiting')
    assert.deepEqual(await queued(), [{ path: 'a b.jpg', priority: 0, forced: true }])
    assert.equal((await analyze('a%20b.jpg')).statusCode, 202)
    assert.equal((await queued()).length, 1)
  })

  test('is refused when there is nothing to look at, or nothing is looked for', async () => {
    assert.match(refusal(await analyze('nothing.jpg')), /^404 .*nothing\.jpg/)
    assert.match(refusal(await analyze('a%00b')), /^400/)
    assert.match(refusal(await analyze('e.mp4')), /^409 .*no picture/)
    await change({ features: { ...ALL_OFF, similar: false } })
    assert.match(refusal(await analyze('a%20b.jpg')), /^409 .*switched off in the settings/)
    const nobody = { tags: [], faces: [], alerts: [], alt_text: [], text: [], embedding: [] }
    await change({ features: { tags: true }, order: nobody })
    assert.equal((await analyze('a%20b.jpg')).statusCode, 409)
    assert.deepEqual(await queued(), [])
  })

  test('of another account is not there', async () => {
    const { db } = library.database
    const { rows } = await sql<{ id: number }>`
      insert into accounts (name) values ('other') returning id`.execute(db)
    const deployment = {
      type: 'local' as const,
      imgix_subdomains: ['other'],
      local_path: library.folder,
    }
    const draft = { accountId: rows[0]?.id ?? 0, name: 'Other', deployment }
    const { publicId } = await createSource(db, library.box, draft)
    const selection = { query: '' }
    const asked: ['GET' | 'POST', string, unknown][] = [
      ['GET', 'analysis', undefined],
      ['POST', 'analysis/retry', undefined],
      ['POST', 'assets/analyze/a.jpg', undefined],
      ['POST', 'analysis/estimates', { type: 'analysis_estimates', attributes: { selection } }],
      [
        'POST',
        'bulk_edits',
        { type: 'bulk_edits', attributes: { selection, operations: { analyze: true } } },
      ],
    ]
    for (const [method, path, data] of asked) {
      const answer = await library.send(method, `/sources/${publicId}/${path}`, data)
      assert.equal(answer.statusCode, 404, path)
    }
  })

  test('is off when the operator says so', async () => {
    const { db } = library.database
    await assert.rejects(
      requireAnalysis({ db, analysisMode: 'off' }, library.source.accountId),
      /by the operator/,
    )
  })
})

test('who may not edit lets nothing be looked at', async () => {
  const authorization = `Bearer ${await library.keyWith(['asset_browse'])}`
  for (const path of ['assets/analyze/a.jpg', 'analysis/retry']) {
    const url = `/api/v1${base}/${path}`
    const answer = await library.app.inject({ method: 'POST', url, headers: { authorization } })
    assert.equal(answer.statusCode, 403)
  }
  const url = `/api/v1${base}/analysis`
  assert.equal((await library.app.inject({ url, headers: { authorization } })).statusCode, 200)
})

test('analysing many stands alone, and is refused while nothing is looked for', async () => {
  const edit = (operations: object) =>
    library.send('POST', `${base}/bulk_edits`, {
      type: 'bulk_edits',
      attributes: { selection: { query: '' }, operations },
    })
  assert.match(
    refusal(await edit({ analyze: true, add_tags: ['x'] })),
    /^400 \/data\/attributes\/operations\/analyze: .*not with add_tags/,
  )
  assert.match(refusal(await edit({ refresh: true, analyze: true })), /^400 .*refresh stands alone/)
  assert.equal((await edit({ analyze: false })).statusCode, 400)
  const made = await edit({ analyze: true })
  assert.equal(made.statusCode, 202)
  const { id } = made.json().data
  assert.match(refusal(await library.send('POST', `/bulk_edits/${id}/undo`)), /^409 .*cannot be/)
  await change({ features: { ...ALL_OFF, similar: false } })
  assert.match(refusal(await edit({ analyze: true })), /^409/)
})

describe('an estimate', () => {
  async function estimate(selection: unknown) {
    const attributes = { selection }
    return await library.send('POST', `${base}/analysis/estimates`, {
      type: 'analysis_estimates',
      attributes,
    })
  }
  const google = {
    enabled: true,
    api_key: 'AIza-test',
    price_per_1000: 1.5,
    daily_budget: 2,
  }

  test('counts pictures of a search or named ones', async () => {
    const cases: [selection: unknown, pictures: number][] = [
      [{ query: '' }, 3],
      [{ query: 'filter[folder_path]=/b' }, 2],
      [{ query: 'filter[media_kind]=VIDEO' }, 0],
      [{ query: '', excluded_paths: ['/a b.jpg', '/e.mp4', '/none.jpg'] }, 2],
      [{ paths: ['/a b.jpg', '/e.mp4', '/none.jpg'] }, 1],
    ]
    for (const [selection, pictures] of cases) {
      const answer = await estimate(selection)
      assert.deepEqual(answer.json().data.attributes, {
        pictures,
        pictures_is_estimate: false,
        providers: [],
      })
    }
  })

  test('says what those that are asked take, in dollars and days', async () => {
    const openai = { enabled: true, base_url: 'http://localhost:1/v1', model: 'm' }
    await change({ providers: { google, openai } })
    const { providers } = (await estimate({ query: '' })).json().data.attributes
    assert.deepEqual(providers, [
      { provider: 'openai', dollars: null, days: null },
      { provider: 'google', dollars: 0.005, days: 2 },
    ])
    await change({ providers: { google: { enabled: false } }, features: { tags: false } })
    const rest = (await estimate({ query: '' })).json().data.attributes.providers
    assert.deepEqual(
      rest.map(({ provider }: { provider: string }) => provider),
      ['openai'],
    )
  })

  test('refuses what a bulk edit would', async () => {
    assert.match(refusal(await estimate({ query: 'filter[nonsense]=1' })), /^400 .*nonsense/)
    assert.match(refusal(await estimate({ paths: ['a.jpg'] })), /^400 .*slash/)
    assert.equal((await estimate({})).statusCode, 400)
    assert.equal((await estimate(null)).statusCode, 400)
  })
})

test('what could not be looked at is tried again at once', async () => {
  await library.database.pool.query(
    `insert into analysis_queue (asset_id, source_id, priority, due_at, attempts, error)
     select id, source_id, 1, 'infinity', 5, 'It is broken.' from assets where origin_path = 'b/c.jpg'`,
  )
  const again = await library.send('POST', `${base}/analysis/retry`)
  assert.equal(again.statusCode, 202)
  const expected: AnalysisProgress = {
    waiting: 1,
    retrying: 0,
    failed: 0,
    rate: null,
    seconds_left: null,
    troubles: [],
    lacking: 0,
    durations: [],
  }
  assert.deepEqual(again.json().data.attributes, expected)
})

test('what was read while nothing was looked for has its turn when something is again', async () => {
  const { db } = library.database
  const walks = async () =>
    (await db.selectFrom('analysis_walks').select('wanted').execute()).length
  const walk = { source_id: library.source.id, wanted: '1' }
  await db.insertInto('analysis_walks').values(walk).execute()
  await change({ features: { tags: false } })
  assert.equal(await walks(), 1)
  await change({ features: { ...ALL_OFF, similar: false } })
  assert.equal(await walks(), 0)
})
