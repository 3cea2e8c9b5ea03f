import type { Kysely } from 'kysely'
import { z } from 'zod'
import { findFeatures } from '../catalog/analysis-settings.ts'
import { listSimilar } from '../catalog/likeness/similar.ts'
import { inSearch } from '../catalog/search/search-transaction.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { presentSimilar, SIMILAR_ASSET } from './duplicate-resources.ts'
import { wholeNumber } from './filter-query.ts'
import { type Endpoint, endpoint, readOriginPath } from './routes.ts'
import { SOURCE_PARAMS } from './sources.ts'

const MAX_LIMIT = 100
const DEFAULT_LIMIT = 10

/** Ours: what is most like an asset, and how much. */
export function similarEndpoint(db: Kysely<Database>): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/similar/*',
    operationId: 'listSimilarAssets',
    tag: 'Duplicates',
    summary: 'List what is most like an asset, with how alike it is',
    description:
      'By origin path: the same bytes, then pictures that look nearly the same, then those that show similar things, each ' +
      'nearest first. As filter[similar_to] finds them, which goes with other filters and has pages. 409 when similarity ' +
      'is switched off.',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS.extend({ path: z.string().transform(readOriginPath) }),
    query: z.strictObject({ limit: wholeNumber(1, MAX_LIMIT).default(DEFAULT_LIMIT) }),
    answer: { resource: SIMILAR_ASSET, list: 'whole' },
    async handle({ principal: { accountId }, params: { sid, path }, query: { limit }, signal }) {
      const { id: sourceId } = await requireSource(db, { accountId, publicId: sid })
      const features = await findFeatures(db, accountId)
      if (!features.similar) {
        throw new Failure('conflict', 'Similarity is switched off in the settings of analysis.')
      }
      const found = await inSearch(db, (tx) => listSimilar(tx, { sourceId, path, limit }), signal)
      if (!found) throw new Failure('not_found', `There is no asset "/${path}" in this Source.`)
      return { data: found.map((asset) => presentSimilar({ sid, features }, asset)) }
    },
  })
}
