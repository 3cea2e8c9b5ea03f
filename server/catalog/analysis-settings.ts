import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { AnalysisSettings } from '../../contract/analysis.ts'
import type { ChangedFields } from '../../contract/organising.ts'
import { KEPT } from '../db/connection.ts'
import type { Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import type { SecretBox } from '../lib/secret-box.ts'
import { forgetProviderTroubles } from './analysis/provider-troubles.ts'
import { forgetWalks } from './analysis/walk.ts'
import {
  type AnalysisChoices,
  DEFAULT_FEATURES,
  DEFAULT_ORDER,
  DEFAULT_PROVIDERS,
  type Features,
  type ProviderOrder,
  type StoredProviders,
  wantedCapabilities,
} from './analysis-choices.ts'
import { type Editor, recordChanges } from './changes.ts'

/** What an account wants of analysis: what is looked for, who is asked, and with which keys. */

/** Those that need a key. */
export const KEYED = ['openai', 'google'] as const
export type KeyedProvider = (typeof KEYED)[number]

export interface AccountAnalysis extends AnalysisChoices {
  accountId: number
  /** For openSettings alone. */
  sealedKeys: Record<KeyedProvider, Buffer | null>
  version: number
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
    select ${KEPT} features from analysis_settings where account_id = ${accountId}`.execute(db)
  return { ...DEFAULT_FEATURES, ...rows[0]?.features }
}

/** The whole of each member after a change; of the keys only those that change, null removes one. */
export interface AnalysisChange extends AnalysisChoices {
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
  const wantsAny = (choices: AnalysisChoices) => wantedCapabilities(choices, 'full').size > 0
  if (wantsAny(present) !== wantsAny(settings)) await forgetWalks(tx, accountId)
  // Whoever was asked until now may be somebody else from here on.
  await forgetProviderTroubles(tx, accountId)
  await recordChanges(tx, [
    { accountId, by, action: 'analysis_settings_changed', asset: null, fields },
  ])
  return await findAnalysisSettings(tx, accountId)
}

/** Member → what it was and is; of a key only whether there is one. */
function diffSettings(
  before: AccountAnalysis,
  after: AnalysisChoices,
  keys: AnalysisChange['keys'],
): ChangedFields {
  const members = (all: AnalysisChoices) => [
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
