import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database, Db } from '../../db/tables.ts'
import { findBlocks, lackingValues, storeValues } from './keep-values.ts'
import { forgetKnownTerms } from './kept-places.ts'
import { writeLexeme } from './lexemes.ts'
import {
  type Bits,
  clearBit,
  countBits,
  noBits,
  readPlaces,
  setBit,
  writePlaces,
} from './place-sets.ts'

/**
 * Writes which assets have a frequent term (migration 026): counting these, or finding them in an order, takes longer than all
 * else of a search. Triggers note which assets have changed since.
 */

export interface PlaceLimits {
  /** Places are kept of terms that so many have: fewer are found at once. */
  least: number
  /** Of all Sources. */
  terms: number
}

const PLACE_LIMITS: PlaceLimits = { least: 200, terms: 50_000 }

/** Only what has a check, or is not kept, is asked for by pairs of words, samples and steps of orders. */
const NEVER_ASKED = '^(#|[0-9]+/#[zZCMS]:)'

/**
 * Begins to keep the places of terms that have become frequent, as a sample of the assets tells. One process at a time.
 * Assets go on being written: what was begun before changes were noted is waited for, for a minute at most.
 */
export async function keepPlaces(
  db: Kysely<Database>,
  signal: AbortSignal,
  limits: PlaceLimits = PLACE_LIMITS,
): Promise<void> {
  if (await areTermsNew(db)) {
    await alone(db, async (tx) => {
      await forgetRareTerms(tx, limits)
      await chooseTerms(tx, limits)
      await sql`delete from term_looks`.execute(tx)
      await sql`insert into term_looks values (now())`.execute(tx)
    })
  }
  const { rows: terms } = await sql<NewTerm>`
    select id, term from kept_terms where not ready order by id`.execute(db)
  if (terms.length > 0 && !(await waitForOlder(db, signal))) return
  for await (const _ of build(db, terms)) if (signal.aborted) return
  if (terms.length === 0) return
  const ids = terms.map(({ id }) => id)
  await sql`update kept_terms set ready = true where id = any(${sql.val(ids)}::int[])`.execute(db)
  await sql`analyze kept_terms, kept_places, kept_values`.execute(db)
  forgetKnownTerms(db)
}

interface NewTerm {
  id: number
  term: string
}

/** Of more new terms the index would find most assets several times. */
const FEW = 200

/** Many terms block by block, few one after the other; and what is kept of each asset beside its terms. */
async function* build(db: Kysely<Database>, terms: readonly NewTerm[]): AsyncGenerator<void> {
  if (terms.length > FEW) {
    for (const block of await findBlocks(db)) yield await alone(db, (tx) => buildBlock(tx, block))
  } else {
    for (const term of terms) yield await alone(db, (tx) => buildTerm(tx, term))
  }
  for (const block of await lackingValues(db))
    yield await alone(db, (tx) => storeValues(tx, block, []))
}

/** Those that have become rare, and what is left of them. */
async function forgetRareTerms(tx: Db, { least }: PlaceLimits): Promise<void> {
  await sql`
    delete from kept_terms t where t.ready
      and (select coalesce(sum(p.assets), 0) from kept_places p where p.term_id = t.id) < ${least / 4}`.execute(
    tx,
  )
  await sql`delete from kept_places p where not exists (select from kept_terms t where t.id = p.term_id)`.execute(
    tx,
  )
  // While there are no terms nothing is noted.
  await sql`delete from kept_values where not exists (select from kept_terms)`.execute(tx)
}

/** Whether so much has changed since the last time that PostgreSQL has looked at the assets anew. */
async function areTermsNew(db: Db): Promise<boolean> {
  const { rows } = await sql<{ new: boolean }>`
    select coalesce(greatest(last_analyze, last_autoanalyze) > (select max(looked_at) from term_looks),
      not exists (select from term_looks)) as new
    from pg_stat_user_tables where relid = 'asset_search'::regclass`.execute(db)
  return rows[0]?.new ?? true
}

