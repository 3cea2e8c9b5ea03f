import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Meta } from '../../contract/document.ts'
import type { TagAttributes } from '../../contract/organising.ts'
import { findFeatures } from '../catalog/analysis-settings.ts'
import { listTags } from '../catalog/labels/list-tags.ts'
import { inSearch } from '../catalog/search/search-transaction.ts'
import { listSources, requireSource } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import { wholeNumber } from './filter-query.ts'
import { presentPagination } from './pagination.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { SOURCE_PARAMS } from './sources.ts'

const TAG = {
  type: 'tags',
  attributes: z.object({
    name: z.string(),
    asset_count: z.int().meta({ description: 'Assets that have it; 0 when none has it any more.' }),
    count_is_estimate: z.boolean().meta({ description: 'From a fair sample.' }),
  }) satisfies z.ZodType<TagAttributes>,
}

const QUERY = z.strictObject({
  'filter[name]': z.string().max(200).default('').meta({
    description:
      'A part of the name, in any case and with any accents. The name itself comes first, then those that begin with it, then those of which a word does.',
  }),
  sort: z.enum(['name', '-asset_count']).default('name').meta({
    description: '-asset_count: as a sample tells; those that it does not have come last, by name.',
  }),
  'page[number]': wholeNumber(0, 1_000_000).default(0),
  'page[size]': wholeNumber(1, 100).default(20),
})

const LIST = {
  method: 'GET',
  tag: 'Assets',
  permissions: ['asset_browse' as const],
  query: QUERY,
  answer: { resource: TAG, list: 'pagination' as const },
} as const

const DESCRIPTION =
  'Nothing keeps the number of assets of each tag: of frequent tags it is an estimate that says so, of others it is exact. ' +
  'Tags are those of the account; analysis and files bring them, and PATCH of an asset.'

/** Ours: the tags that there are. */
export function tagEndpoints({ db }: { db: Kysely<Database> }): Endpoint[] {
  return [
    endpoint({
      ...LIST,
      permissions: [...LIST.permissions],
      path: '/sources/:sid/tags',
      operationId: 'listSourceTags',
      summary: 'List tags with the number of assets of the Source that have them',
      description: DESCRIPTION,
      params: SOURCE_PARAMS,
      async handle({ principal: { accountId }, params: { sid }, query }) {
        const { id } = await requireSource(db, { accountId, publicId: sid })
        return await answerTags(db, { accountId, sourceIds: [id] }, query)
      },
    }),
    endpoint({
      ...LIST,
      permissions: [...LIST.permissions],
      path: '/tags',
      operationId: 'listTags',
      summary: 'List tags with the number of assets of all Sources that have them',
      description: DESCRIPTION,
      async handle({ principal: { accountId }, query }) {
        const sourceIds = (await listSources(db, accountId)).map(({ id }) => id)
        return await answerTags(db, { accountId, sourceIds }, query)
      },
    }),
  ]
}

async function answerTags(
  db: Kysely<Database>,
  where: { accountId: number; sourceIds: number[] },
  query: z.output<typeof QUERY>,
): Promise<{ data: unknown; meta: Pick<Meta, 'pagination'> }> {
  const number = query['page[number]']
  const limit = query['page[size]']
  // Switched off in the settings of analysis, they are shown nowhere.
  const { tags: isShown } = await findFeatures(db, where.accountId)
  const wanted = {
    ...where,
    part: query['filter[name]'],
    sort: query.sort,
    offset: number * limit,
    limit,
  }
  const { tags, total } = isShown
    ? await inSearch(db, (tx) => listTags(tx, wanted))
    : { tags: [], total: 0 }
  const data = tags.map(({ id, label, assetCount, countIsEstimate }) => ({
    id: String(id),
    type: TAG.type,
    attributes: {
      name: label,
      asset_count: assetCount,
      count_is_estimate: countIsEstimate,
    } satisfies TagAttributes,
  }))
  return { data, meta: { pagination: presentPagination(number, limit, total) } }
}
