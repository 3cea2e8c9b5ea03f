import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { Database } from './tables.ts'

/** An open database; whoever opened it closes it. */
export interface OpenDatabase {
  db: Kysely<Database>
  pool: pg.Pool
  close(): Promise<void>
}

/** Stay open, with what they have learnt of the tables: making one takes longer than most answers. */
const KEPT_CONNECTIONS = 4

/** bigint columns hold ids, sizes and counts, all below 2^53. */
const BIGINT_OID = 20

/**
 * Connections to one PostgreSQL database.
 * @param onError told of connections that broke while nobody used them; the pool replaces them by itself.
 */
export function openDatabase(
  url: string,
  options: { maxConnections?: number; onError?(error: Error): void } = {},
): OpenDatabase {
  const types = new pg.TypeOverrides()
  types.setTypeParser(BIGINT_OID, Number)
  const pool = new pg.Pool({
    Client: KeepingClient,
    connectionString: url,
    max: options.maxConnections ?? 20,
    min: Math.min(KEPT_CONNECTIONS, options.maxConnections ?? KEPT_CONNECTIONS),
    types,
    application_name: `vitrine:${process.pid}`,
  })
  // Without a listener a server restart would end this process.
  pool.on('error', (error) => options.onError?.(error))
  // Nor may one that breaks while it is used: whoever uses it gets the error.
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  POOLS.set(db, pool)
  return { db, pool, close: () => db.destroy() }
}

/**
 * Stands behind the `select` of what every request asks: each connection parses and plans it once, which takes longer than
 * finding a few rows. For texts that are always the same, and good plans whatever is looked for.
 */
export const KEPT: RawBuilder<unknown> = sql.raw('/* kept */')
const IS_KEPT = /^\s*select \/\* kept \*\/ /

const KEPT_NAMES = new Map<string, string>()

class KeepingClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: called in as many ways as its parent
  override query(...given: any[]): any {
    const [text, values, ...others] = given
    if (typeof text !== 'string' || !IS_KEPT.test(text)) return super.query(...(given as [string]))
    const name = KEPT_NAMES.get(text) ?? `kept-${KEPT_NAMES.size}`
    KEPT_NAMES.set(text, name)
    return super.query({ name, text, values }, ...others)
  }
}

const POOLS = new WeakMap<Kysely<Database>, pg.Pool>()

/** Whether somebody may take a second connection: half of them are free, so that nobody ever waits for those who wait. */
export function hasSpareConnection(db: Kysely<Database>): boolean {
  const pool = POOLS.get(db)
  if (!pool || pool.waitingCount > 0) return false
  const taken = pool.totalCount - pool.idleCount
  return 2 * taken <= pool.options.max
}
