import type { Readable } from 'node:stream'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { type BulkEditRecord, requireRecord } from '../catalog/bulk/bulk-edits.ts'
import {
  addImportRows,
  createImport,
  type ImportRow,
  startImport,
} from '../catalog/bulk/bulk-imports.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import type { Enqueue } from '../jobs/queue.ts'
import { Failure } from '../lib/failures.ts'
import { startTurns } from '../lib/turns.ts'
import { withSpooled } from '../origins/spool.ts'
import { readIncoming } from '../uploads/incoming-body.ts'
import { BULK_EDIT, presentBulkEdit } from './bulk-edits.ts'
import { editorOf } from './history.ts'
import { readCsvRows } from './import-csv.ts'
import { readJsonRows } from './import-json.ts'
import { decodeText } from './import-text.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { SOURCE_PARAMS } from './sources.ts'
import { readHeaders } from './uploads.ts'

export interface ImportNeeds {
  db: Kysely<Database>
  enqueue: Enqueue
  /** Largest file. */
  maxBytes: number
}

const MOST_ROWS = 1_000_000
const BATCH = 1000

const QUERY = z.strictObject({
  format: z.enum(['csv', 'json']),
  dry_run: z.enum(['true', 'false']).default('false').meta({
    description: 'true: only count what would change; POST /bulk_edits/:id/run then does it.',
  }),
})

/** Ours: what people say about many assets, from a file. */
export function importEndpoints(needs: ImportNeeds): Endpoint[] {
  // Each holds a connection to the database to its end; a dozen at once would leave none to anybody else.
  const inTurn = startTurns()
  return [
    endpoint({
      method: 'POST',
      path: '/sources/:sid/imports',
      operationId: 'importMetadata',
      tag: 'Bulk edits',
      summary: 'Change assets as a CSV or JSON file says',
      description:
        'Reads what an export writes, and JSON of assets as imgix has it. A column that is not there changes nothing, an ' +
        'empty cell empties. Goes on as a bulk edit of kind import, whose rows say why a line was refused. ' +
        `At most ${MOST_ROWS.toLocaleString('en')} rows. See docs/export-and-import.md.`,
      permissions: ['asset_edit'],
      params: SOURCE_PARAMS,
      query: QUERY,
      rawBody: 'The file: UTF-8, or UTF-16 with a byte order mark.',
      status: 202,
      answer: { resource: BULK_EDIT },
      tells: ({ data: { id } }) => [{ kind: 'bulk_edit', id }],
      async handle(call) {
        const { principal, params, query } = call
        const { accountId } = principal
        const { open, sizeBytes } = readHeaders(call)
        const source = await requireSource(needs.db, { accountId, publicId: params.sid })
        const failure = () => tooLarge(needs.maxBytes)
        if (sizeBytes !== undefined && sizeBytes > needs.maxBytes) throw failure()
        const edit = { accountId, sourceId: source.id, by: editorOf(principal) }
        const body = readIncoming(open(), { maxBytes: needs.maxBytes + 1 })
        // That a client goes away, the body itself tells best.
        const limit = { maxBytes: needs.maxBytes, failure, signal: undefined }
        // The database waits for the disk then, and for no client.
        const made = await withSpooled(body, limit, async (file) => {
          const read = query.format === 'csv' ? readCsvRows : readJsonRows
          const rows = read(decodeText(file), params.sid)
          const wanted = { ...edit, dryRun: query.dry_run === 'true' }
          return await inTurn(() => importRows(needs, wanted, rows, file))
        })
        return { data: presentBulkEdit(params.sid, made) }
      },
    }),
  ]
}

type NewImport = Parameters<typeof createImport>[1]

/** All of them or, when the file turns out to be broken, none. */
async function importRows(
  { db, enqueue }: ImportNeeds,
  edit: NewImport,
  rows: AsyncGenerator<ImportRow>,
  file: Readable,
): Promise<BulkEditRecord> {
  try {
    return await db.transaction().execute(async (tx) => {
      const id = await createImport(tx, edit)
      let count = 0
      for await (const batch of inBatches(rows)) {
        count += batch.length
        if (count > MOST_ROWS) throw tooMany()
        await addImportRows(tx, id, batch)
      }
      if (count === 0) throw new Failure('invalid_body', 'The file has no rows.')
      await startImport(tx, enqueue, id)
      return await requireRecord(tx, id)
    })
  } finally {
    file.destroy()
  }
}

async function* inBatches(rows: AsyncGenerator<ImportRow>): AsyncGenerator<ImportRow[]> {
  let batch: ImportRow[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function tooLarge(maxBytes: number): Failure {
  const detail = `The file is larger than ${maxBytes.toLocaleString('en')} bytes, which is the most that is taken. Cut it into several.`
  return new Failure('too_large', detail)
}

function tooMany(): Failure {
  const detail = `The file has more than ${MOST_ROWS.toLocaleString('en')} rows. Cut it into several.`
  return new Failure('too_large', detail)
}
