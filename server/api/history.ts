import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type { ChangeAction, ChangeAttributes } from '../../contract/organising.ts'
import { type ChangeList, type ChangeRecord, type Editor, listChanges } from '../catalog/changes.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Db } from '../db/tables.ts'
import type { Principal } from '../identity/principal.ts'
import { unixSeconds } from './document.ts'
import { wholeNumber } from './filter-query.ts'
import { presentPagination } from './pagination.ts'
import { type Endpoint, endpoint, readOriginPath } from './routes.ts'
import { SOURCE_PARAMS } from './sources.ts'

const ACTIONS = [
  'asset_edited',
  'category_made',
  'category_renamed',
  'category_merged',
  'category_deleted',
  'custom_field_key_made',
  'custom_field_key_renamed',
  'custom_field_key_merged',
  'custom_field_key_deleted',
  'analysis_settings_changed',
] as const satisfies readonly ChangeAction[]

const CHANGE = {
  type: 'changes',
  attributes: z.object({
    action: z.enum(ACTIONS),
    date: z.int(),
    changed_by: z.string().nullable(),
    changed_by_api: z.boolean(),
    source_id: z.string().nullable(),
    origin_path: z.string().nullable(),
    fields: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })).meta({
      description: 'Of tags and custom fields only those that changed.',
    }),
  }) satisfies z.ZodType<ChangeAttributes>,
}

const PAGE = z.strictObject({
  'page[number]': wholeNumber(0, 10_000).default(0),
  'page[size]': wholeNumber(1, 200).default(20),
})

const seconds = wholeNumber(0, 253_402_300_799).transform((value) => new Date(value * 1000))

const AUDIT_QUERY = PAGE.extend({
  'filter[changed_by]': z
    .string()
    .max(320)
    .optional()
    .meta({ description: 'E-mail of the person, or of the one who made the key.' }),
  'filter[since]': seconds.optional().meta({ description: 'UNIX seconds, included.' }),
  'filter[until]': seconds.optional().meta({ description: 'UNIX seconds, not included.' }),
})

/** Ours: who has changed what. */
export function historyEndpoints({ db }: { db: Db }): Endpoint[] {
  return [assetHistory(db), audit(db)]
}

function assetHistory(db: Db): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/history/*',
    operationId: 'listAssetChanges',
    tag: 'Assets',
    summary: 'List what people have changed about an asset, newest first',
    description: 'By origin path; what is known stays when the file is gone.',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS.extend({ path: z.string().transform(readOriginPath) }),
    query: PAGE,
    answer: { resource: CHANGE, list: 'pagination' },
    async handle({ principal: { accountId }, params: { sid, path }, query }) {
      const source = await requireSource(db, { accountId, publicId: sid })
      return await answerChanges(db, { accountId, asset: { sourceId: source.id, path } }, query)
    },
  })
}

function audit(db: Db): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/audit',
    operationId: 'listChanges',
    tag: 'Users',
    summary: 'List what people have changed in the account, newest first',
    description:
      'totalRecords is exact up to 10,000; beyond, those up to the end of the page are counted, and one more if there is a next page.',
    permissions: ['account_admin'],
    query: AUDIT_QUERY,
    answer: { resource: CHANGE, list: 'pagination' },
    async handle({ principal: { accountId }, query }) {
      const about = {
        accountId,
        asset: null,
        changedBy: query['filter[changed_by]'],
        since: query['filter[since]'],
        until: query['filter[until]'],
      }
      return await answerChanges(db, about, query)
    },
  })
}

async function answerChanges(
  db: Db,
  about: Omit<ChangeList, 'offset' | 'limit'>,
  query: z.output<typeof PAGE>,
) {
  const number = query['page[number]']
  const limit = query['page[size]']
  const { changes, total } = await listChanges(db, { ...about, offset: number * limit, limit })
  const pagination = presentPagination(number, limit, total)
  return { data: changes.map(presentChange), meta: { pagination } }
}

function presentChange(change: ChangeRecord): Resource<'changes', ChangeAttributes> {
  const { id, action, changedAt, changedBy, changedByApi, publicSourceId, path, fields } = change
  return {
    id: String(id),
    type: 'changes',
    attributes: {
      action,
      date: unixSeconds(changedAt),
      changed_by: changedBy,
      changed_by_api: changedByApi,
      source_id: publicSourceId,
      origin_path: path === null ? null : `/${path}`,
      fields,
    },
  }
}

export function editorOf({ tag, keyId }: Principal): Editor {
  return { name: tag, byApi: keyId !== null }
}
