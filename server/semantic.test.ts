import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { SemanticAssetAttributes } from '../contract/searching.ts'
import { drawTestPicture } from './analysis/providers/doubles/test-picture.ts'
import { writeTinyModels } from './analysis/providers/doubles/tiny-models.ts'
import { analysisEndpoints } from './api/analysis-endpoints.ts'
import { semanticEndpoint } from './api/semantic.ts'
import { startTestApi, type TestApi } from './api/test-api.ts'
import { packVector } from './catalog/analysis/embeddings.ts'
import { ensureAssets } from './catalog/assets.ts'
import { makeSource } from './catalog/fixtures.ts'
import { placeVectors } from './catalog/likeness/near-vectors.ts'
import { secretBox } from './lib/secret-box.ts'
import { type Analysts, openAnalysts } from './open-analysts.ts'
import { readNetworkAllowList } from './origins/network-guard.ts'

/** Words and pictures in a real, tiny CLIP that sees how red, green and blue they are. */

const MODEL = 'transformers:tiny/clip'
const PICTURES = { 'red.jpg': '#e04040', 'green.jpg': '#40e040', 'blue.jpg': '#4040e0' }
let api: TestApi
let analysts: Analysts
let source: { id: number; publicId: string; accountId: number }
let folder = ''

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-semantic-'))
  await writeTinyModels(folder)
  const box = secretBox(randomBytes(32))
  api = await startTestApi({
    endpoints: ({ db }) => [
      semanticEndpoint({ db, placeWords: (...asked) => analysts.placeWords(...asked) }),
      ...analysisEndpoints({
        db,
        secretBox: box,
        analysisMode: 'light',
        modelRoots: [folder],
        checkProvider: (...asked) => analysts.check(...asked),
      }),
    ],
  })
  const { db } = api.database
  analysts = openAnalysts({
    db,
    secretBox: box,
    config: {
      ANALYSIS: 'light',
      ANALYSIS_PROCESSES: 1,
      DATA_DIR: folder,
      MODEL_HUB: false,
      MODEL_ROOTS: [folder],
    },
    allowPrivate: readNetworkAllowList(''),
    onProgress: () => {},
    onError: (error) => assert.fail(String(error)),
  })
  const accountId = await findAccountId()
  source = { ...(await makeSource(db)), accountId }
  await db
    .updateTable('sources')
    .set({ account_id: accountId })
    .where('id', '=', source.id)
    .execute()
})
after(async () => {
  await analysts.close()
  await api.close()
  await rm(folder, { recursive: true, force: true })
})

async function findAccountId(): Promise<number> {
  const row = api.database.db.selectFrom('accounts').select('id')
  return (await row.executeTakeFirstOrThrow()).id
}

async function send(method: 'GET' | 'PATCH', path: string, attributes?: object) {
  return await api.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${api.apiKey}` },
    ...(attributes && { payload: { data: { type: 'analysis_settings', attributes } } }),
  })
}

async function change(transformers: object, others: object = {}): Promise<void> {
  const attributes = { ...others, providers: { transformers } }
  const answer = await send('PATCH', '/analysis_settings', attributes)
  assert.equal(answer.statusCode, 200, answer.body)
}

const find = (query: string) => send('GET', `/sources/${source.publicId}/semantic?${query}`)

/** Lets the model look at pictures, and one more be placed by another model. */
async function fill(): Promise<void> {
  const { db } = api.database
  const files = [...Object.keys(PICTURES), 'other.jpg'].map((path) => {
    return { path, etag: 'e', sizeBytes: 1, modifiedAt: new Date(0) }
  })
  await ensureAssets(db, { sourceId: source.id, files })
  const analyst = await analysts.find(source.accountId)
  const rows = await db.selectFrom('assets').select(['id', 'origin_path as path']).execute()
  for (const { id, path } of rows) {
    const colour = path in PICTURES ? PICTURES[path as keyof typeof PICTURES] : '#e00000'
    const wants = new Set(['embedding'] as const)
    const { signal } = new AbortController()
    const picture = await drawTestPicture(colour)
    const seen = await analyst?.analyze(picture, { wants, ask: null }, signal)
    const { model, vector } = seen?.answers[0]?.findings.embedding ?? { model: '', vector: [] }
    assert.equal(model, MODEL)
    await place(id, path === 'other.jpg' ? 'another' : model, vector)
  }
}

async function place(assetId: number, model: string, vector: readonly number[]): Promise<void> {
  const packed = packVector(vector)
  assert.ok(packed)
  const { bytes, scale } = packed
  const { db } = api.database
  const row = { asset_id: assetId, source_id: source.id, model, scale, vector: bytes }
  await db.insertInto('asset_embeddings').values(row).execute()
  await placeVectors(db, [{ assetId, sourceId: source.id, model, bytes }])
}

test('words find nothing where no model is set up, and it says so', async () => {
  const answer = await find('words=red')
  assert.equal(answer.statusCode, 409, answer.body)
  assert.match(answer.json().errors[0].detail, /CLIP or SigLIP/)
})

test('words find what looks like them, nearest first', async () => {
  await change({ enabled: true, model_folder: folder, zero_shot_model: 'tiny/clip' })
  await fill()
  for (const colour of ['red', 'green', 'blue']) {
    const answer = await find(`words=a%20${colour}%20picture`)
    assert.equal(answer.statusCode, 200, answer.body)
    const found: SemanticAssetAttributes[] = answer
      .json()
      .data.map(({ attributes }: { attributes: SemanticAssetAttributes }) => attributes)
    assert.equal(found[0]?.origin_path, `/${colour}.jpg`)
    const similarities = found.map(({ similarity }) => similarity)
    assert.deepEqual(
      similarities,
      similarities.toSorted((one, other) => other - one),
    )
    assert.ok(found.every(({ origin_path: path }) => path !== '/other.jpg'))
  }
  assert.equal((await find('words=a%20red%20picture&limit=1')).json().data.length, 1)
})

test('words have to be some, and not too many', async () => {
  for (const query of ['', 'words=%20', `words=${'a'.repeat(201)}`, 'words=a&limit=101']) {
    assert.equal((await find(query)).statusCode, 400, query)
  }
})

test('a model that is not there is a failure for a person', async () => {
  await change({ zero_shot_model: 'tiny/none' })
  const answer = await find('words=red')
  assert.equal(answer.statusCode, 502, answer.body)
  assert.match(answer.json().errors[0].detail, /no model “tiny\/none”/)
})

test('nobody is asked who is switched off, or not to be asked for vectors', async () => {
  for (const [enabled, others] of [
    [false, {}],
    [true, { order: { embedding: ['builtin'] } }],
    [true, { order: { embedding: ['transformers'] }, features: { similar: false } }],
  ] as const) {
    await change({ zero_shot_model: 'tiny/clip', enabled }, others)
    assert.equal((await find('words=red')).statusCode, 409)
  }
})
