import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { AssetPatch } from '../../contract/resources.ts'
import { findAsset } from '../catalog/asset-records.ts'
import { ensureAssets } from '../catalog/assets.ts'
import { createBulkEdit, requireBulkEdit, undoBulkEdit } from '../catalog/bulk/bulk-edits.ts'
import { listRows } from '../catalog/bulk/bulk-report.ts'
import { makeFacts, makeSource } from '../catalog/fixtures.ts'
import { type AssetFacts, saveReads } from '../catalog/save-reads.ts'
import { updateAsset } from '../catalog/update-asset.ts'
import type { TestDatabase } from '../db/test-database.ts'
import type { JobName, JobPayloads } from '../jobs/jobs.ts'
import { type BulkNeeds, bulkEdit } from './bulk-edit.ts'

/** What tests of bulk edits start from: a Source of its own, and a queue that the test works off itself. */
export interface BulkTest {
  source: { id: number; publicId: string; accountId: number }
  needs: BulkNeeds
  jobs: { name: JobName; payload: JobPayloads[JobName] }[]
  purged: string[]
  errors: unknown[]
}

export const BY = { name: 'ada@example.com', byApi: false }
const never = new AbortController().signal

export async function startBulkTest({ db }: TestDatabase): Promise<BulkTest> {
  const jobs: BulkTest['jobs'] = []
  const purged: string[] = []
  const errors: unknown[] = []
  const needs: BulkNeeds = {
    db,
    undoHours: 24,
    enqueue: async (_db, name, payload) => {
      jobs.push({ name, payload })
    },
    enqueueAll: async (_db, name, payloads) => {
      for (const payload of payloads) jobs.push({ name, payload })
    },
    purge: async (publicId, path) => {
      purged.push(`${publicId}/${path}`)
    },
    onError: (error) => errors.push(error),
  }
  return { source: await makeSource(db), needs, jobs, purged, errors }
}

/** Assets that have been read, with what was found in the files. */
export async function addAssets(
  { needs: { db }, source }: BulkTest,
  files: Record<string, Partial<AssetFacts>>,
): Promise<void> {
  const paths = Object.keys(files)
  const known = { etag: 'e', sizeBytes: 1, modifiedAt: new Date() }
  const sourceId = source.id
  await ensureAssets(db, { sourceId, files: paths.map((path) => ({ path, ...known })) })
  const reads = paths.map((path) => ({ path, etag: 'e', facts: makeFacts(files[path]) }))
  for (let at = 0; at < reads.length; at += 500) {
    const batch = reads.slice(at, at + 500)
    await db.transaction().execute((tx) => saveReads(tx, { sourceId, reads: batch }))
  }
}

type Selection = Parameters<typeof createBulkEdit>[2]['selection']

export const everything: Selection = { query: '', filters: [], excludedPaths: [] }

/** @returns its id; nothing has been done yet */
export async function make(
  { needs: { db, enqueue }, source }: BulkTest,
  operations: Parameters<typeof createBulkEdit>[2]['operations'],
  over: { selection?: Selection; dryRun?: boolean } = {},
): Promise<string> {
  const edit = { accountId: source.accountId, sourceId: source.id, by: BY, operations }
  const { selection = everything, dryRun = false } = over
  const record = await db
    .transaction()
    .execute((tx) => createBulkEdit(tx, enqueue, { ...edit, selection, dryRun }))
  return record.id
}

/** Works until nothing is left of it. @returns what it says of itself then */
export async function work(one: BulkTest, id: string, over: Partial<BulkNeeds> = {}) {
  for (;;) {
    await bulkEdit({ ...one.needs, ...over }, { bulkEditId: id }, never)
    const record = await find(one, id)
    if (!['waiting', 'running', 'undoing'].includes(record.state)) return record
  }
}

export async function find({ needs: { db }, source }: BulkTest, id: string) {
  return await requireBulkEdit(db, { accountId: source.accountId, id })
}

/** `<row> <path> <state>[: <problem>]` of each row. */
export async function report(one: BulkTest, id: string): Promise<string[]> {
  const page = { id, state: null, after: 0, limit: 1000 }
  const { rows } = await listRows(one.needs.db, await find(one, id), page)
  return rows.map(
    ({ row, path, state, problem }) => `${row} ${path} ${state}${problem ? `: ${problem}` : ''}`,
  )
}

/** A fingerprint of everything that people say about the assets of a Source, and of their index. */
export async function fingerprint({ needs: { db }, source }: BulkTest): Promise<string> {
  const { rows } = await sql<{ all: string }>`
    select string_agg(concat_ws('|', a.origin_path, a.name, a.description, a.alt_text, a.alt_text_source,
      a.category_ids, a.custom_fields, a.tags, a.edited_by_user, s.fts), E'\n' order by a.origin_path) as all
    from assets a join asset_search s on s.asset_id = a.id where a.source_id = ${source.id}`.execute(
    db,
  )
  return createHash('sha256')
    .update(rows[0]?.all ?? '')
    .digest('hex')
}

/** What people say about an asset. */
export async function readSaid({ needs: { db }, source }: BulkTest, path: string) {
  const found = await findAsset(db, { sourceId: source.id, path })
  if (!found) throw new Error(`there is no ${path}`)
  const { name, description, alt_text, categories, customFields, tags } = found
  const { version, edited_by_user } = found
  const labels = { categories, customFields, tags }
  return { name, description, alt_text, ...labels, version, edited_by_user }
}

export async function editOne({ needs, source }: BulkTest, path: string, patch: AssetPatch) {
  const { accountId, id: sourceId } = source
  return await updateAsset(needs.db, { accountId, sourceId, path, patch, ifTag: null, by: BY })
}

export async function undoAll(one: BulkTest, id: string, over: Partial<BulkNeeds>) {
  const { db, enqueue } = one.needs
  const asked = { accountId: one.source.accountId, id, by: BY }
  await db.transaction().execute((tx) => undoBulkEdit(tx, enqueue, asked))
  return await work(one, id, over)
}
