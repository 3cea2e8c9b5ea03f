import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type { LabelAttributes } from '../../contract/organising.ts'
import { createLabel, deleteLabel, renameLabel } from '../catalog/labels/change-labels.ts'
import type { ChangeableKind } from '../catalog/labels/labels.ts'
import { type LabelSort, type LabelUse, listLabels } from '../catalog/labels/list-labels.ts'
import type { Database } from '../db/tables.ts'
import type { Enqueue } from '../jobs/queue.ts'
import { LABEL } from './asset-input.ts'
import { resourceBody, unixSeconds } from './document.ts'
import { wholeNumber } from './filter-query.ts'
import { editorOf } from './history.ts'
import { presentPagination } from './pagination.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { readVersion } from './version.ts'

export interface LabelNeeds {
  db: Kysely<Database>
  enqueue: Enqueue
}

const KINDS = {
  category: { type: 'categories', path: '/categories', names: 'Categories', words: 'category' },
  custom_field_key: {
    type: 'custom_field_keys',
    path: '/custom_field_keys',
    names: 'CustomFieldKeys',
    words: 'key of custom fields',
  },
} as const

const ATTRIBUTES = z.object({
  name: z.string(),
  asset_count: z.int().meta({ description: 'Assets that have it.' }),
  last_used_at: z.int().nullable().meta({
    description:
      'When an asset last got it. null: none of the Sources that there are, or before this was noted.',
  }),
  version: z.int().meta({ description: 'Raised by every change of the name; for If-Match.' }),
  values_lost: z.int().optional().meta({
    description:
      'After a merge of keys: assets with a value under both, of which the one of the kept key is left.',
  }),
}) satisfies z.ZodType<LabelAttributes>

const SORTS = [
  'name',
  '-name',
  'asset_count',
  '-asset_count',
  'last_used_at',
  '-last_used_at',
] as const satisfies readonly LabelSort[]
const MAX_ID = 2 ** 31 - 1
const PARAMS = z.object({
  id: z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_ID)),
})
const TAG = 'Categories and custom fields'

/** Ours: the categories and the keys of custom fields of the account, which are treated alike. */
export function labelEndpoints(needs: LabelNeeds): Endpoint[] {
  return (['category', 'custom_field_key'] as const).flatMap((kind) => [
    listAll(needs, kind),
    createOne(needs, kind),
    renameOne(needs, kind),
    deleteOne(needs, kind),
  ])
}

function listAll({ db }: LabelNeeds, kind: ChangeableKind): Endpoint {
  const { type, path, names, words } = KINDS[kind]
  return endpoint({
    method: 'GET',
    path,
    operationId: `list${names}`,
    tag: TAG,
    summary: `List each ${words} with the number of assets that have it`,
    permissions: ['asset_browse'],
    query: z.strictObject({
      'filter[name]': z.string().max(200).default('').meta({
        description: 'A part of the name, in any case.',
      }),
      sort: z.enum(SORTS).default('name'),
      'page[number]': wholeNumber(0, 1_000_000).default(0),
      'page[size]': wholeNumber(1, 1000).default(100),
    }),
    answer: { resource: { type, attributes: ATTRIBUTES }, list: 'pagination' },
    async handle({ principal: { accountId }, query }) {
      const number = query['page[number]']
      const limit = query['page[size]']
      const { labels, total } = await listLabels(db, kind, {
        accountId,
        part: query['filter[name]'].normalize('NFC'),
        sort: query.sort,
        offset: number * limit,
        limit,
      })
      const data = labels.map((label) => presentLabel(kind, label))
      return { data, meta: { pagination: presentPagination(number, limit, total) } }
    },
  })
}

