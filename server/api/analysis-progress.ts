import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { AnalysisProgress } from '../../contract/analysis.ts'
import {
  type AnalysisProgressCounts,
  type QueueState,
  retryAnalysis,
  startCountingProgress,
} from '../catalog/analysis/progress.ts'
import { listProviderTroubles, sayTrouble } from '../catalog/analysis/provider-troubles.ts'
import { wantedCapabilities } from '../catalog/analysis-choices.ts'
import { findAnalysisSettings } from '../catalog/analysis-settings.ts'
import { requireSource, type Source } from '../catalog/sources.ts'
import type { Database, Db } from '../db/tables.ts'
import { PROVIDER, TAG } from './analysis-settings.ts'
import type { ResourceSchema } from './document.ts'
import { type Answer, type Endpoint, endpoint } from './routes.ts'
import type { AnalysisMode } from './shown-features.ts'
import { SOURCE_PARAMS } from './sources.ts'

const PROGRESS = {
  type: 'analysis_progress',
  attributes: z.object({
    waiting: z.int(),
    retrying: z.int().meta({ description: 'Of those waiting: tried before.' }),
    failed: z.int(),
    rate: z.number().nullable().meta({ description: 'Pictures a second.' }),
    seconds_left: z.int().nullable(),
    troubles: z
      .array(z.object({ detail: z.string(), count: z.int(), origin_paths: z.array(z.string()) }))
      .meta({
        description:
          'Providers of the account that cannot look at the moment, without paths; then why pictures wait for another ' +
          'try or have failed, the most frequent first, each with some of the paths.',
      }),
    lacking: z.int().meta({
      description:
        'Pictures that were looked at, though not for all that is switched on now; counted up to 10,000. ' +
        'The bulk operation `analyze` looks at them.',
    }),
    durations: z.array(z.object({ provider: PROVIDER, median_ms: z.int(), looks: z.int() })).meta({
      description:
        'Of the account: how long each provider that has looked lately takes for a picture, without the time a picture ' +
        'waits for its turn, as the median of its latest looks.',
    }),
  }) satisfies z.ZodType<AnalysisProgress>,
} satisfies ResourceSchema

interface ProgressNeeds {
  db: Kysely<Database>
  /** The setting ANALYSIS. */
  analysisMode: AnalysisMode
}

/** Ours: how far the analysis of a Source is. */
export function analysisProgressEndpoints(needs: ProgressNeeds): Endpoint[] {
  const counts = startCountingProgress()
  return [readProgress(needs, counts), retryFailed(needs, counts)]
}

function readProgress(needs: ProgressNeeds, counts: AnalysisProgressCounts): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/analysis',
    operationId: 'getAnalysisProgress',
    tag: TAG,
    summary: 'See how far the analysis of a Source is',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS,
    answer: { resource: PROGRESS },
    async handle({ principal: { accountId }, params: { sid } }) {
      const source = await requireSource(needs.db, { accountId, publicId: sid })
      return await answerProgress(needs, counts, source)
    },
  })
}

function retryFailed(needs: ProgressNeeds, counts: AnalysisProgressCounts): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/analysis/retry',
    operationId: 'retryAnalysis',
    tag: TAG,
    summary: 'Look again at what could not be looked at',
    description: 'Those that wait for another try have it now, too.',
    permissions: ['asset_edit'],
    params: SOURCE_PARAMS,
    status: 202,
    answer: { resource: PROGRESS },
    async handle({ principal: { accountId }, params: { sid } }) {
      const source = await requireSource(needs.db, { accountId, publicId: sid })
      await retryAnalysis(needs.db, source.id)
      counts.forget()
      return await answerProgress(needs, counts, source)
    },
  })
}

async function answerProgress(
  { db, analysisMode }: ProgressNeeds,
  counts: AnalysisProgressCounts,
  source: Source,
): Promise<Answer> {
  const settings = await findAnalysisSettings(db, source.accountId)
  const wanted = wantedCapabilities(settings, analysisMode)
  const { waiting, rate, troubles, ...rest } = await counts.find(db, source.id)
  const attributes: AnalysisProgress = {
    ...rest,
    waiting,
    rate,
    seconds_left: rate ? Math.ceil(waiting / rate) : null,
    troubles: [
      ...(await listAsked(db, source.accountId, troubles)),
      ...troubles.map(presentTrouble),
    ],
    lacking: await counts.countLacking(db, source.id, wanted),
    durations: await counts.findDurations(db, source.accountId),
  }
  return { data: { id: source.publicId, type: PROGRESS.type, attributes } }
}

function presentTrouble({ paths, ...trouble }: QueueState['troubles'][number]) {
  return { ...trouble, origin_paths: paths.map((path) => `/${path}`) }
}

/** Of all Sources together, as providers are the account's; what pictures wait for says so already. */
async function listAsked(
  db: Db,
  accountId: number,
  known: QueueState['troubles'],
): Promise<AnalysisProgress['troubles']> {
  const lately = await listProviderTroubles(db, accountId)
  return lately
    .map((trouble) => ({ detail: sayTrouble(trouble), count: trouble.pictures, origin_paths: [] }))
    .filter(({ detail }) => known.every((other) => !other.detail.includes(detail)))
}
