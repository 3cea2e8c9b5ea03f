import type { Kysely } from 'kysely'
import { z } from 'zod'
import type {
  AnalysisCheck,
  AnalysisProviderName,
  AnalysisSettings,
} from '../../contract/analysis.ts'
import { askedProviders, PROVIDER_NAMES } from '../catalog/analysis-choices.ts'
import {
  type AccountAnalysis,
  findAnalysisSettings,
  updateAnalysisSettings,
} from '../catalog/analysis-settings.ts'
import type { Database } from '../db/tables.ts'
import { type Principal, requirePermissions } from '../identity/principal.ts'
import type { SecretBox } from '../lib/secret-box.ts'
import { ANALYSIS_SETTINGS_INPUT, findWanting, mergeSettings } from './analysis-settings-input.ts'
import { type ResourceSchema, resourceBody } from './document.ts'
import { editorOf } from './history.ts'
import { checkModelFolder } from './local-roots.ts'
import { type Answer, type Endpoint, endpoint } from './routes.ts'
import type { AnalysisMode } from './shown-features.ts'
import { readVersion } from './version.ts'

export interface AnalysisSettingsNeeds {
  db: Kysely<Database>
  secretBox: SecretBox
  /** The setting ANALYSIS. */
  analysisMode: AnalysisMode
  /** Folders below which models may be. */
  modelRoots: readonly string[]
  /** Lets one provider look at a picture of Vitrine's own, whether it is switched on or not. */
  checkProvider(
    provider: AnalysisProviderName,
    settings: AccountAnalysis,
    signal: AbortSignal,
  ): Promise<AnalysisCheck>
}

export const TAG = 'Analysis'
export const PROVIDER = z.enum(PROVIDER_NAMES)

const flag = z.boolean()
const isSet = flag.meta({ description: 'Whether there is one; it never comes back.' })
const LIMITS = {
  concurrency: z.int(),
  timeout_seconds: z.int(),
  daily_budget: z.int().nullable(),
  price_per_1000: z.number().nullable(),
}
const asked = z.array(PROVIDER)

const SETTINGS = {
  type: 'analysis_settings',
  attributes: z.object({
    features: z.object({
      tags: flag,
      faces: flag,
      alerts: flag,
      alt_text: flag,
      text: flag,
      colors: flag,
      similar: flag,
    }),
    providers: z.object({
      openai: z.object({
        enabled: flag,
        base_url: z.string(),
        model: z.string(),
        api_key_set: isSet,
        ...LIMITS,
      }),
      google: z.object({ enabled: flag, api_key_set: isSet, ...LIMITS }),
      transformers: z.object({
        enabled: flag,
        model_folder: z.string().nullable(),
        zero_shot_model: z.string().nullable(),
        zero_shot_labels: z.array(z.string()),
        caption_model: z.string().nullable(),
      }),
    }),
    order: z
      .object({
        tags: asked,
        faces: asked,
        alerts: asked,
        alt_text: asked,
        text: asked,
        embedding: asked,
      })
      .meta({ description: 'Who is asked, first to last; the next when one is off or fails.' }),
    mode: z.enum(['full', 'light', 'off']).meta({ description: 'What the operator has chosen.' }),
    sends_pictures_to: z.array(z.string()).meta({
      description: 'Hosts that pictures are sent to as things stand. None: they stay here.',
    }),
    version: z.int(),
  }) satisfies z.ZodType<AnalysisSettings>,
} satisfies ResourceSchema

const CHECK = {
  type: 'analysis_checks',
  attributes: z.object({
    provider: PROVIDER,
    ok: z.boolean(),
    detail: z.string(),
    advice: z.string().nullable(),
    milliseconds: z.number(),
  }) satisfies z.ZodType<AnalysisCheck>,
} satisfies ResourceSchema

/** Ours: what the account wants of analysis. */
export function analysisSettingsEndpoints(needs: AnalysisSettingsNeeds): Endpoint[] {
  return [readSettings(needs), updateSettings(needs), checkOne(needs)]
}

function readSettings({ db, analysisMode }: AnalysisSettingsNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/analysis_settings',
    operationId: 'getAnalysisSettings',
    tag: TAG,
    summary: 'Read what analysis looks for, and who is asked',
    description:
      'Ours. Needs the permission Asset Browse or Sources. The ETag of the answer guards a change.',
    permissions: [],
    answer: { resource: SETTINGS },
    async handle({ principal }) {
      requireSight(principal)
      return answerSettings(await findAnalysisSettings(db, principal.accountId), analysisMode)
    },
  })
}

