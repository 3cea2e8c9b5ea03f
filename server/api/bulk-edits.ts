import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type { BulkEditAttributes, BulkEditRowAttributes } from '../../contract/searching.ts'
import { findFeatures } from '../catalog/analysis-settings.ts'
import {
  type BulkEditRecord,
  cancelBulkEdit,
  createBulkEdit,
  listBulkEdits,
  listMovingEdits,
  requireBulkEdit,
  runBulkEdit,
  undoBulkEdit,
  whyNotUndoable,
} from '../catalog/bulk/bulk-edits.ts'
import { type ListedRow, listRows, ROW_STATES } from '../catalog/bulk/bulk-report.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Database, Db } from '../db/tables.ts'
import { type Principal, requirePermissions } from '../identity/principal.ts'
import type { Enqueue } from '../jobs/queue.ts'
import { requireAnalysis } from './analysis-requests.ts'
import {
  BULK_EDIT_INPUT,
  MAX_BODY_BYTES,
  OPERATIONS,
  readOperations,
  readSelection,
} from './bulk-edit-input.ts'
import { type ResourceSchema, resourceBody, unixSeconds } from './document.ts'
import { wholeNumber } from './filter-query.ts'
import { editorOf } from './history.ts'
import { presentPagination } from './pagination.ts'
import { type Answer, type Endpoint, endpoint } from './routes.ts'
import type { AnalysisMode } from './shown-features.ts'
import { SOURCE_PARAMS } from './sources.ts'

export interface BulkEditNeeds {
  db: Kysely<Database>
  enqueue: Enqueue
  /** How long a bulk edit can be undone. */
  undoHours: number
  /** The setting ANALYSIS. */
  analysisMode: AnalysisMode
}

const TAG = 'Bulk edits'
const STATES = [
  'waiting',
  'running',
  'complete',
  'canceled',
  'failed',
  'undoing',
  'undone',
] as const

/** Imports answer with it, too. */
export const BULK_EDIT = {
  type: 'bulk_edits',
  attributes: z.object({
    source_id: z.string(),
    kind: z.enum(['edit', 'import']),
    operations: OPERATIONS.nullable().meta({ description: 'null for an import.' }),
    query: z.string().nullable().meta({ description: 'The search it was made from.' }),
    dry_run: z.boolean(),
    state: z.enum(STATES),
    total: z.int().nullable().meta({ description: 'null until the assets have been gathered.' }),
    done: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    refused: z.int().meta({ description: 'The rows say why.' }),
    undone: z.int(),
    kept: z.int().meta({ description: 'Not put back, since somebody has changed them again.' }),
    error: z.string().nullable(),
    undo_until: z.int().nullable().meta({ description: 'null: there is nothing to undo.' }),
    created_by: z.string().nullable(),
    created_by_api: z.boolean(),
    date_created: z.int(),
    date_finished: z.int().nullable(),
  }) satisfies z.ZodType<BulkEditAttributes>,
} satisfies ResourceSchema

const ROW = {
  type: 'bulk_edit_rows',
  attributes: z.object({
    row: z.int(),
    origin_path: z.string().nullable(),
    state: z.enum(ROW_STATES),
    problem: z.string().nullable(),
  }) satisfies z.ZodType<BulkEditRowAttributes>,
} satisfies ResourceSchema

const PARAMS = z.object({ id: z.uuid() })

/** Ours: the same change of many assets, as a job. */
export function bulkEditEndpoints(needs: BulkEditNeeds): Endpoint[] {
  return [
    createOne(needs),
    listAll(needs),
    listMoving(needs),
    readOne(needs),
    ...(['cancel', 'run', 'undo'] as const).map((what) => changeOne(needs, what)),
    listItsRows(needs),
  ]
}

