import { LRUCache } from 'lru-cache'
import { openSecrets } from './catalog/source-secrets.ts'
import { findSource, findSourceByHost, listCustomDomains, type Source } from './catalog/sources.ts'
import type { Db } from './db/tables.ts'
import type { SecretBox } from './lib/secret-box.ts'
import { openOrigin, openUploadTarget } from './origins/index.ts'
import type { NetworkAllowList } from './origins/network-guard.ts'
import type { Origin } from './origins/origin.ts'
import { originConfigOf, uploadConfigOf } from './origins/presets/presets.ts'
import type { UploadTarget } from './origins/upload-target.ts'
import { countReading, countWriting, type Uses } from './origins/uses.ts'

/** A Source, opened with the credentials that read and, apart from them, with those that write. */
export interface OpenSource {
  source: Source
  origin: Origin
  /** null where nothing can be put, or not without credentials that are not there. */
  target: UploadTarget | null
}

interface SourceHost {
  kind: 'subdomain' | 'domain'
  host: string
}

/**
 * Sources by id and by host, each with one Origin and one target that stay open as long as what opened them
 * is the same.
 */
export interface OpenSources {
  byId(id: number): Promise<OpenSource | null>
  byHost(host: SourceHost): Promise<OpenSource | null>
  /** Whether some Source answers to this host name; by what was known some seconds ago. */
  isCustomDomain(host: string): boolean
  /** What was remembered of Sources may be wrong: somebody has changed one. */
  forget(): void
  /** Opens a Source that was just read. */
  open(source: Source): OpenSource
  close(): Promise<void>
}

/** Changes are told by notices; this is for those that got lost. */
const REMEMBER_MS = 10_000
/** Requests that are under way may still use what was replaced. */
const CLOSE_AFTER_MS = 120_000
/** Whoever still uses it by then, as long as an upload session lives, is broken off. */
const CLOSE_AT_LAST_MS = 8 * 3_600_000

interface OpenSourcesNeeds {
  db: Db
  secretBox: SecretBox
  allowPrivate: NetworkAllowList
  onError(error: unknown): void
  /** How long what was replaced stays open at least, and between looks at whether it is still used. */
  closeAfterMs?: number
}

export function openSources(needs: OpenSourcesNeeds): OpenSources {
  const connections = openConnections(needs)
  const byHost = new LRUCache<string, { found: Source | null }>({ max: 10_000, ttl: REMEMBER_MS })

  /** How often. What was read before somebody changed a Source may be what it was. */
  let forgotten = 0
  let domains = new Set<string>()
  const readDomains = async () => {
    domains = new Set(await listCustomDomains(needs.db))
  }
  const forget = () => {
    forgotten += 1
    byHost.clear()
    readDomains().catch(needs.onError)
  }
  const timer = setInterval(forget, REMEMBER_MS)
  forget()

  const toOpen = (source: Source | null) => source && connections.open(source)

  return {
    open: connections.open,
    byId: async (id) => toOpen(await findSource(needs.db, id)),
    byHost: async (host) => {
      const key = `${host.kind}:${host.host.toLowerCase()}`
      const known = byHost.get(key)
      if (known) return toOpen(known.found)
      const before = forgotten
      const found = await findSourceByHost(needs.db, host)
      if (before === forgotten) byHost.set(key, { found })
      return toOpen(found)
    },
    isCustomDomain: (host) => domains.has(host),
    forget,
    close: async () => {
      clearInterval(timer)
      await connections.close()
    },
  }
}

interface Closeable {
  close(): Promise<void>
}

interface Kept {
  config: string
  connection: Closeable
  uses: Uses
}

/** Keeps what is open for as long as the same config opens it. */
function openConnections(needs: OpenSourcesNeeds) {
  const { secretBox, allowPrivate, closeAfterMs = CLOSE_AFTER_MS } = needs
  const kept = new Map<string, Kept>()
  const replaced = new Set<Kept>()
  /** A Source is read from the database again after some seconds: until then its secrets stay sealed. */
  const opened = new WeakMap<Source, OpenSource>()

  function keep<T extends Closeable>(key: string, config: object, open: (uses: Uses) => T): T {
    const text = JSON.stringify(config)
    const known = kept.get(key)
    // Under one key there are only connections that the same function opened.
    if (known?.config === text) return known.connection as T
    const uses = { running: 0 }
    const connection = open(uses)
    if (known) closeLater(known)
    kept.set(key, { config: text, connection, uses })
    return connection
  }

  /** Uploads may take hours, and are not broken off because somebody stored a new key. */
  function closeLater(one: Kept): void {
    replaced.add(one)
    const latest = Date.now() + CLOSE_AT_LAST_MS
    const timer = setInterval(() => {
      if (one.uses.running > 0 && Date.now() < latest) return
      clearInterval(timer)
      replaced.delete(one)
      void one.connection.close()
    }, closeAfterMs).unref()
  }

  function openTarget(source: Source): UploadTarget | null {
    const { id, deployment, uploads } = source
    const secrets = openSecrets(secretBox, source).upload
    const config = uploadConfigOf(deployment, uploads.credentials, secrets)
    if (config === null) return null
    return keep(`${id} target`, config, (uses) => {
      const target = openUploadTarget(config, { allowPrivate })
      if (target === null) throw new Error(`There is no way to write to a ${deployment.type}.`)
      return countWriting(target, uses)
    })
  }

  return {
    open(source: Source): OpenSource {
      const known = opened.get(source)
      if (known) return known
      const config = originConfigOf(source.deployment, openSecrets(secretBox, source).deployment)
      const origin = keep(`${source.id} origin`, config, (uses) =>
        countReading(openOrigin(config, { allowPrivate }), uses),
      )
      let target: UploadTarget | null | undefined
      const open: OpenSource = {
        source,
        origin,
        // Only on demand: credentials that can't write must not keep anybody from reading.
        get target() {
          if (target === undefined) target = openTarget(source)
          return target
        },
      }
      opened.set(source, open)
      return open
    },
    async close(): Promise<void> {
      const all = [...kept.values(), ...replaced]
      await Promise.all(all.map(({ connection }) => connection.close()))
    },
  }
}
