import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import type { AnalysisCheck, AnalysisProviderName, PictureAnalysis } from '../contract/analysis.ts'
import { type OpenAiDouble, startOpenAiDouble } from './analysis/providers/doubles/openai-double.ts'
import { drawTestPicture } from './analysis/providers/doubles/test-picture.ts'
import { analysisEndpoints } from './api/analysis-endpoints.ts'
import { startTestApi, type TestApi } from './api/test-api.ts'
import { listProviderTroubles } from './catalog/analysis/provider-troubles.ts'
import { findAnalysisSettings } from './catalog/analysis-settings.ts'
import { secretBox } from './lib/secret-box.ts'
import { type Analysts, openAnalysts } from './open-analysts.ts'
import { readNetworkAllowList } from './origins/network-guard.ts'

const KEY = 'sk-very-secret-0123456789'
const never = new AbortController().signal
const box = secretBox(randomBytes(32))
let api: TestApi
let double: OpenAiDouble
let folder = ''
let analysts: Analysts
let errors: unknown[] = []

function open(allowed: string, secrets = box): Analysts {
  return openAnalysts({
    db: api.database.db,
    secretBox: secrets,
    config: {
      ANALYSIS: 'light',
      ANALYSIS_PROCESSES: 1,
      DATA_DIR: folder,
      MODEL_HUB: false,
      MODEL_ROOTS: [folder],
    },
    allowPrivate: readNetworkAllowList(allowed),
    onProgress: () => {},
    onError: (error) => errors.push(error),
  })
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-analysts-'))
  double = await startOpenAiDouble({ key: KEY })
  api = await startTestApi({
    endpoints: ({ db }) =>
      analysisEndpoints({
        db,
        secretBox: box,
        analysisMode: 'light',
        modelRoots: [folder],
        checkProvider: (...asked) => analysts.check(...asked),
      }),
  })
  analysts = open('127.0.0.1')
})
beforeEach(async () => {
  errors = []
  double.received.length = 0
  // A version is never given twice.
  await sql`update analysis_settings set features = '{}', providers = '{}', provider_order = '{}',
    openai_key = null, version = version + 1`.execute(api.database.db)
  await sql`delete from provider_troubles`.execute(api.database.db)
  await sql`delete from analysis_spending`.execute(api.database.db)
})
after(async () => {
  await analysts.close()
  await api.close()
  await double.close()
  await rm(folder, { recursive: true, force: true })
})

async function send(path: string, data: object): Promise<LightMyRequestResponse> {
  const answer = await api.app.inject({
    method: path.endsWith('checks') ? 'POST' : 'PATCH',
    url: `/api/v1/analysis_settings${path}`,
    headers: { authorization: `Bearer ${api.apiKey}` },
    payload: { data },
  })
  assert.equal(answer.statusCode, 200, answer.body)
  assert.ok(!answer.body.includes(KEY))
  return answer
}

/** What is built in has no part in it: its nets take seconds. */
const TAGS_ALONE = {
  features: { faces: false, alerts: false, alt_text: false, text: false, similar: false },
  order: { tags: ['openai'] },
}

async function change(openai: object): Promise<void> {
  const attributes = { ...TAGS_ALONE, providers: { openai } }
  await send('', { type: 'analysis_settings', attributes })
}

const switchOn = (over: object = {}) =>
  change({
    enabled: true,
    base_url: `${double.address}/v1`,
    model: 'tiny-vision',
    api_key: KEY,
    ...over,
  })

async function check(): Promise<AnalysisCheck> {
  const data = { type: 'analysis_checks', attributes: { provider: 'openai' } }
  return (await send('/checks', data)).json().data.attributes
}

async function accountId(): Promise<number> {
  const row = api.database.db.selectFrom('accounts').select('id')
  return (await row.executeTakeFirstOrThrow()).id
}

/** null: nobody is to look. */
async function look(by = analysts): Promise<PictureAnalysis | null> {
  const analyst = await by.find(await accountId())
  if (!analyst) return null
  const question = { wants: analyst.wants, ask: null }
  return await analyst.analyze(await drawTestPicture(), question, never)
}

test('a provider that is switched on is asked about the next picture, and not after it is off', async () => {
  await send('', { type: 'analysis_settings', attributes: TAGS_ALONE })
  assert.equal(await look(), null)
  await switchOn()
  const seen = await look()
  assert.deepEqual(
    seen?.answers[0]?.findings.tags?.map(({ label }) => label),
    ['circle', 'sky'],
  )
  assert.equal(double.received[0]?.headers.authorization, `Bearer ${KEY}`)
  await change({ enabled: false })
  assert.equal(await look(), null)
  assert.equal(double.received.length, 1)
})