function createOne(needs: BulkEditNeeds): Endpoint {
  const { db, enqueue } = needs
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/bulk_edits',
    aliases: ['/sources/:sid/assets/bulk'],
    operationId: 'createBulkEdit',
    tag: TAG,
    summary: 'Change many assets, named ones or all that a search finds',
    description:
      'Done in the background: ask for it again to see how far it is. Labels that are renamed meanwhile stay the same ones.',
    permissions: ['asset_edit'],
    params: SOURCE_PARAMS,
    body: resourceBody('bulk_edits', BULK_EDIT_INPUT),
    maxBodyBytes: MAX_BODY_BYTES,
    status: 202,
    answer: { resource: BULK_EDIT },
    tells: ({ data: { id } }) => [{ kind: 'bulk_edit', id }],
    async handle({ principal, params: { sid }, body }) {
      const { accountId } = principal
      const operations = readOperations(body.operations)
      requireRights(principal, operations.refresh === true)
      if (operations.analyze) await requireAnalysis(needs, accountId)
      const selection = readSelection(body.selection, await findFeatures(db, accountId))
      const source = await requireSource(db, { accountId, publicId: sid })
      const by = editorOf(principal)
      const edit = {
        accountId,
        sourceId: source.id,
        by,
        operations,
        selection,
        dryRun: body.dry_run,
      }
      const made = await db.transaction().execute((tx) => createBulkEdit(tx, enqueue, edit))
      return { data: presentBulkEdit(sid, made) }
    },
  })
}

/** A refresh forgets renderings. */
function requireRights(principal: Principal, isRefresh: boolean): void {
  if (isRefresh) requirePermissions(principal, ['asset_purge'])
}

function listAll({ db }: BulkEditNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/bulk_edits',
    operationId: 'listBulkEdits',
    tag: TAG,
    summary: 'List bulk edits and imports of a Source, newest first',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS,
    query: z.strictObject({
      'page[number]': wholeNumber(0, 10_000).default(0),
      'page[size]': wholeNumber(1, 200).default(20),
    }),
    answer: { resource: BULK_EDIT, list: 'pagination' },
    async handle({ principal: { accountId }, params: { sid }, query }) {
      const number = query['page[number]']
      const limit = query['page[size]']
      const source = await requireSource(db, { accountId, publicId: sid })
      const page = { sourceId: source.id, offset: number * limit, limit }
      const { edits, total } = await listBulkEdits(db, page)
      const data = edits.map((edit) => presentBulkEdit(sid, edit))
      return { data, meta: { pagination: presentPagination(number, limit, total) } }
    },
  })
}

function listMoving({ db }: BulkEditNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/bulk_edits',
    operationId: 'listMovingBulkEdits',
    tag: TAG,
    summary: 'List the bulk edits and imports that are under way, of all Sources, newest first',
    permissions: ['asset_browse'],
    answer: { resource: BULK_EDIT, list: 'whole' },
    async handle({ principal: { accountId } }) {
      const edits = await listMovingEdits(db, accountId)
      return { data: edits.map((edit) => presentBulkEdit(edit.publicSourceId, edit)) }
    },
  })
}

function readOne({ db }: BulkEditNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/bulk_edits/:id',
    operationId: 'getBulkEdit',
    tag: TAG,
    summary: 'See how far a bulk edit or an import is',
    permissions: ['asset_browse'],
    params: PARAMS,
    answer: { resource: BULK_EDIT },
    async handle({ principal: { accountId }, params: { id } }) {
      return await answerBulkEdit(db, { accountId, id })
    },
  })
}

const CHANGES = {
  cancel: {
    summary: 'Cancel a bulk edit, an import, or undoing one',
    description: 'What was done stays, and can be undone. 409 when it has ended.',
  },
  run: {
    summary: 'Do what a dry run has counted',
    description: 'With the same assets or lines. 409 when it was none, or is too old.',
  },
  undo: {
    summary: 'Undo a bulk edit or an import',
    description:
      'In the background. What somebody has changed again since is left alone and counted as kept. 409 when there is nothing to undo, or it is too late.',
  },
} as const

