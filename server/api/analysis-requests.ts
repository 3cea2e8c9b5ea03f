import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { AnalysisEstimate, AnalysisProviderName } from '../../contract/analysis.ts'
import { analyzeAsset } from '../catalog/analysis/analyze-again.ts'
import { countPictures } from '../catalog/analysis/progress.ts'
import { askedProviders, type Features, wantedCapabilities } from '../catalog/analysis-choices.ts'
import { type AccountAnalysis, findAnalysisSettings } from '../catalog/analysis-settings.ts'
import { countSearch } from '../catalog/search/facets.ts'
import { readAssetFilter } from '../catalog/search/filter.ts'
import { requireSource, type Source } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { PROVIDER, TAG } from './analysis-settings.ts'
import { ASSET } from './asset-resource.ts'
import { ASSET_PARAMS, answerAsset } from './assets.ts'
import { MAX_BODY_BYTES, readSelection, SELECTION } from './bulk-edit-input.ts'
import { type ResourceSchema, resourceBody } from './document.ts'
import { type Endpoint, endpoint } from './routes.ts'
import type { AnalysisMode } from './shown-features.ts'
import { SOURCE_PARAMS } from './sources.ts'
import { tellChanged } from './tell.ts'

interface RequestNeeds {
  db: Kysely<Database>
  /** The setting ANALYSIS. */
  analysisMode: AnalysisMode
}

/** Ours: letting pictures be looked at again, and what that costs. */
export function analysisRequestEndpoints(needs: RequestNeeds): Endpoint[] {
  return [analyzeOne(needs), estimate(needs)]
}

function analyzeOne(needs: RequestNeeds): Endpoint {
  const { db } = needs
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/assets/analyze/*',
    operationId: 'analyzeAsset',
    tag: TAG,
    summary: 'Look at a picture again, as the settings are now',
    description:
      'Soon, and before all others. What people have said stays. 409 when analysis is off, or this is no picture.',
    permissions: ['asset_edit'],
    params: ASSET_PARAMS,
    status: 202,
    answer: { resource: ASSET },
    tells: ({ params }) => [tellChanged(params)],
    async handle({ principal: { accountId }, params: { sid, path } }) {
      const source = await requireSource(db, { accountId, publicId: sid })
      await requireAnalysis(needs, accountId)
      await db.transaction().execute((tx) => analyzeAsset(tx, { sourceId: source.id, path }))
      return await answerAsset(needs, source, { path, fields: null })
    },
  })
}

/** @throws Failure `conflict` while nothing is looked for, or nobody is asked */
export async function requireAnalysis(
  { db, analysisMode }: RequestNeeds,
  accountId: number,
): Promise<void> {
  const settings = await findAnalysisSettings(db, accountId)
  if (wantedCapabilities(settings, analysisMode).size > 0) return
  const who =
    analysisMode === 'off' ? 'by the operator of this Vitrine' : 'in the settings of this account'
  throw new Failure('conflict', `Analysis is switched off ${who}.`)
}

const ESTIMATE = {
  type: 'analysis_estimates',
  attributes: z.object({
    pictures: z.int(),
    pictures_is_estimate: z.boolean(),
    providers: z.array(
      z.object({
        provider: PROVIDER,
        dollars: z.number().nullable().meta({ description: 'At most. null: no price is known.' }),
        days: z.int().nullable().meta({ description: 'null: there is no daily budget.' }),
      }),
    ),
  }) satisfies z.ZodType<AnalysisEstimate>,
} satisfies ResourceSchema

function estimate({ db }: RequestNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/analysis/estimates',
    operationId: 'estimateAnalysis',
    tag: TAG,
    summary: 'What it costs to look at pictures again',
    description: 'For a selection as bulk edits take it. Nothing is done.',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS,
    body: resourceBody(ESTIMATE.type, z.strictObject({ selection: SELECTION })),
    maxBodyBytes: MAX_BODY_BYTES,
    answer: { resource: ESTIMATE },
    async handle({ principal: { accountId }, params: { sid }, body: { selection } }) {
      const settings = await findAnalysisSettings(db, accountId)
      const source = await requireSource(db, { accountId, publicId: sid })
      const { total, totalIsEstimate } = await countSelected(db, source, {
        selection,
        features: settings.features,
      })
      const attributes: AnalysisEstimate = {
        pictures: total,
        pictures_is_estimate: totalIsEstimate,
        providers: askedProviders(settings).flatMap((name) =>
          name === 'builtin' ? [] : [estimateFor(settings, name, total)],
        ),
      }
      return { data: { id: sid, type: ESTIMATE.type, attributes } }
    },
  })
}

/** Kinds that may have pixels; the number of those that have none is small. */
const PICTURES = ['media_kind', 'IMAGE,ANIMATION,VECTOR'] as const

async function countSelected(
  db: Kysely<Database>,
  source: Source,
  { selection, features }: { selection: z.output<typeof SELECTION>; features: Features },
) {
  const read = readSelection(selection, features)
  if ('paths' in read) {
    const total = await countPictures(db, { sourceId: source.id, paths: read.paths })
    return { total, totalIsEstimate: false }
  }
  const filter = readAssetFilter([...read.filters, PICTURES])
  const { total, totalIsEstimate } = await countSearch(db, { source, filter, exact: false })
  const { excludedPaths: paths } = read
  const excluded = await countPictures(db, { sourceId: source.id, paths })
  return { total: Math.max(0, total - excluded), totalIsEstimate }
}

function estimateFor(
  { providers }: AccountAnalysis,
  provider: Exclude<AnalysisProviderName, 'builtin'>,
  pictures: number,
): AnalysisEstimate['providers'][number] {
  if (provider === 'transformers') return { provider, dollars: 0, days: null }
  const { price_per_1000: price, daily_budget: budget } = providers[provider]
  return {
    provider,
    dollars: price === null ? null : Math.round(pictures * price) / 1000,
    days: budget === null ? null : Math.ceil(pictures / budget),
  }
}
