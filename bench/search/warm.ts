import { sql } from 'kysely'
import type { Db } from '../../server/db/tables.ts'

/**
 * Reads all tables and indexes into the memory of PostgreSQL where they fit, as a library that is in use has them.
 * @returns a sentence that says so
 */
export async function readIntoMemory(db: Db): Promise<string> {
  await sql`create extension if not exists pg_prewarm`.execute(db)
  const { rows } = await sql<{ bytes: number; room: number }>`
    select coalesce(sum(pg_relation_size(oid)), 0)::bigint as bytes,
      pg_size_bytes(current_setting('shared_buffers')) as room
    from ${RELATIONS}`.execute(db)
  const { bytes = 0, room = 0 } = rows[0] ?? {}
  const [gigabytes, memory] = [bytes, room].map((size) => (size / 2 ** 30).toFixed(1))
  if (bytes > room)
    return `Its ${gigabytes} GiB do not fit into the ${memory} GiB that PostgreSQL was given.`
  await sql`select sum(pg_prewarm(oid::regclass)) from ${RELATIONS}`.execute(db)
  return `All its ${gigabytes} GiB are in the ${memory} GiB of memory that PostgreSQL was given.`
}

const RELATIONS = sql`(
  select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'pg_toast') and c.relkind in ('r', 'i', 't')) relations`