function changeOne(
  { db, enqueue, undoHours }: BulkEditNeeds,
  what: keyof typeof CHANGES,
): Endpoint {
  return endpoint({
    method: 'POST',
    path: `/bulk_edits/:id/${what}`,
    operationId: `${what}BulkEdit`,
    tag: TAG,
    ...CHANGES[what],
    permissions: ['asset_edit'],
    params: PARAMS,
    status: 202,
    answer: { resource: BULK_EDIT },
    tells: ({ data: { id } }) => [{ kind: 'bulk_edit', id }],
    async handle({ principal, params: { id } }) {
      const { accountId } = principal
      const { operations } = await requireBulkEdit(db, { accountId, id })
      if (what === 'run') requireRights(principal, operations?.refresh === true)
      const key = { accountId, id }
      const asked = { ...key, by: editorOf(principal) }
      await db.transaction().execute(async (tx) => {
        if (what === 'cancel') await cancelBulkEdit(tx, key, undoHours)
        else if (what === 'run') await runBulkEdit(tx, enqueue, asked)
        else await undoBulkEdit(tx, enqueue, asked)
      })
      return await answerBulkEdit(db, key)
    },
  })
}

function listItsRows({ db }: BulkEditNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/bulk_edits/:id/rows',
    operationId: 'listBulkEditRows',
    tag: TAG,
    summary: 'List what became of each asset, or each line of an import',
    description: 'In their order, for as long as it can be undone.',
    permissions: ['asset_browse'],
    params: PARAMS,
    query: z.strictObject({
      'filter[state]': z.enum(ROW_STATES).optional(),
      'page[after]': wholeNumber(0, 2 ** 31 - 1)
        .default(0)
        .meta({ description: 'meta.cursor.after of the page before.' }),
      'page[limit]': wholeNumber(1, 1000).default(100),
    }),
    answer: { resource: ROW, list: 'cursor' },
    async handle({ principal: { accountId }, params: { id }, query }) {
      const edit = await requireBulkEdit(db, { accountId, id })
      const state = query['filter[state]'] ?? null
      const after = query['page[after]']
      const page = { id, state, after, limit: query['page[limit]'] }
      const { rows, hasMore, total } = await listRows(db, edit, page)
      const next = hasMore ? String(rows.at(-1)?.row) : null
      const cursor = { current: String(after), hasMore, next, totalRecords: String(total) }
      return {
        data: rows.map((row) => presentRow(id, row)),
        meta: { cursor: { ...cursor, after: next } },
      }
    },
  })
}

async function answerBulkEdit(db: Db, key: { accountId: number; id: string }): Promise<Answer> {
  const edit = await requireBulkEdit(db, key)
  return { data: presentBulkEdit(edit.publicSourceId, edit) }
}

export function presentBulkEdit(
  publicSourceId: string,
  edit: BulkEditRecord,
): Resource<'bulk_edits', BulkEditAttributes> {
  const { id, kind, operations, query, dryRun, state, total, done, keptUntil } = edit
  const { changed, unchanged, refused, undone, kept, error, createdBy, createdByApi } = edit
  const canBeUndone = keptUntil !== null && whyNotUndoable(edit) === null
  return {
    id,
    type: 'bulk_edits',
    attributes: {
      source_id: publicSourceId,
      kind,
      operations,
      query,
      dry_run: dryRun,
      state,
      total,
      done,
      changed,
      unchanged,
      refused,
      undone,
      kept,
      error,
      undo_until: canBeUndone ? unixSeconds(keptUntil) : null,
      created_by: createdBy,
      created_by_api: createdByApi,
      date_created: unixSeconds(edit.createdAt),
      date_finished: edit.finishedAt && unixSeconds(edit.finishedAt),
    },
  }
}

function presentRow(
  id: string,
  { row, path, state, problem }: ListedRow,
): Resource<'bulk_edit_rows', BulkEditRowAttributes> {
  const attributes = { row, origin_path: path === null ? null : `/${path}`, state, problem }
  return { id: `${id}:${row}`, type: 'bulk_edit_rows', attributes }
}