test('that a provider cannot look is known until it can, or is another', async () => {
  const { db } = api.database
  const troubles = async () => await listProviderTroubles(db, await accountId())
  await switchOn({ timeout_seconds: 7 })
  const down = { does: 'status', status: 500 } as const
  double.mishaps.push(down, down)
  await look()
  await look()
  const [trouble] = await troubles()
  assert.deepEqual([trouble?.provider, trouble?.pictures], ['openai', 2])
  await look()
  assert.deepEqual(await troubles(), [])
  double.mishaps.push(down)
  await look()
  assert.equal((await troubles()).length, 1)
  await switchOn({ timeout_seconds: 8 })
  assert.deepEqual(await troubles(), [])
})

test('a key that is corrected counts at once', async () => {
  await switchOn({ api_key: 'sk-wrong' })
  const refused = await look()
  assert.match(refused?.troubles[0]?.detail ?? '', /key/)
  await switchOn()
  assert.deepEqual((await look())?.troubles, [])
  assert.ok(!api.log.join('').includes(KEY))
})

test('a try tells what it found, or why not', async () => {
  await switchOn({ enabled: false })
  assert.deepEqual(
    { ...(await check()), milliseconds: 0 },
    {
      provider: 'openai',
      ok: true,
      detail:
        'It found 2 tags (circle, sky), levels of 4 content alerts. It says: “A red circle in front of a blue sky.”',
      advice: null,
      milliseconds: 0,
    },
  )
  await switchOn({ model: 'another' })
  const { ok, detail, advice } = await check()
  assert.equal(ok, false)
  assert.match(detail, /another/)
  assert.match(advice ?? '', /model/)
})

test('who tries while a try is under way gets its answer', async () => {
  await switchOn()
  const settings = await findAnalysisSettings(api.database.db, await accountId())
  const ask = () => analysts.check('openai', settings, never)
  const tries = await Promise.all([ask(), ask(), ask()])
  assert.ok(tries.every(({ ok }) => ok))
  assert.equal(double.received.length, 1)
})

test('nothing is sent into a private network that the operator does not name', async () => {
  await switchOn()
  const elsewhere = open('')
  const before = analysts
  try {
    const seen = await look(elsewhere)
    assert.match(seen?.troubles[0]?.detail ?? '', /private network/)
    analysts = elsewhere
    const { ok, detail } = await check()
    assert.equal(ok, false)
    assert.match(detail, /private network/)
  } finally {
    analysts = before
    await elsewhere.close()
  }
  assert.equal(double.received.length, 0)
})

test('a daily budget holds for all processes together', async () => {
  await switchOn({ daily_budget: 3 })
  const other = open('127.0.0.1')
  try {
    const seen = await Promise.all([look(), look(other), look(), look(other), look()])
    assert.equal(double.received.length, 3)
    const troubles = seen.flatMap((one) => one?.troubles ?? [])
    assert.equal(troubles.length, 2)
    for (const { detail, retryAfterSeconds } of troubles) {
      assert.match(detail, /budget/)
      assert.ok(retryAfterSeconds !== null && retryAfterSeconds > 0)
    }
    // From then on no picture has to be opened to know that, unless somebody else is asked, too.
    assert.equal((await look())?.troubles[0]?.isLimit, true)
    const analyst = await analysts.find(await accountId())
    const paused = (...ask: AnalysisProviderName[]) =>
      analyst?.findPausedLook({ wants: analyst.wants, ask })?.troubles.length
    assert.deepEqual([paused('openai'), paused('openai', 'builtin')], [1, undefined])
    assert.equal(double.received.length, 3)
  } finally {
    await other.close()
  }
})

test('what goes wrong inside Vitrine with one provider is told, and the others are asked', async () => {
  const { db } = api.database
  await switchOn()
  await sql`alter table analysis_spending rename to elsewhere`.execute(db)
  try {
    const seen = await look()
    assert.match(seen?.troubles[0]?.detail ?? '', /inside Vitrine/)
    assert.equal(errors.length, 1)
  } finally {
    await sql`alter table elsewhere rename to analysis_spending`.execute(db)
  }
})

test('a key that nobody can open stops that provider alone', async () => {
  await switchOn()
  const blind = open('127.0.0.1', secretBox(randomBytes(32)))
  try {
    const seen = await look(blind)
    assert.deepEqual(seen?.answers, [])
    await look(blind)
    const settings = await findAnalysisSettings(api.database.db, await accountId())
    assert.match((await blind.check('google', settings, never)).detail, /no key/)
    assert.equal(errors.length, 1)
  } finally {
    await blind.close()
  }
  assert.equal(double.received.length, 0)
})
