import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type {
  AnalysisCapability,
  AnalysisFeature,
  AnalysisProviderName,
  AnalysisSettings,
  GoogleSettings,
  OpenAiSettings,
  TransformersSettings,
} from '../../contract/analysis.ts'
import type { ChangedFields } from '../../contract/organising.ts'
import type { Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import type { SecretBox } from '../lib/secret-box.ts'
import { type Editor, recordChanges } from './changes.ts'

/** What an account wants of analysis: what is looked for, who is asked, and with which keys. */

export type Features = AnalysisSettings['features']
export type ProviderOrder = AnalysisSettings['order']

/** As stored: without keys, and without what tells whether there is one. */
export interface StoredProviders {
  openai: Omit<OpenAiSettings, 'api_key' | 'api_key_set'>
  google: Omit<GoogleSettings, 'api_key' | 'api_key_set'>
  transformers: TransformersSettings
}

/** Those that need a key. */
export const KEYED = ['openai', 'google'] as const
export type KeyedProvider = (typeof KEYED)[number]

export interface AccountAnalysis {
  accountId: number
  features: Features
  providers: StoredProviders
  order: ProviderOrder
  /** For openSettings alone. */
  sealedKeys: Record<KeyedProvider, Buffer | null>
  version: number
}

export const DEFAULT_FEATURES: Features = {
  tags: true,
  faces: true,
  alerts: true,
  alt_text: true,
  text: true,
  colors: true,
  similar: true,
}

/** Whoever somebody has switched on is asked before what is built in. Nobody else can tell a capability. */
export const DEFAULT_ORDER: ProviderOrder = {
  tags: ['openai', 'google', 'transformers', 'builtin'],
  faces: ['google', 'builtin'],
  alerts: ['openai', 'google', 'transformers', 'builtin'],
  alt_text: ['openai', 'transformers', 'google', 'builtin'],
  text: ['google', 'builtin'],
  embedding: ['transformers', 'builtin'],
}

export const DEFAULT_PROVIDERS: StoredProviders = {
  openai: {
    enabled: false,
    base_url: '',
    model: '',
    concurrency: 2,
    timeout_seconds: 120,
    daily_budget: null,
    price_per_1000: null,
  },
  google: {
    enabled: false,
    concurrency: 4,
    timeout_seconds: 30,
    daily_budget: null,
    price_per_1000: null,
  },
  transformers: {
    enabled: false,
    model_folder: null,
    zero_shot_model: null,
    zero_shot_labels: [],
    caption_model: null,
  },
}

const CAPABILITIES: Partial<Record<AnalysisFeature, AnalysisCapability>> = {
  tags: 'tags',
  faces: 'faces',
  alerts: 'alerts',
  alt_text: 'alt_text',
  text: 'text',
  similar: 'embedding',
}

/** What has to be looked for; colours are told when a file is read. */
export function capabilitiesOf(features: Features): Set<AnalysisCapability> {
  const names = Object.keys(CAPABILITIES) as AnalysisFeature[] // keys of the literal above
  return new Set(names.flatMap((name) => (features[name] ? (CAPABILITIES[name] ?? []) : [])))
}

const PROVIDER_NAMES = ['builtin', 'openai', 'google', 'transformers'] as const

/** Who of those that are switched on is asked for something that is switched on. */
export function askedProviders({ features, order, providers }: Wishes): AnalysisProviderName[] {
  const wanted = [...capabilitiesOf(features)]
  const names = new Set(wanted.flatMap((capability) => order[capability]))
  return PROVIDER_NAMES.filter(
    (name) => names.has(name) && (name === 'builtin' || providers[name].enabled),
  )
}

type Wishes = Pick<AccountAnalysis, 'features' | 'order' | 'providers'>

/** What pictures are looked at for: what is switched on, and somebody who is switched on can tell. */
export function wantedCapabilities(
  { features, order, providers }: Wishes,
  mode: AnalysisSettings['mode'],
): Set<AnalysisCapability> {
  if (mode === 'off') return new Set()
  const tells = (name: AnalysisProviderName, capability: AnalysisCapability) => {
    if (name === 'builtin') return mode === 'full' || capability !== 'text'
    if (!providers[name].enabled) return false
    return name !== 'transformers' || toldByModels(providers.transformers).has(capability)
  }
  const wanted = [...capabilitiesOf(features)]
  return new Set(wanted.filter((one) => order[one].some((name) => tells(name, one))))
}

function toldByModels(settings: TransformersSettings): Set<AnalysisCapability> {
  const { zero_shot_model, zero_shot_labels, caption_model } = settings
  return new Set<AnalysisCapability>([
    ...(zero_shot_model === null ? [] : (['alerts', 'embedding'] as const)),
    ...(zero_shot_model === null || zero_shot_labels.length === 0
      ? []
      : (['tags', 'alt_text'] as const)),
    ...(caption_model === null ? [] : (['alt_text'] as const)),
  ])
}

interface Row {
  features: Partial<Features>
  providers: { [Name in keyof StoredProviders]?: Partial<StoredProviders[Name]> }
  order: Partial<ProviderOrder>
  openai: Buffer | null
  google: Buffer | null
  version: number
}

const NO_ROW: Row = {
  features: {},
  providers: {},
  order: {},
  openai: null,
  google: null,
  version: 1,
}

export async function findAnalysisSettings(db: Db, accountId: number): Promise<AccountAnalysis> {
  return await readSettings(db, accountId, sql``)
}

async function readSettings(
  db: Db,
  accountId: number,
  lock: ReturnType<typeof sql>,
): Promise<AccountAnalysis> {
  const { rows } = await sql<Row>`
    select features, providers, provider_order as "order", openai_key as openai, google_key as google, version
    from analysis_settings where account_id = ${accountId} ${lock}`.execute(db)
  const { features, providers, order, openai, google, version } = rows[0] ?? NO_ROW
  const { openai: openAi, google: own, transformers } = DEFAULT_PROVIDERS
  return {
    accountId,
    features: { ...DEFAULT_FEATURES, ...features },
    providers: {
      openai: { ...openAi, ...providers.openai },
      google: { ...own, ...providers.google },
      transformers: { ...transformers, ...providers.transformers },
    },
    order: { ...DEFAULT_ORDER, ...order },
    sealedKeys: { openai, google },
    version,
  }
}

/** What an account has switched on; a row by its key, so that every page may ask. */
export async function findFeatures(db: Db, accountId: number): Promise<Features> {
  const { rows } = await sql<Pick<Row, 'features'>>`
    select features from analysis_settings where account_id = ${accountId}`.execute(db)
  return { ...DEFAULT_FEATURES, ...rows[0]?.features }
}

/** The whole of each member after a change; of the keys only those that change, null removes one. */
export interface AnalysisChange {
  features: Features
  providers: StoredProviders
  order: ProviderOrder
  keys: Partial<Record<KeyedProvider, string | null>>
}

interface Asked {
  accountId: number
  /** The version somebody has seen; null: whatever it is. */
  ifVersion: number | null
  by: Editor
}

/**
 * Call it in a transaction.
 * @param change is asked what is to be with the settings locked, so that two changes never mix up
 * @throws Failure `changed_meanwhile`
 */
export async function updateAnalysisSettings(
  tx: Db,
  box: SecretBox,
  { accountId, ifVersion, by }: Asked,
  change: (present: AccountAnalysis) => AnalysisChange,
): Promise<AccountAnalysis> {
  // So that there is something to lock.
  await sql`insert into analysis_settings (account_id) values (${accountId})
    on conflict do nothing`.execute(tx)
  const present = await readSettings(tx, accountId, sql`for update`)
  if (ifVersion !== null && ifVersion !== present.version) {
    throw new Failure('changed_meanwhile', 'Somebody has changed these settings meanwhile.')
  }
  const { keys, ...settings } = change(present)
  const fields = diffSettings(present, settings, keys)
  if (Object.keys(fields).length === 0) return present
  const sealed = (name: KeyedProvider) => {
    const key = keys[name]
    if (key === undefined) return present.sealedKeys[name]
    return key === null ? null : box.seal(key, keyPurpose(accountId, name))
  }
  await sql`update analysis_settings set features = ${JSON.stringify(settings.features)},
      providers = ${JSON.stringify(settings.providers)},
      provider_order = ${JSON.stringify(settings.order)}, openai_key = ${sealed('openai')},
      google_key = ${sealed('google')}, version = version + 1
    where account_id = ${accountId}`.execute(tx)
  await recordChanges(tx, [
    { accountId, by, action: 'analysis_settings_changed', asset: null, fields },
  ])
  return await findAnalysisSettings(tx, accountId)
}

/** Member → what it was and is; of a key only whether there is one. */
function diffSettings(
  before: Pick<AccountAnalysis, 'features' | 'providers' | 'order' | 'sealedKeys'>,
  after: Pick<AccountAnalysis, 'features' | 'providers' | 'order'>,
  keys: AnalysisChange['keys'],
): ChangedFields {
  const members = (all: typeof after) => [
    ...Object.entries(all.features),
    ...Object.entries(all.providers).flatMap(([provider, settings]) =>
      Object.entries(settings).map(([name, value]) => [`${provider}.${name}`, value] as const),
    ),
    ...Object.entries(all.order).map(([name, value]) => [`order.${name}`, value] as const),
  ]
  const old = new Map<string, unknown>(members(before))
  const fields: ChangedFields = {}
  for (const [name, to] of members(after)) {
    const from = old.get(name) ?? null
    if (!isDeepStrictEqual(from, to)) fields[name] = { from, to }
  }
  for (const name of KEYED) {
    const key = keys[name]
    const isSet = before.sealedKeys[name] !== null
    if (key === undefined || (key === null && !isSet)) continue
    fields[`${name}.api_key`] = { from: isSet ? SET : null, to: key === null ? null : SET }
  }
  return fields
}

const SET = 'set'

/** Where the sealed key of a provider belongs: what was sealed for one place is unreadable in any other. */
function keyPurpose(accountId: number, provider: KeyedProvider): string {
  return `analysis/${accountId}/${provider}`
}

/** The settings with the keys in them: for whoever asks the providers, never for an answer. */
export type OpenedSettings = Pick<AnalysisSettings, 'features' | 'providers' | 'order'>

export function openSettings(box: SecretBox, stored: AccountAnalysis): OpenedSettings {
  const keyOf = (name: KeyedProvider) => {
    const sealed = stored.sealedKeys[name]
    const key = sealed && box.open(sealed, keyPurpose(stored.accountId, name))
    return { api_key: key, api_key_set: key !== null }
  }
  const { features, order, providers } = stored
  const { openai, google, transformers } = providers
  return {
    features,
    order,
    providers: {
      openai: { ...openai, ...keyOf('openai') },
      google: { ...google, ...keyOf('google') },
      transformers,
    },
  }
}

/**
 * Seals the keys of all accounts anew. Call it in a transaction.
 * @param reseal null for null
 */
export async function resealProviderKeys(
  tx: Db,
  reseal: (sealed: Buffer | null, purpose: string) => Buffer | null,
): Promise<void> {
  const { rows } = await sql<{ accountId: number } & Pick<Row, KeyedProvider>>`
    select account_id as "accountId", openai_key as openai, google_key as google
    from analysis_settings order by account_id for update`.execute(tx)
  for (const { accountId, openai, google } of rows) {
    await sql`update analysis_settings
      set openai_key = ${reseal(openai, keyPurpose(accountId, 'openai'))},
        google_key = ${reseal(google, keyPurpose(accountId, 'google'))}
      where account_id = ${accountId}`.execute(tx)
  }
}
