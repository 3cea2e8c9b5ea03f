import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import sharp from 'sharp'
import type { AnalysisCapability, AnalysisProviderName, Findings } from '../../contract/analysis.ts'
import { analyzePicture, findPausedLook } from '../analysis/analyze-picture.ts'
import { startBuiltin } from '../analysis/builtin/builtin.ts'
import type { AnalysisProvider } from '../analysis/provider.ts'
import { claimPictures, findDueSources } from '../catalog/analysis/queue.ts'
import { findAsset } from '../catalog/asset-records.ts'
import { ensureAssets } from '../catalog/assets.ts'
import { makeSource } from '../catalog/fixtures.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { startMediaReader } from '../imaging/media-reader.ts'
import { Failure } from '../lib/failures.ts'
import { localFolder } from '../origins/local/local-folder.ts'
import { type AnalysisNeeds, startAnalysis } from './analyze-assets.ts'
import { indexAssets } from './index-assets.ts'
import type { Analyst } from './look-at-picture.ts'
import type { IngestNeeds, IngestSource } from './needs.ts'
import { walkAll } from './walk-pictures.ts'

/** Real database, folder and decoding; who looks at the pictures is told by each test. */

const reader = startMediaReader({ processes: 1 })
const never = new AbortController().signal
const origins = new Map<number, ReturnType<typeof localFolder>>()
const stills = new Map<string, Uint8Array>()
let database: TestDatabase
let folder = ''
let source: Awaited<ReturnType<typeof makeSource>>
/** The pictures that somebody looked at, by their width. */
let seen: number[] = []
let errors: unknown[] = []

before(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'vitrine-analysis-'))
})
after(async () => {
  await reader.close()
  for (const origin of origins.values()) await origin.close()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  source = await addSource()
  seen = []
  errors = []
})
afterEach(async () => {
  await database.db.deleteFrom('analysis_queue').execute()
  await database.db.updateTable('sources').set({ enabled: false }).execute()
})

async function addSource() {
  const made = await makeSource(database.db)
  origins.set(made.id, localFolder(folder))
  return made
}

async function openSource(id: number): Promise<IngestSource | null> {
  const origin = origins.get(id)
  return origin ? { id, publicId: 'a'.repeat(24), origin } : null
}

/** Pictures as wide as these numbers say, read into the index. */
async function add(into: { id: number }, ...widths: number[]) {
  const paths = widths.map((width) => `${width}.png`)
  for (const width of widths) {
    const background = { r: width % 256, g: 90, b: 30 }
    const picture = sharp({ create: { width, height: 20, channels: 3, background } })
    await picture.png().toFile(join(folder, `${width}.png`))
  }
  const origin = origins.get(into.id)
  const files = await Promise.all(
    paths.map(async (path) => (await origin?.stat(path, never)) ?? []),
  )
  await ensureAssets(database.db, { sourceId: into.id, files: files.flat() })
  const keepStills: IngestNeeds['keepStills'] = async (_source, { path }, { pixels }) => {
    if (pixels?.still) stills.set(path, pixels.still)
  }
  const { db } = database
  const around = { db, reader, openSource, keepStills, readsAtOnce: 2, analyzes: true }
  const needs = { ...around, enqueue: async () => {}, purge: async () => {} }
  await indexAssets(needs, { sourceId: into.id, paths }, never)
}

type Answer = (width: number, signal: AbortSignal) => Promise<Findings>

/** One who tells tags and alt text, as a test says. */
function provider(answer: Answer, name: AnalysisProviderName = 'builtin'): AnalysisProvider {
  const origin = { provider: name, model: 'test', version: '1' }
  return {
    name,
    capabilities: new Set<AnalysisCapability>(['tags', 'alt_text']),
    origin,
    analyze: async ({ facts: { width } }, _wants, signal) => {
      seen.push(width)
      return { ...origin, findings: await answer(width, signal), raw: null }
    },
    close: async () => {},
  }
}

const TELLS: Findings = {
  tags: [{ label: 'stripe', confidence: 0.8, score: 0.5 }],
  alt_text: { text: 'A stripe.', weak: false },
}
const tells = provider(async () => TELLS)
/** Until it is told to stop. */
const hangs = provider((_width, signal) => sleep(600_000, undefined, { signal }).then(() => TELLS))

const note = (error: unknown) => errors.push(error)

function needs(providerOf: (accountId: number) => AnalysisProvider, version = '1'): AnalysisNeeds {
  return {
    db: database.db,
    reader,
    openSource,
    atOnce: 4,
    idleMs: 50,
    findAnalyst: async (accountId) => analyst([providerOf(accountId)], version),
    findStill: async (_source, { path }) => stills.get(path) ?? null,
    dropStill: async ({ path }) => {
      stills.delete(path)
    },
    onError: note,
  }
}