/** Who sees pictures may know what is looked for in them, and who gets them. */
function requireSight(principal: Principal): void {
  if (!principal.permissions.has('sources')) requirePermissions(principal, ['asset_browse'])
}

function updateSettings({
  db,
  secretBox,
  analysisMode,
  modelRoots,
}: AnalysisSettingsNeeds): Endpoint {
  return endpoint({
    method: 'PATCH',
    path: '/analysis_settings',
    operationId: 'updateAnalysisSettings',
    tag: TAG,
    summary: 'Change what analysis looks for, and who is asked',
    description:
      'Ours. What is not sent stays. What is switched off is hidden at once; what is switched on shows what is known, ' +
      'and nothing is looked at again by itself: that is what the bulk operation `analyze` is for. A key has to be sent ' +
      'again when the address changes. With If-Match and the version: 412 when somebody else was first.',
    permissions: ['sources'],
    body: resourceBody(SETTINGS.type, ANALYSIS_SETTINGS_INPUT),
    answer: { resource: SETTINGS },
    async handle({ principal, body, headers }) {
      const { accountId } = principal
      const ifVersion = readVersion(headers.ifMatch)
      const by = editorOf(principal)
      const folder = body.providers?.transformers?.model_folder
      if (folder) await checkModelFolder(folder, modelRoots)
      const changed = await db
        .transaction()
        .execute((tx) =>
          updateAnalysisSettings(tx, secretBox, { accountId, ifVersion, by }, (present) =>
            mergeSettings(present, body),
          ),
        )
      return answerSettings(changed, analysisMode)
    },
  })
}

function checkOne({ db, checkProvider }: AnalysisSettingsNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/analysis_settings/checks',
    operationId: 'checkAnalysisProvider',
    tag: TAG,
    summary: 'Try one provider',
    description:
      'Ours. It looks at a picture of Vitrine’s own, as the saved settings say, whether it is switched on or not.',
    permissions: ['sources'],
    body: resourceBody(CHECK.type, z.strictObject({ provider: PROVIDER })),
    answer: { resource: CHECK },
    async handle({ principal: { accountId }, body: { provider }, signal }) {
      const stored = await findAnalysisSettings(db, accountId)
      const wanting = provider === 'builtin' ? null : wantingOf(stored)[provider]
      const attributes: AnalysisCheck = wanting
        ? { provider, ok: false, detail: wanting.detail, advice: null, milliseconds: 0 }
        : withWarning(await checkProvider(provider, stored, signal), stored)
      return { data: { id: provider, type: CHECK.type, attributes } }
    },
  })
}

function wantingOf({ providers, sealedKeys }: AccountAnalysis) {
  return findWanting(providers, sealedKeys.google !== null)
}

function answerSettings(stored: AccountAnalysis, mode: AnalysisMode): Answer {
  const { accountId, features, order, version, sealedKeys } = stored
  const { openai, google, transformers } = stored.providers
  const attributes: AnalysisSettings = {
    features,
    providers: {
      openai: { ...openai, api_key_set: sealedKeys.openai !== null },
      google: { ...google, api_key_set: sealedKeys.google !== null },
      transformers,
    },
    order,
    mode,
    sends_pictures_to: mode === 'off' ? [] : hostsOf(stored),
    version,
  }
  const data = { id: String(accountId), type: SETTINGS.type, attributes }
  return { data, headers: { ETag: `"${version}"` } }
}

const GOOGLE_HOST = 'vision.googleapis.com'

function hostsOf(stored: AccountAnalysis): string[] {
  const asked = askedProviders(stored)
  const url = URL.parse(stored.providers.openai.base_url)
  const isSent = asked.includes('openai') && url !== null && !isThisMachine(url.hostname)
  return [...(isSent ? [url.host] : []), ...(asked.includes('google') ? [GOOGLE_HOST] : [])]
}

/** What works may still be read by others. */
function withWarning(check: AnalysisCheck, { providers }: AccountAnalysis): AnalysisCheck {
  const url = URL.parse(providers.openai.base_url)
  const isOpen = url?.protocol === 'http:' && !isThisMachine(url.hostname) && !isNear(url.hostname)
  if (check.provider !== 'openai' || !check.ok || !isOpen) return check
  return { ...check, advice: READABLE }
}

const READABLE =
  'The address begins with http://, so whoever is on the way there can read the pictures and the key. Use https:// if it can.'

/** In the network of this machine, as far as the name tells. */
function isNear(host: string): boolean {
  return /^(?:[^.:]+|.+\.(?:local|lan|internal|home\.arpa)|(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\..+|\[f[cd].+)$/.test(
    host,
  )
}

function isThisMachine(host: string): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\])$/.test(host)
}
