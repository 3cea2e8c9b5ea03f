import type { AnalysisProviderName, AnalysisSettings } from '../../../contract/analysis.ts'
import type { AnalysisProvider } from '../provider.ts'
import { googleProvider } from './google.ts'
import { openAiProvider } from './openai.ts'
import type { HttpAgents } from './post-json.ts'
import { startTransformers, type TransformersProvider } from './transformers.ts'

export interface OpeningNeeds {
  /** What runs in this Vitrine without any settings; null: the operator has switched it off. */
  builtin: AnalysisProvider | null
  /** They let nobody into a private network but where the operator allows it. */
  agents: HttpAgents
  /** Where models from the hub are kept; null: the operator lets none be fetched. */
  hubCache: string | null
  /** Folders below which the models of accounts may be. */
  modelRoots: readonly string[]
  /**
   * Counts one picture that a provider gets, across all processes; false: it would be one too many for today.
   * @param spending.limit pictures a day, UTC; null: no limit
   */
  spend(spending: Spending): Promise<boolean>
  /** Where a double stands in for Google. */
  googleEndpoint?: string
}

interface Spending {
  accountId: number
  provider: AnalysisProviderName
  limit: number | null
}

export interface AccountProviders {
  accountId: number
  /** Of the settings: what was opened for one version is opened anew for another. */
  version: number
  /** With the keys in them. */
  providers: AnalysisSettings['providers']
}

/** The providers of all accounts, in this process. Concurrency, and pauses after failures, are per process. */
export interface Providers {
  /** What an account has switched on. Cheap: the same until its settings change. Nobody but this closes them. */
  of(account: AccountProviders): ReadonlyMap<AnalysisProviderName, AnalysisProvider>
  /** One of its own, switched on or not, to be tried out. Whoever opens it closes it. */
  openOne(
    name: Exclude<AnalysisProviderName, 'builtin'>,
    account: AccountProviders,
  ): AnalysisProvider
  close(): Promise<void>
}

interface Opened {
  version: number
  map: ReadonlyMap<AnalysisProviderName, AnalysisProvider>
  letGo(): void
}

export function startProviders(needs: OpeningNeeds): Providers {
  const byAccount = new Map<number, Opened>()
  const models = shareModels(needs)

  function open(account: AccountProviders): Opened {
    const { openai, google, transformers } = account.providers
    const map = new Map<AnalysisProviderName, AnalysisProvider>()
    if (needs.builtin) map.set('builtin', needs.builtin)
    if (openai.enabled) map.set('openai', openOpenAi(account, needs))
    if (google.enabled) map.set('google', openGoogle(account, needs))
    const held = transformers.enabled ? models.hold(transformers) : null
    if (held) map.set('transformers', held.provider)
    return { version: account.version, map, letGo: () => held?.letGo() }
  }

  return {
    of: (account) => {
      const before = byAccount.get(account.accountId)
      if (before?.version === account.version) return before.map
      const opened = open(account)
      byAccount.set(account.accountId, opened)
      // after the new ones are held: models that stay are not loaded anew
      before?.letGo()
      return opened.map
    },
    openOne: (name, account) => {
      if (name === 'openai') return openOpenAi(account, needs)
      if (name === 'google') return openGoogle(account, needs)
      return startTransformers(account.providers.transformers, needs)
    },
    close: async () => {
      byAccount.clear()
      await models.close()
    },
  }
}

function openOpenAi(
  { accountId, providers: { openai } }: AccountProviders,
  { agents, spend }: OpeningNeeds,
): AnalysisProvider {
  return openAiProvider(openai, openai.api_key ?? null, {
    agents,
    spend: () => spend({ accountId, provider: 'openai', limit: openai.daily_budget }),
  })
}

function openGoogle(
  { accountId, providers: { google } }: AccountProviders,
  { agents, spend, googleEndpoint }: OpeningNeeds,
): AnalysisProvider {
  return googleProvider(google, google.api_key ?? null, {
    agents,
    spend: () => spend({ accountId, provider: 'google', limit: google.daily_budget }),
    ...(googleEndpoint !== undefined && { endpoint: googleEndpoint }),
  })
}

type ModelSettings = AnalysisSettings['providers']['transformers']

/** Models take memory: accounts that want the same ones share them. */
function shareModels(needs: OpeningNeeds) {
  const shared = new Map<string, { provider: TransformersProvider; holders: number }>()
  const closing = new Set<Promise<void>>()

  return {
    hold: (settings: ModelSettings) => {
      const key = JSON.stringify(settings)
      const model = shared.get(key) ?? { provider: startTransformers(settings, needs), holders: 0 }
      model.holders += 1
      shared.set(key, model)
      const letGo = () => {
        model.holders -= 1
        if (model.holders > 0) return
        shared.delete(key)
        const closed = model.provider.close().finally(() => closing.delete(closed))
        closing.add(closed)
      }
      return { provider: model.provider, letGo }
    },
    close: async () => {
      await Promise.all([...shared.values()].map(({ provider }) => provider.close()))
      await Promise.all(closing)
    },
  }
}
