import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { ensureAssets } from '../assets.ts'
import { ensureLabels } from '../labels/labels.ts'
import { ANALYSIS_PRIORITY, enqueueAnalysis, type QueuedPicture } from './queue.ts'
import { saveAnalyses } from './save-analysis.ts'
import { found, startTestPictures, type TestPictures, tags } from './test-pictures.ts'

let pictures: TestPictures
before(async () => {
  pictures = await startTestPictures()
})
after(() => pictures.close())

const NEW = { labels: ['yak', 'zebra'], findings: { tags: tags({ yak: 0.8, zebra: 0.9 }) } }

async function saveAll(tx: Db, claimed: readonly QueuedPicture[]): Promise<number> {
  const wants = new Set(['tags'] as const)
  const analysis = found(NEW.findings)
  return await saveAnalyses(
    tx,
    claimed.map((picture) => ({ picture, wants, ask: null, version: 'v1', analysis })),
  )
}

async function untilSomebodyWaits(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if (rows.length > 0) return
    await pause(5)
  }
}

test('who saves a look waits for nobody that waits for it, though one of its files is read anew', async () => {
  const { db, source } = pictures
  await pictures.begin()
  await pictures.begin()
  const { id, origin_path: path } = await pictures.asset()
  const claimed = await pictures.claim()
  assert.equal(claimed.length, 2)
  const files = [{ path, etag: '2', sizeBytes: 2, modifiedAt: new Date('2026-02-01') }]
  await ensureAssets(db, { sourceId: source.id, files })
  const reading = db.transaction().execute(async (tx) => {
    // As saveReads does it, with a pause in the middle.
    await sql`update assets set status = 'indexed', indexed_etag = etag where id = ${id}`.execute(
      tx,
    )
    await ensureLabels(tx, { kind: 'tag', accountId: source.accountId, labels: NEW.labels })
    const saving = db.transaction().execute((other) => saveAll(other, claimed))
    await untilSomebodyWaits(db)
    const order = { sourceId: source.id, priority: ANALYSIS_PRIORITY.fresh, forced: false }
    await enqueueAnalysis(tx, [id], order)
    return { saving }
  })
  const { saving } = await reading
  assert.equal(await saving, 1)
})