/** So many assets are looked at, evenly out of all; of fewer all. Counting their terms takes some seconds. */
const SAMPLE = 65_536
/** Fewer in the sample may have a term by chance. */
const LEAST_SEEN = 8

/** The planner's own statistics leave out what fewer than one in 1,300 has. */
async function chooseTerms(db: Db, { least, terms }: PlaceLimits): Promise<void> {
  await sql`
    insert into kept_terms (term)
    with steps as (
      select min(asset_id) as first, max(asset_id) as last, (max(asset_id) - min(asset_id)) / ${SAMPLE}::int + 1 as step
      from asset_search
    ), sample as (
      select s.fts from steps, generate_series(first, last, step) as at,
        lateral (select fts from asset_search where asset_id = at + (hashint8(at) & 2147483647) % step) s
    )
    select term from (
      select one.term, count(*) as seen from sample, unnest(tsvector_to_array(fts)) as one (term)
      group by 1 having count(*) * (select step from steps) >= ${least}::int
    ) one, steps
    where (seen >= ${LEAST_SEEN} or step = 1)
      and term !~ ${NEVER_ASKED} and not exists (select from kept_terms t where t.term = one.term)
    order by seen desc limit greatest(0, ${terms}::int - (select count(*) from kept_terms))
    on conflict do nothing`.execute(db)
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

/** Nobody else builds or merges meanwhile. What it sees begins when it has the lock: a lock sees nothing itself. */
async function alone<Answer>(
  db: Kysely<Database>,
  work: (tx: Db) => Promise<Answer>,
): Promise<Answer> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`lock table kept_terms in share row exclusive mode`.execute(tx)
      await sql`set local work_mem = '128MB'`.execute(tx)
      await sql`set local jit = off`.execute(tx)
      await sql`set local max_parallel_workers_per_gather = 2`.execute(tx)
      await sql`set local parallel_tuple_cost = 0`.execute(tx)
      return await work(tx)
    })
}

/** The lowest 16 bits of each. */
function placesOf(assetId: string): RawBuilder<unknown> {
  return sql`string_agg(int2send(((${sql.ref(assetId)} & 65535) - 32768)::int2), '')`
}

/** As placesOf sends them: the first byte first, and 32,768 less. */
function eachSent(bytes: Buffer, see: (place: number) => void): void {
  for (let at = 0; at < bytes.length; at += 2) see(bytes.readUInt16BE(at) ^ 0x8000)
}

async function buildTerm(tx: Db, { id, term }: NewTerm): Promise<void> {
  const { rows } = await sql<{ block: number; places: Buffer }>`
    select (asset_id >> 16)::int as block, ${placesOf('asset_id')} as places from asset_search
    where fts @@ ${writeLexeme(term)}::tsquery group by 1`.execute(tx)
  for (const { block, places } of rows) {
    await storePlaces(tx, block, new Map([[id, readSent(places)]]))
  }
}

async function buildBlock(tx: Db, block: number): Promise<void> {
  const { rows } = await sql<{ term: number; places: Buffer<ArrayBuffer> }>`
    select t.id as term, ${placesOf('asset_id')} as places
    from asset_search, unnest(tsvector_to_array(fts)) as one (term)
    join kept_terms t on t.term = one.term and not t.ready
    where asset_id between ${block}::bigint << 16 and (${block}::bigint << 16) + 65535
    group by 1`.execute(tx)
  for (const some of inSlices(rows)) {
    await storePlaces(tx, block, new Map(some.map(({ term, places }) => [term, readSent(places)])))
  }
}

function readSent(bytes: Buffer): Bits {
  const bits = noBits()
  eachSent(bytes, (place) => setBit(bits, place))
  return bits
}

/** Of so many terms the places of a block are worked on at once: 2 MB, and a few milliseconds in which nothing else is done. */
const SLICE = 250

function* inSlices<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let at = 0; at < rows.length; at += SLICE) yield rows.slice(at, at + SLICE)
}

