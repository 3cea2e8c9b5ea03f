import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { AnalysisCheck, AnalysisProviderName } from '../contract/analysis.ts'
import { analyzePicture, findPausedLook } from './analysis/analyze-picture.ts'
import { startBuiltin } from './analysis/builtin/builtin.ts'
import type { AnalysisProvider } from './analysis/provider.ts'
import { checkProvider } from './analysis/providers/check-provider.ts'
import { type Providers, startProviders } from './analysis/providers/open-providers.ts'
import { findWordPlacer } from './analysis/providers/transformers.ts'
import { startNotingTroubles } from './catalog/analysis/provider-troubles.ts'
import { spendPicture } from './catalog/analysis/spending.ts'
import { wantedCapabilities } from './catalog/analysis-choices.ts'
import {
  type AccountAnalysis,
  findAnalysisSettings,
  openSettings,
} from './catalog/analysis-settings.ts'
import type { Config } from './config.ts'
import type { Database } from './db/tables.ts'
import type { Analyst } from './ingest/look-at-picture.ts'
import type { SecretBox } from './lib/secret-box.ts'
import { startSingleFlight } from './lib/single-flight.ts'
import { guardedAgents, type NetworkAllowList } from './origins/network-guard.ts'

export interface AnalystNeeds {
  db: Kysely<Database>
  secretBox: SecretBox
  config: Pick<Config, 'ANALYSIS' | 'ANALYSIS_PROCESSES' | 'DATA_DIR' | 'MODEL_HUB' | 'MODEL_ROOTS'>
  allowPrivate: NetworkAllowList
  /** Told in a sentence what takes time. */
  onProgress(sentence: string): void
  onError(error: unknown): void
}

export interface Analysts {
  /** Who looks at the pictures of an account, as it has it set up at this moment; null: nobody. */
  find(accountId: number): Promise<Analyst | null>
  /**
   * Where words are among the pictures of an account; null: it has nobody switched on who can tell.
   * @throws Failure `analysis_failed`; the signal's reason
   */
  placeWords(
    accountId: number,
    words: string,
    signal: AbortSignal,
  ): Promise<{ model: string; vector: number[] } | null>
  /** Lets one look at a picture of ours, switched on or not. @throws the signal's reason */
  check(
    name: AnalysisProviderName,
    settings: AccountAnalysis,
    signal: AbortSignal,
  ): Promise<AnalysisCheck>
  close(): Promise<void>
}

/** All who look at pictures in this process; what takes memory is started when it is first needed. */
export function openAnalysts(needs: AnalystNeeds): Analysts {
  const { db, config, allowPrivate, onError } = needs
  const openAccount = accountOpener(needs)
  const noteTroubles = startNotingTroubles(db)
  const agents = guardedAgents(allowPrivate, { maxSockets: Number.POSITIVE_INFINITY })
  const builtin = openBuiltin(needs, config.ANALYSIS_PROCESSES)
  const providers = startProviders({
    builtin,
    agents,
    hubCache: config.MODEL_HUB ? join(config.DATA_DIR, 'cache', 'hub') : null,
    modelRoots: config.MODEL_ROOTS,
    spend: (spending) => spendPicture(db, spending),
  })
  const stopping = new AbortController()
  // Each loads models of its own: who asks meanwhile gets the same answer, and whoever leaves ends it for nobody.
  const checking = startSingleFlight<AnalysisCheck>()
  const checkOne = async (name: AnalysisProviderName, settings: AccountAnalysis) => {
    const provider =
      name === 'builtin' ? openBuiltin(needs, 1) : providers.openOne(name, openAccount(settings))
    if (provider === null) return failed(name, 'The operator of this Vitrine has switched it off.')
    try {
      return await checkInTime(provider, stopping.signal)
    } finally {
      await provider.close()
    }
  }
  return {
    find: async (accountId) => {
      if (builtin === null) return null
      const settings = await findAnalysisSettings(db, accountId)
      const wants = wantedCapabilities(settings, config.ANALYSIS)
      if (wants.size === 0) return null
      const all = providers.of(openAccount(settings))
      const { order } = settings
      return {
        wants,
        version: builtin.origin.version,
        settings: settings.version,
        findPausedLook: ({ wants, ask }) =>
          ask === null ? null : findPausedLook(onlyAsked(all, ask), wants),
        analyze: async (picture, { wants, ask }, signal) => {
          const asked = onlyAsked(all, ask)
          const analysis = await analyzePicture(asked, { picture, wants, order, onError }, signal)
          await noteTroubles(accountId, analysis)
          return analysis
        },
      }
    },
    placeWords: async (accountId, words, signal) => {
      if (builtin === null) return null
      const settings = await findAnalysisSettings(db, accountId)
      const { features, order } = settings
      if (!features.similar || !order.embedding.includes('transformers')) return null
      const placer = findWordPlacer(providers.of(openAccount(settings)))
      return placer && (await placer.embedText(words, signal))
    },
    check: async (name, settings, signal) => {
      signal.throwIfAborted()
      const which = name === 'builtin' ? name : `${name} ${settings.accountId} ${settings.version}`
      return await checking(which, () => checkOne(name, settings))
    },
    close: async () => {
      stopping.abort()
      await providers.close()
      await builtin?.close()
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

/** Who of those who could not look is off by now has somebody else in its place. */
function onlyAsked(
  all: ReturnType<Providers['of']>,
  ask: readonly AnalysisProviderName[] | null,
): ReturnType<Providers['of']> {
  if (ask === null) return all
  const some = new Map([...all].filter(([name]) => ask.includes(name)))
  return some.size > 0 ? some : all
}

/** For one picture, and the first one of a process waits for its nets. */
const TIMEOUT_SECONDS = 120

function openBuiltin(
  { config: { ANALYSIS: mode, DATA_DIR }, onProgress }: AnalystNeeds,
  processes: number,
): AnalysisProvider | null {
  if (mode === 'off') return null
  const modelFolder = join(DATA_DIR, 'cache', 'models')
  return startBuiltin({ processes, mode, modelFolder, timeoutSeconds: TIMEOUT_SECONDS, onProgress })
}

type Account = Parameters<ReturnType<typeof startProviders>['of']>[0]

/** Who has a key that cannot be opened is not asked; all others go on. */
function accountOpener({ secretBox, onError }: AnalystNeeds) {
  const told = new Set<string>()
  return (settings: AccountAnalysis): Account => {
    const { accountId, version } = settings
    try {
      return { accountId, version, providers: openSettings(secretBox, settings).providers }
    } catch (error) {
      const which = `${accountId}/${version}`
      if (!told.has(which)) onError(error)
      told.add(which)
      const { openai, google, transformers } = settings.providers
      const off = { enabled: false, api_key_set: false }
      const providers = {
        openai: { ...openai, ...off },
        google: { ...google, ...off },
        transformers,
      }
      return { accountId, version, providers }
    }
  }
}

/** Somebody waits for the answer. */
const CHECK_SECONDS = 150

async function checkInTime(
  provider: AnalysisProvider,
  signal: AbortSignal,
): Promise<AnalysisCheck> {
  const deadline = AbortSignal.timeout(CHECK_SECONDS * 1000)
  try {
    return await checkProvider(provider, AbortSignal.any([signal, deadline]))
  } catch (error) {
    if (!deadline.aborted || signal.aborted) throw error
    return failed(provider.name, `There was no answer within ${CHECK_SECONDS} seconds.`)
  }
}

function failed(provider: AnalysisProviderName, detail: string): AnalysisCheck {
  return { provider, ok: false, detail, advice: null, milliseconds: 0 }
}
