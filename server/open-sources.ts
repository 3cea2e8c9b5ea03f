import { LRUCache } from 'lru-cache'
import {
  findSource,
  findSourceByHost,
  listCustomDomains,
  originConfigOf,
  type Source,
} from './catalog/sources.ts'
import type { Db } from './db/tables.ts'
import type { SecretBox } from './lib/secret-box.ts'
import { openOrigin } from './origins/index.ts'
import type { NetworkAllowList } from './origins/network-guard.ts'
import type { Origin } from './origins/origin.ts'

/** A Source and its opened Origin. */
export interface OpenSource {
  source: Source
  origin: Origin
}

interface SourceHost {
  kind: 'subdomain' | 'domain'
  host: string
}

/** Sources by id and by host, each with one Origin that stays open as long as its deployment is the same. */
export interface OpenSources {
  byId(id: number): Promise<OpenSource | null>
  byHost(host: SourceHost): Promise<OpenSource | null>
  /** Whether some Source answers to this host name; by what was known some seconds ago. */
  isCustomDomain(host: string): boolean
  /** What was remembered of Sources may be wrong: somebody has changed one. */
  forget(): void
  /** Opens the Origin of a Source that was just read. */
  open(source: Source): Origin
  close(): Promise<void>
}

/** Changes are told by notices; this is for those that got lost. */
const REMEMBER_MS = 10_000
/** Requests that are under way may still read from an Origin that was replaced. */
const CLOSE_AFTER_MS = 120_000

export function openSources(needs: {
  db: Db
  secretBox: SecretBox
  allowPrivate: NetworkAllowList
  onError(error: unknown): void
}): OpenSources {
  const opened = new Map<number, { config: string; origin: Origin }>()
  const replaced = new Set<Origin>()
  const byHost = new LRUCache<string, { found: Source | null }>({ max: 10_000, ttl: REMEMBER_MS })

  function open(source: Source): Origin {
    const config = originConfigOf(source, needs.secretBox)
    const text = JSON.stringify(config)
    const known = opened.get(source.id)
    if (known?.config === text) return known.origin
    if (known) closeLater(known.origin)
    const origin = openOrigin(config, { allowPrivate: needs.allowPrivate })
    opened.set(source.id, { config: text, origin })
    return origin
  }

  function closeLater(origin: Origin): void {
    replaced.add(origin)
    setTimeout(() => {
      replaced.delete(origin)
      void origin.close()
    }, CLOSE_AFTER_MS).unref()
  }

  let domains = new Set<string>()
  const readDomains = async () => {
    domains = new Set(await listCustomDomains(needs.db))
  }
  const forget = () => {
    byHost.clear()
    readDomains().catch(needs.onError)
  }
  const timer = setInterval(forget, REMEMBER_MS)
  forget()

  const toOpen = (source: Source | null) => source && { source, origin: open(source) }

  return {
    open,
    byId: async (id) => toOpen(await findSource(needs.db, id)),
    byHost: async (host) => {
      const key = `${host.kind}:${host.host.toLowerCase()}`
      const known = byHost.get(key)
      if (known) return toOpen(known.found)
      const found = await findSourceByHost(needs.db, host)
      byHost.set(key, { found })
      return toOpen(found)
    },
    isCustomDomain: (host) => domains.has(host),
    forget,
    close: async () => {
      clearInterval(timer)
      const origins = [...[...opened.values()].map(({ origin }) => origin), ...replaced]
      await Promise.all(origins.map((origin) => origin.close()))
    },
  }
}
