import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import type { AnalysisFeature } from '../../contract/analysis.ts'
import type { AssetAttributes } from '../../contract/resources.ts'
import { startTestLibrary, type TestLibrary } from './test-library.ts'

let library: TestLibrary
let assets = ''

const COLORS = {
  dominant_colors: { '#5b86b8': 1 },
  named_colors: {},
  average_luminance: 0.5,
}

before(async () => {
  library = await startTestLibrary()
  assets = `/sources/${library.source.publicId}/assets`
  await library.addFiles({ 'a.jpg': { keywords: ['sea'] } })
})
beforeEach(async () => {
  const { db } = library.database
  await sql`delete from analysis_settings`.execute(db)
  await sql`update assets set face_count = 2, warning_adult = 4, warnings_by_person = '{adult}',
    alt_text = 'Two people.', alt_text_source = 'analysis', alt_text_is_weak = true,
    text_in_image = 'EXIT', colors = ${JSON.stringify(COLORS)}, analysis_status = 'done',
    analyzed = '{tags,faces,alerts}', blurhash = 'L00000fQfQfQfQfQfQfQfQfQfQfQ'`.execute(db)
})
after(() => library.close())

async function turn(features: Partial<Record<AnalysisFeature, boolean>>): Promise<void> {
  await sql`insert into analysis_settings (account_id, features)
    select id, ${JSON.stringify(features)}::jsonb from accounts
    on conflict (account_id) do update set features = excluded.features`.execute(
    library.database.db,
  )
}

async function readAsset(): Promise<AssetAttributes> {
  return (await library.send('GET', `${assets}/a.jpg`)).json().data.attributes
}

const off: [feature: AnalysisFeature, hidden: Partial<AssetAttributes>, filter: string | null][] = [
  ['tags', { tags: {}, analyzed_tags: false }, 'tags'],
  ['tags', { tags: {}, analyzed_tags: false }, 'or:tags_none'],
  ['faces', { face_count: null, analyzed_faces: false }, 'face_count'],
  [
    'alerts',
    { warning_adult: null, warnings_by_person: [], analyzed_content_warnings: false },
    'warning_adult',
  ],
  [
    'alt_text',
    { alt_text: null, alt_text_source: null, alt_text_is_weak: false },
    'alt_text_is_weak',
  ],
  ['text', { text_in_image: null }, null],
  ['colors', { colors: null }, 'colors'],
  ['similar', {}, 'similar_to'],
]

const VALUES: Partial<Record<AnalysisFeature, string>> = { colors: '5b86b8', alt_text: 'true' }

describe('what is switched off', () => {
  for (const [feature, hidden, filter] of off) {
    test(`${feature} is not shown, and no filter asks for it: ${filter}`, async () => {
      const all = await readAsset()
      await turn({ [feature]: false })
      assert.deepEqual(await readAsset(), { ...all, ...hidden })
      const listed = (await library.send('GET', assets)).json().data[0].attributes
      // What is told of a single asset alone is in no list.
      const { metadata: _, analysis: __, content_hash: ___, ...rest } = { ...all, ...hidden }
      assert.deepEqual(listed, rest)
      const { source } = library
      const json = await library.send('GET', `/sources/${source.publicId}/export?format=json`)
      assert.deepEqual(json.json().data[0].attributes, rest)
      if (filter === null) return
      const value = VALUES[feature] ?? '2'
      const query = `filter[${filter}]=${value}`
      const paths = ['assets', 'count', 'facets', 'export'].map((one) => `${one}?${query}`)
      for (const path of paths) {
        const url = `/sources/${source.publicId}/${path}&format=json`
        const asked = path.startsWith('export') ? url : url.replace('&format=json', '')
        assertHidden(await library.send('GET', asked), `filter[${filter}]`)
      }
      const attributes = { selection: { query }, operations: { add_tags: ['x'] } }
      const edit = { type: 'bulk_edits', attributes }
      const made = await library.send('POST', `/sources/${source.publicId}/bulk_edits`, edit)
      assert.equal(made.statusCode, 400)
      await turn({})
      assert.deepEqual(await readAsset(), all)
    })
  }

  test('is in no facets', async () => {
    const facets = `/sources/${library.source.publicId}/facets`
    const tags = async () => (await library.send('GET', facets)).json().data.attributes.tags
    assert.deepEqual(await tags(), [{ value: 'sea', count: 1 }])
    await turn({ tags: false })
    assert.deepEqual(await tags(), [])
  })

  test('and is sent back as it was shown stays as it is', async () => {
    const stored = await readAsset()
    await turn({ tags: false, alerts: false, alt_text: false, faces: false })
    const sent = { ...(await readAsset()), description: 'Changed.' }
    const answer = await library.send('PATCH', `${assets}/a.jpg`, {
      type: 'assets',
      attributes: sent,
    })
    assert.equal(answer.statusCode, 200, answer.body)
    assert.deepEqual(answer.json().data.attributes.tags, {})
    await turn({})
    const { description, edited_by_user: _, date_modified: __, ...rest } = await readAsset()
    assert.equal(description, 'Changed.')
    const { description: ___, edited_by_user: ____, date_modified: _____, ...before } = stored
    assert.deepEqual(rest, before)
  })

  test('does not hide what people write as alt text', async () => {
    const attributes = { alt_text: 'Mine.' }
    await library.send('PATCH', `${assets}/a.jpg`, { type: 'assets', attributes })
    await turn({ alt_text: false })
    assert.equal((await readAsset()).alt_text, 'Mine.')
  })
})

test('what is similar to an asset is not told when that is off', async () => {
  const path = `/sources/${library.source.publicId}/similar/a.jpg`
  assert.equal((await library.send('GET', path)).statusCode, 200)
  await turn({ similar: false })
  assert.equal((await library.send('GET', path)).statusCode, 409)
})

test('colours that are switched off are not kept when a file is read', async () => {
  await turn({ colors: false })
  const pixels = {
    colors: [{ hex: '#5b86b8', share: 1 }],
    namedColors: {},
    averageLuminance: 0.4,
    blurhash: 'L00000fQfQfQfQfQfQfQfQfQfQfQ',
    perceptualHash: null,
  }
  await library.addFiles({ 'b.jpg': { pixels } })
  await turn({})
  const read = await library.send('GET', `${assets}/b.jpg`)
  assert.equal(read.json().data.attributes.colors, null)
  const found = await library.send('GET', `${assets}?filter[colors]=5b86b8&filter[origin_path]=b`)
  assert.deepEqual(found.json().data, [])
})

test('what is still to be looked at says so only while something is switched on', async () => {
  await sql`update assets set analysis_status = null`.execute(library.database.db)
  assert.equal((await readAsset()).analysis_status, 'waiting')
  const none = { tags: false, faces: false, alerts: false, alt_text: false, text: false }
  await turn({ ...none, similar: false })
  assert.equal((await readAsset()).analysis_status, 'none')
})

function assertHidden(answer: LightMyRequestResponse, parameter: string): void {
  assert.equal(answer.statusCode, 400, answer.body)
  const [error] = answer.json().errors
  assert.deepEqual(error.source, { parameter })
  assert.match(error.detail, /switched off/)
}
