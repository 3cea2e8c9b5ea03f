import type { Kysely } from 'kysely'
import { z } from 'zod'
import { findFeatures } from '../catalog/analysis-settings.ts'
import { listNearWords } from '../catalog/likeness/near-words.ts'
import { inSearch } from '../catalog/search/search-transaction.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { presentNearWords, SEMANTIC_ASSET } from './duplicate-resources.ts'
import { wholeNumber } from './filter-query.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { SOURCE_PARAMS } from './sources.ts'

export interface SemanticNeeds {
  db: Kysely<Database>
  /**
   * Where words are among the pictures of an account; null: nobody of its analysis can tell.
   * @throws Failure `analysis_failed`
   */
  placeWords(
    accountId: number,
    words: string,
    signal: AbortSignal,
  ): Promise<{ model: string; vector: number[] } | null>
}

const MAX_WORDS_LENGTH = 200
const MAX_LIMIT = 100
const DEFAULT_LIMIT = 12

/** Ours: pictures found by words that nobody has written about them. */
export function semanticEndpoint({ db, placeWords }: SemanticNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/semantic',
    operationId: 'listSemanticAssets',
    tag: 'Assets',
    summary: 'List the pictures that look like what words say',
    description:
      'Nearest first, by a model that was set up in the settings of analysis (transformers, zero_shot_model), and of the ' +
      'pictures that this model has looked at. Guesses, therefore never part of a search. 409 when there is no such model.',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS,
    query: z.strictObject({
      words: z
        .string()
        .trim()
        .min(1)
        .max(MAX_WORDS_LENGTH)
        .meta({ description: 'What is to be seen: a dog on a beach.' }),
      limit: wholeNumber(1, MAX_LIMIT).default(DEFAULT_LIMIT),
    }),
    answer: { resource: SEMANTIC_ASSET, list: 'whole' },
    async handle({ principal: { accountId }, params: { sid }, query, signal }) {
      const { id: sourceId } = await requireSource(db, { accountId, publicId: sid })
      const words = await placeWords(accountId, query.words, signal)
      if (!words) throw notSetUp()
      const { limit } = query
      const found = await inSearch(
        db,
        (tx) => listNearWords(tx, { sourceId, words, limit }),
        signal,
      )
      const features = await findFeatures(db, accountId)
      return { data: found.map((asset) => presentNearWords({ sid, features }, asset)) }
    },
  })
}

function notSetUp(): Failure {
  const detail =
    'Nobody can tell what words look like: the settings of analysis need transformers.js with a model like CLIP or SigLIP, ' +
    'switched on and asked for vectors, and similarity switched on.'
  return new Failure('conflict', detail)
}
