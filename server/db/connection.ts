import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './tables.ts'

/** An open database; whoever opened it closes it. */
export interface OpenDatabase {
  db: Kysely<Database>
  pool: pg.Pool
  close(): Promise<void>
}

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
    connectionString: url,
    max: options.maxConnections ?? 20,
    types,
    application_name: `vitrine:${process.pid}`,
  })
  // Without a listener a server restart would end this process.
  pool.on('error', (error) => options.onError?.(error))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}
