import type { Kysely } from 'kysely'
import { z } from 'zod'
import type {
  CountAttributes,
  FacetAttributes,
  PositionAttributes,
} from '../../contract/searching.ts'
import { findFeatures } from '../catalog/analysis-settings.ts'
import { countSearch, findFacets } from '../catalog/search/facets.ts'
import { findPosition } from '../catalog/search/search-position.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import {
  COUNT_QUERY,
  FACET_QUERY,
  POSITION_QUERY,
  readCount,
  readFacets,
  readPosition,
} from './asset-query.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { refuseHidden } from './shown-features.ts'
import { SOURCE_PARAMS } from './sources.ts'

const TOTAL = {
  total: z.int().meta({
    description:
      'Exact up to 10,000, of a whole Source, and of what asks for frequent terms alone.',
  }),
  total_is_estimate: z.boolean(),
}

const COUNT = {
  type: 'counts',
  attributes: z.object(TOTAL) satisfies z.ZodType<CountAttributes>,
}

const POSITION = {
  type: 'positions',
  attributes: z.object({
    position: z
      .int()
      .nullable()
      .meta({ description: 'So many come before it; null: it is not in the list.' }),
  }) satisfies z.ZodType<PositionAttributes>,
}

const VALUES = z
  .array(z.object({ value: z.string(), count: z.int() }))
  .meta({ description: 'The most frequent first.' })

const FACETS = {
  type: 'facets',
  attributes: z.object({
    ...TOTAL,
    counts_are_estimates: z
      .boolean()
      .meta({ description: 'They come from a fair sample, scaled to the total.' }),
    tags: VALUES,
    categories: VALUES,
    folders: VALUES.meta({ description: 'With all that is below. With a leading slash.' }),
    media_kinds: VALUES,
    content_types: VALUES,
    years: VALUES.meta({ description: 'Of the day taken, else of the day the file was made.' }),
  }) satisfies z.ZodType<FacetAttributes>,
}

/** Ours: how many assets a search finds, and what they have in common. */
export function countEndpoints({ db }: { db: Kysely<Database> }): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/sources/:sid/count',
      operationId: 'countAssets',
      tag: 'Assets',
      summary: 'Count the assets that a search finds',
      permissions: ['asset_browse'],
      params: SOURCE_PARAMS,
      query: COUNT_QUERY,
      answer: { resource: COUNT },
      async handle({ principal: { accountId }, params: { sid }, query, signal }) {
        const asked = readCount(query)
        refuseHidden(Object.keys(query), await findFeatures(db, accountId))
        const source = await requireSource(db, { accountId, publicId: sid })
        const { total, totalIsEstimate } = await countSearch(db, { ...asked, source, signal })
        const attributes: CountAttributes = { total, total_is_estimate: totalIsEstimate }
        return { data: { id: sid, type: COUNT.type, attributes } }
      },
    }),
    endpoint({
      method: 'GET',
      path: '/sources/:sid/position',
      operationId: 'findPosition',
      tag: 'Assets',
      summary: 'Where an asset stands in the list of a search',
      description: 'As page[cursor] counts. All that come before it are counted.',
      permissions: ['asset_browse'],
      params: SOURCE_PARAMS,
      query: POSITION_QUERY,
      answer: { resource: POSITION },
      async handle({ principal: { accountId }, params: { sid }, query, signal }) {
        const asked = readPosition(query)
        refuseHidden(Object.keys(query), await findFeatures(db, accountId))
        const source = await requireSource(db, { accountId, publicId: sid })
        const position = await findPosition(db, { ...asked, source, signal })
        return { data: { id: sid, type: POSITION.type, attributes: { position } } }
      },
    }),
    endpoint({
      method: 'GET',
      path: '/sources/:sid/facets',
      operationId: 'listFacets',
      tag: 'Assets',
      summary: 'What the assets of a search have in common',
      description: 'meta[total]=exact counts in all of them, however long it takes.',
      permissions: ['asset_browse'],
      params: SOURCE_PARAMS,
      query: FACET_QUERY,
      answer: { resource: FACETS },
      async handle({ principal: { accountId }, params: { sid }, query, signal }) {
        const asked = readFacets(query)
        const features = await findFeatures(db, accountId)
        refuseHidden(Object.keys(query), features)
        const source = await requireSource(db, { accountId, publicId: sid })
        const found = await findFacets(db, { ...asked, source, signal })
        const attributes = features.tags ? found : { ...found, tags: [] }
        return { data: { id: sid, type: FACETS.type, attributes } }
      },
    }),
  ]
}