function createOne({ db }: LabelNeeds, kind: ChangeableKind): Endpoint {
  const { type, path, names, words } = KINDS[kind]
  return endpoint({
    method: 'POST',
    path,
    operationId: `create${names}`,
    tag: TAG,
    summary: `Make a ${words} that no asset has yet`,
    description:
      'So that it can be chosen. An edit of an asset makes what is new to it, too. 409 when the name is taken.',
    permissions: ['asset_edit'],
    body: resourceBody(type, z.strictObject({ name: LABEL })),
    status: 201,
    answer: { resource: { type, attributes: ATTRIBUTES } },
    tells: () => [{ kind: 'labels' }],
    async handle({ principal, body: { name } }) {
      const change = { kind, accountId: principal.accountId, name, by: editorOf(principal) }
      const label = await db.transaction().execute((tx) => createLabel(tx, change))
      return { data: presentLabel(kind, label), headers: { ETag: `"${label.version}"` } }
    },
  })
}

function renameOne({ db, enqueue }: LabelNeeds, kind: ChangeableKind): Endpoint {
  const { type, path, names, words } = KINDS[kind]
  return endpoint({
    method: 'PATCH',
    path: `${path}/:id`,
    operationId: `rename${names}`,
    tag: TAG,
    summary: `Rename a ${words} on all assets that have it`,
    description:
      'Takes effect at once. 409 when the name is taken; merge=true then merges this one into it. ' +
      'With If-Match and its version: 412 when somebody else was first.',
    permissions: ['asset_edit'],
    params: PARAMS,
    query: z.strictObject({ merge: z.enum(['true', 'false']).default('false') }),
    body: resourceBody(type, z.strictObject({ name: LABEL })),
    answer: { resource: { type, attributes: ATTRIBUTES } },
    tells: () => [{ kind: 'labels' }],
    async handle({ principal, params: { id }, query, body: { name }, headers }) {
      const { accountId } = principal
      const ifVersion = readVersion(headers.ifMatch)
      const merge = query.merge === 'true'
      const change = { kind, accountId, id, name, merge, ifVersion, by: editorOf(principal) }
      const { label, merged, valuesLost } = await db.transaction().execute(async (tx) => {
        const renamed = await renameLabel(tx, change)
        if (renamed.merged) await enqueueCleaning(enqueue, tx, accountId)
        return renamed
      })
      const presented = presentLabel(kind, label)
      if (merged) presented.attributes.values_lost = valuesLost
      return { data: presented, headers: { ETag: `"${label.version}"` } }
    },
  })
}

function deleteOne({ db, enqueue }: LabelNeeds, kind: ChangeableKind): Endpoint {
  const { type, path, names, words } = KINDS[kind]
  return endpoint({
    method: 'DELETE',
    path: `${path}/:id`,
    operationId: `delete${names}`,
    tag: TAG,
    summary: `Delete a ${words} from all assets`,
    description:
      'Takes effect at once and cannot be undone. Answers with what it was: asset_count assets had it.',
    permissions: ['asset_edit'],
    params: PARAMS,
    query: z.strictObject({
      confirm: z.string().meta({ description: 'Its name, to be sure.' }),
    }),
    answer: { resource: { type, attributes: ATTRIBUTES } },
    tells: () => [{ kind: 'labels' }],
    async handle({ principal, params: { id }, query: { confirm } }) {
      const { accountId } = principal
      const change = { kind, accountId, id, confirm, by: editorOf(principal) }
      const label = await db.transaction().execute(async (tx) => {
        const deleted = await deleteLabel(tx, change)
        await enqueueCleaning(enqueue, tx, accountId)
        return deleted
      })
      return { data: presentLabel(kind, label) }
    },
  })
}

async function enqueueCleaning(
  enqueue: Enqueue,
  tx: Parameters<Enqueue>[0],
  accountId: number,
): Promise<void> {
  await enqueue(tx, 'clean-labels', { accountId }, { key: String(accountId) })
}

function presentLabel(
  kind: ChangeableKind,
  { id, label, version, assetCount, lastUsedAt }: LabelUse,
): Resource<string, LabelAttributes> {
  const attributes = {
    name: label,
    asset_count: assetCount,
    last_used_at: lastUsedAt && unixSeconds(lastUsedAt),
    version,
  }
  return { id: String(id), type: KINDS[kind].type, attributes }
}