/** @param providers first to last */
function analyst(providers: readonly AnalysisProvider[], version = '1'): Analyst {
  const names = providers.map(({ name }) => name)
  const order = { tags: names, alt_text: names } as never // nothing else is asked for
  const those = (ask: readonly AnalysisProviderName[] | null) =>
    new Map(
      providers.flatMap((one) => ((ask?.includes(one.name) ?? true) ? [[one.name, one]] : [])),
    )
  return {
    wants: new Set(['tags', 'alt_text']),
    version,
    settings: 1,
    findPausedLook: ({ wants, ask }) => (ask ? findPausedLook(those(ask), wants) : null),
    analyze: (picture, { wants, ask }, signal) =>
      analyzePicture(those(ask), { picture, wants, order, onError: note }, signal),
  }
}

async function statuses(of: { id: number } = source): Promise<Record<string, string | null>> {
  const rows = await database.db
    .selectFrom('assets')
    .select(['origin_path', 'analysis_status'])
    .where('source_id', '=', of.id)
    .orderBy('origin_path')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.origin_path, row.analysis_status]))
}

/** How many of a Source are to be looked at now, or are just being looked at. */
async function waiting({ id }: { id: number } = source): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from analysis_queue where source_id = ${id} and error is null`.execute(
    database.db,
  )
  return rows[0]?.count ?? 0
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = AbortSignal.timeout(20_000)
  while (!(await isSo())) await sleep(20, undefined, { signal: deadline })
}

async function runUntil(isSo: () => Promise<boolean> | boolean, ...all: AnalysisNeeds[]) {
  const running = all.map(startAnalysis)
  try {
    await until(isSo)
  } finally {
    await Promise.all(running.map((one) => one.close()))
  }
}

const none = async () => (await waiting()) === 0

test('processes side by side look at each picture once, and leave no still', async () => {
  await add(source, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40)
  assert.equal(stills.size, 10)
  await runUntil(
    none,
    needs(() => tells),
    needs(() => tells),
  )
  assert.deepEqual(seen.toSorted(), [31, 32, 33, 34, 35, 36, 37, 38, 39, 40])
  assert.deepEqual(new Set(Object.values(await statuses())), new Set(['done']))
  const asset = await findAsset(database.db, { sourceId: source.id, path: '31.png' })
  assert.deepEqual([asset?.tags, asset?.alt_text], [{ stripe: 0.8 }, 'A stripe.'])
  assert.equal(stills.size, 0)
  assert.deepEqual(errors, [])
})

test('a picture without a still is read again', async () => {
  await add(source, 41)
  stills.clear()
  await runUntil(
    none,
    needs(() => tells),
  )
  assert.deepEqual(await statuses(), { '41.png': 'done' })
})

test('one that hangs keeps no other account waiting, and gives its pictures back', async () => {
  await add(source, 42, 43, 44, 45, 46)
  const other = await addSource()
  await add(other, 47, 48)
  const hanging = needs((accountId) => (accountId === other.accountId ? tells : hangs))
  await runUntil(async () => (await waiting(other)) === 0, hanging)
  assert.deepEqual(await statuses(other), { '47.png': 'done', '48.png': 'done' })
  assert.equal(await waiting(), 5)
  await runUntil(
    none,
    needs(() => tells),
  )
  assert.deepEqual(new Set(Object.values(await statuses())), new Set(['done']))
})

test('what a killed process had taken comes back', async () => {
  await add(source, 49, 50, 51)
  const [due] = await findDueSources(database.db)
  assert.ok(due)
  assert.equal((await claimPictures(database.db, due, 2)).length, 2)
  assert.equal((await claimPictures(database.db, due, 2)).length, 1)
  assert.deepEqual(await findDueSources(database.db), [])
  // A minute later.
  await sql`update analysis_queue set due_at = due_at - interval '61 seconds'`.execute(database.db)
  await runUntil(
    none,
    needs(() => tells),
  )
  assert.deepEqual(new Set(Object.values(await statuses())), new Set(['done']))
})

test('what cannot be looked at, told or stored keeps nothing else waiting', async () => {
  await add(source, 52, 53, 54, 55, 56, 57, 58)
  stills.clear()
  await rm(join(folder, '52.png'))
  await writeFile(join(folder, '53.png'), 'no picture any more')
  const troubled = provider(async (width) => {
    if (width === 54) throw new Failure('analysis_failed', 'Busy.', { retryAfterSeconds: 1 })
    if (width === 55) throw new Error('a mistake of ours')
    if (width === 56) return { ...TELLS, faces: [], tags: TAGS_BEYOND_ALL }
    if (width === 58) return { ...TELLS, tags: [{ label: 'deep', confidence: 1, score: DEEP }] }
    return TELLS
  })
  await runUntil(
    none,
    needs(() => troubled),
  )
  const { rows } = await sql<{ path: string; error: string }>`
    select origin_path as path, q.error from analysis_queue q join assets on id = asset_id
    order by 1`.execute(database.db)
  assert.deepEqual(
    rows.map(({ path }) => path),
    ['52.png', '53.png', '54.png', '55.png', '58.png'],
  )
  assert.match(rows[0]?.error ?? '', /no longer/)
  assert.equal(rows[2]?.error, 'Busy.')
  assert.doesNotMatch(rows[3]?.error ?? '', /mistake/)
  const now = await statuses()
  assert.deepEqual([now['54.png'], now['56.png'], now['57.png']], ['waiting', 'done', 'done'])
  assert.equal(now['58.png'], 'failed')
  assert.equal(errors.length, 2)
})

test('who is down for a while is asked again, alone, and nothing goes round and round', async () => {
  await add(source, 71, 72)
  let state: 'down' | 'paused' | 'up' = 'down'
  const failure = new Failure('analysis_failed', 'It is down.', { retryAfterSeconds: 1 })
  let asked = 0
  let opened = 0
  const better = provider(async () => {
    asked += 1
    if (state !== 'up') throw failure
    return { ...TELLS, alt_text: { text: 'Two stripes.', weak: false } }
  }, 'openai')
  better.findPause = () => (state === 'paused' ? failure : null)
  const both = {
    ...needs(() => tells),
    findAnalyst: async () => analyst([better, tells]),
    openSource: async (id: number) => {
      opened += 1
      return await openSource(id)
    },
  }
  const altTexts = async () => {
    const rows = await database.db
      .selectFrom('assets')
      .select(['alt_text'])
      .where('source_id', '=', source.id)
      .execute()
    return rows.map((row) => row.alt_text)
  }
  const isDue = sql`update analysis_queue set due_at = now()`
  const attempts = async () => {
    const { rows } = await sql<{ attempts: number }>`
      select attempts from analysis_queue order by asset_id`.execute(database.db)
    return rows.map((row) => row.attempts)
  }
  await runUntil(none, both)
  assert.deepEqual(await altTexts(), ['A stripe.', 'A stripe.'])
  assert.deepEqual(await statuses(), { '71.png': 'partial', '72.png': 'partial' })
  assert.deepEqual([asked, seen.length, opened], [2, 4, 2])

  // No picture is opened for who would not look at it.
  state = 'paused'
  await isDue.execute(database.db)
  await runUntil(async () => (await attempts()).every((count) => count === 2), both)
  // What is new has its turn, and nothing is asked that is not due.
  await add(source, 73)
  await runUntil(none, both)
  assert.deepEqual([asked, seen.length, opened], [3, 6, 3])

  state = 'up'
  await isDue.execute(database.db)
  await runUntil(async () => (await attempts()).length === 0, both)
  assert.deepEqual(await altTexts(), ['Two stripes.', 'Two stripes.', 'Two stripes.'])
  assert.deepEqual(new Set(Object.values(await statuses())), new Set(['done']))
  assert.deepEqual(errors, [])
})

/** More than can be made JSON. */
const DEEP = Array.from({ length: 50_000 }).reduce((inner) => [inner], 0) as never // no provider's type allows it

const TAGS_BEYOND_ALL = [
  { label: 'a\0b\ud800', confidence: Number.NaN, score: Number.POSITIVE_INFINITY },
]

test('a library from before is walked through newest first, and once for each version', async () => {
  await add(source, 61, 62, 63)
  await sql`delete from analysis_queue`.execute(database.db)
  await sql`update assets set date_created = now() - make_interval(days => media_width)
    where source_id = ${source.id}`.execute(database.db)
  await sql`update asset_search s set date_created = a.date_created
    from assets a where a.id = asset_id and a.source_id = ${source.id}`.execute(database.db)
  const walk = (version: string) =>
    walkAll(
      needs(() => tells, version),
      never,
    )
  await walk('1')
  assert.equal(await waiting(), 3)
  await runUntil(none, { ...needs(() => tells), atOnce: 1 })
  assert.deepEqual(seen, [61, 62, 63])
  await walk('1')
  assert.equal(await waiting(), 0)
  await walk('2')
  assert.equal(await waiting(), 3)
  await runUntil(
    none,
    needs(() => tells, '2'),
  )
  await walk('2')
  assert.equal(await waiting(), 0)
  assert.equal(seen.length, 6)
  // As if it had been read while nothing was looked for.
  await sql`update assets set analysis_status = null
    where source_id = ${source.id} and media_width = 62`.execute(database.db)
  await walkAll({ ...needs(() => tells, '2'), findAnalyst: async () => null }, never)
  await walk('2')
  assert.equal(await waiting(), 1)
})

/** Models are made once and kept for later runs. */
const MODELS = join(import.meta.dirname, '../../node_modules/.cache/vitrine-models')

test('the built-in provider looks at them', async () => {
  await add(source, 400)
  const usual = { processes: 1, modelFolder: MODELS, timeoutSeconds: 120 }
  const builtin = startBuiltin({ ...usual, mode: 'light' })
  try {
    await runUntil(
      none,
      needs(() => builtin),
    )
  } finally {
    await builtin.close()
  }
  const asset = await findAsset(database.db, { sourceId: source.id, path: '400.png' })
  assert.deepEqual([asset?.analysis_status, asset?.analyzed], ['done', ['alt_text', 'tags']])
  assert.equal(asset?.analysis?.[0]?.provider, 'builtin')
  assert.equal(asset?.alt_text_source, 'analysis')
})
