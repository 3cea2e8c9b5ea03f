import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { KEPT } from '../../db/connection.ts'
import type { Database, Db } from '../../db/tables.ts'
import { readLexeme, writeLexeme } from './lexemes.ts'

/**
 * How many assets have a term, for terms that some thousand have: counting these takes longer than all else of a search.
 * Triggers note what changes (migration 025), so a count is exact at every moment; summed up as folders are (count-folders.ts).
 */

/** Any number that nobody else on this server is likely to lock. */
const LOCK = 748_326_515
const BATCH = 20_000

export interface TermLimits {
  /** Counts are kept of terms that so many have: fewer are counted at once, more are never counted. */
  least: number
  most: number
  /** Of all Sources. */
  terms: number
}

const TERM_LIMITS: TermLimits = { least: 1500, most: 20_000, terms: 20_000 }

/** Nobody asks for these alone: samples, steps of orders, colours, confidences, numbers, single file names, pairs of words. */
const NEVER_ALONE = '^(#|[0-9]+/#[zZCMSlTrb][:~])'

/**
 * Begins to keep the counts of terms that have become frequent, by the planner's statistics. One process at a time.
 * Assets go on being written: what was begun before changes of a term were noted is waited for, for a minute at most.
 */
export async function keepTermCounts(
  db: Kysely<Database>,
  signal: AbortSignal,
  { least, most, terms }: TermLimits = TERM_LIMITS,
): Promise<void> {
  await sql`
    insert into term_counts (term)
    select term from (
      select unnest(most_common_elems::text::text[]) as term, unnest(most_common_elem_freqs) as share
      from pg_stats
      where tablename = 'asset_search' and attname = 'fts' and schemaname = any(current_schemas(false))
    ) one, (select reltuples from pg_class where oid = 'asset_search'::regclass) assets
    where term is not null and share * reltuples between ${least}::int and ${most}::int
      and term !~ ${NEVER_ALONE} and not exists (select from term_counts t where t.term = one.term)
    order by share desc limit greatest(0, ${terms}::int - (select count(*) from term_counts))
    on conflict do nothing`.execute(db)
  const { rows } = await sql<{ id: number; term: string }>`
    select id, term from term_counts where assets is null order by id`.execute(db)
  if (rows.length === 0 || !(await waitForOlder(db, signal))) return
  for (const { id, term } of rows) {
    if (signal.aborted) return
    await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((tx) => countTerm(tx, id, term))
  }
}

const WAIT_MS = 60_000

/** Until all that write now have ended. @returns false when they take too long */
async function waitForOlder(db: Db, signal: AbortSignal): Promise<boolean> {
  const begun = await sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(db)
  for (const end = Date.now() + WAIT_MS; Date.now() < end && !signal.aborted; await sleep(100)) {
    const { rows } = await sql<{ ended: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot()) > ${begun.rows[0]?.id}::xid8 as ended`.execute(
      db,
    )
    if (rows[0]?.ended) return true
  }
  return false
}

/** What was noted until this moment is in what is counted at it. */
async function countTerm(tx: Db, id: number, term: string): Promise<void> {
  await sql`
    update term_counts set assets =
      (select count(*) from asset_search where fts @@ ${writeLexeme(term)}::tsquery)
      - (select coalesce(sum(assets), 0) from term_changes where term_id = ${id})
    where id = ${id} and assets is null`.execute(tx)
}

/** Adds up what was noted since the last time, unless another process is doing so; and forgets terms that nobody has. */
export async function foldTermChanges(db: Kysely<Database>): Promise<void> {
  while (await db.transaction().execute(foldBatch));
}

/** @returns whether there may be more */
async function foldBatch(tx: Db): Promise<boolean> {
  const lock = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(${sql.lit(LOCK)}) as taken`.execute(tx)
  if (!lock.rows[0]?.taken) return false
  const { rows } = await sql<{ noted: number }>`
    with noted as (
      delete from term_changes where ctid = any(array(
        select c.ctid from term_changes c left join term_counts t on t.id = c.term_id
        where t.id is null or t.assets is not null limit ${BATCH}))
      returning *
    ), summed as (
      select term_id, sum(assets) as assets from noted group by 1
    ), added as (
      update term_counts t set assets = t.assets + s.assets from summed s where t.id = s.term_id
    )
    select count(*) as noted from noted`.execute(tx)
  const noted = rows[0]?.noted ?? 0
  if (noted > 0) await sql`delete from term_counts where assets = 0`.execute(tx)
  return noted === BATCH
}

/** The exact counts of those of these operands of a tsquery that are kept. */
export async function findTermCounts(
  db: Db,
  operands: readonly string[],
): Promise<Map<string, number>> {
  const terms = new Map(operands.map((operand) => [readLexeme(operand), operand]))
  const { rows } = await sql<{ term: string; assets: number }>`
    select ${KEPT} t.term, (t.assets + coalesce(
      (select sum(c.assets) from term_changes c where c.term_id = t.id), 0))::bigint as assets
    from term_counts t where t.term = any(${sql.val([...terms.keys()])}::text[]) and t.assets is not null
  `.execute(db)
  return new Map(rows.map(({ term, assets }) => [terms.get(term) ?? '', assets]))
}