async function storePlaces(tx: Db, block: number, sets: ReadonlyMap<number, Bits>): Promise<void> {
  const rows = Array.from(sets, ([term, bits]) => ({ term, bits, assets: countBits(bits) }))
  const full = rows.filter(({ assets }) => assets > 0)
  await sql`
    insert into kept_places (term_id, block, assets, places)
    select term, ${block}::int, assets, places from unnest(
      ${sql.val(full.map(({ term }) => term))}::int[], ${sql.val(full.map(({ assets }) => assets))}::int[],
      ${sql.val(full.map(({ bits, assets }) => writePlaces(bits, assets)))}::bytea[]) as one (term, assets, places)
    on conflict (term_id, block) do update set assets = excluded.assets, places = excluded.places`.execute(
    tx,
  )
  const empty = rows.filter(({ assets }) => assets === 0).map(({ term }) => term)
  if (empty.length === 0) return
  await sql`delete from kept_places where block = ${block} and term_id = any(${sql.val(empty)}::int[])`.execute(
    tx,
  )
}

const BATCH = 20_000

/** Takes over what was noted since the last time, block by block. */
export async function mergeChangedPlaces(
  db: Kysely<Database>,
  signal?: AbortSignal,
): Promise<void> {
  let merged = 0
  while (!signal?.aborted) {
    const { rows } = await sql<{ block: number }>`
      select (asset_id >> 16)::int as block from changed_places order by asset_id limit 1`.execute(
      db,
    )
    const [first] = rows
    if (!first) break
    merged += await alone(db, (tx) => mergeBlock(tx, first.block))
  }
  // Every search looks through it.
  if (merged > MANY) await sql`vacuum changed_places`.execute(db)
}

const MANY = 1000

async function mergeBlock(tx: Db, block: number): Promise<number> {
  const noted = await sql<{ id: number }>`
    select distinct asset_id as id from changed_places
    where asset_id between ${block}::bigint << 16 and (${block}::bigint << 16) + 65535
    order by 1 limit ${BATCH}`.execute(tx)
  const ids = noted.rows.map(({ id }) => id)
  const { rows } = await sql<ChangedTerm>`
    with noted as (
      select asset_id, terms, count(*) over (partition by asset_id) as times
      from changed_places where asset_id = any(${sql.val(ids)}::bigint[])
    ), before as (
      select n.asset_id, one.term, count(*) = min(n.times) as always
      from noted n, unnest(tsvector_to_array(n.terms)) as one (term) group by 1, 2
    ), now as (
      select asset_id, one.term from asset_search, unnest(tsvector_to_array(fts)) as one (term)
      where asset_id = any(${sql.val(ids)}::bigint[])
    )
    select t.id as term,
      ${placesOf('b.asset_id')} filter (where n.asset_id is null) as removed,
      ${placesOf('n.asset_id')} filter (where n.asset_id is not null) as added
    from before b full join now n on n.asset_id = b.asset_id and n.term = b.term
    join kept_terms t on t.term = coalesce(b.term, n.term)
    where n.asset_id is null or not coalesce(b.always, false)
    group by 1`.execute(tx)
  for (const some of inSlices(rows)) await changePlaces(tx, block, some)
  await storeValues(tx, block, ids)
  await sql`delete from changed_places where asset_id = any(${sql.val(ids)}::bigint[])`.execute(tx)
  return ids.length
}

/** The assets that lost a term, and those that got it. */
interface ChangedTerm {
  term: number
  removed: Buffer | null
  added: Buffer | null
}

async function changePlaces(tx: Db, block: number, changed: readonly ChangedTerm[]): Promise<void> {
  const before = await sql<{ term: number; places: Buffer<ArrayBuffer> }>`
    select term_id as term, places from kept_places
    where block = ${block} and term_id = any(${sql.val(changed.map(({ term }) => term))}::int[])`.execute(
    tx,
  )
  const sets = new Map(before.rows.map(({ term, places }) => [term, readPlaces(places)]))
  for (const { term, removed, added } of changed) {
    const bits = sets.get(term) ?? noBits()
    if (removed) eachSent(removed, (place) => clearBit(bits, place))
    if (added) eachSent(added, (place) => setBit(bits, place))
    sets.set(term, bits)
  }
  await storePlaces(tx, block, sets)
}
