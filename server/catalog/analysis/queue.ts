import { type RawBuilder, sql } from 'kysely'
import type {
  AnalysisCapability,
  AnalysisProviderName,
  PictureFacts,
} from '../../../contract/analysis.ts'
import type { Db, FileFacts } from '../../db/tables.ts'

/**
 * The pictures that are to be looked at: one narrow row for each, see docs/decisions/029. Those that could not be
 * looked at, again and again, stay, due at infinity.
 */

export const ANALYSIS_PRIORITY = {
  /** Somebody waits for it. */
  interactive: 0,
  /** Read just now. */
  fresh: 1,
  /** Was there before there was analysis, or before this version of it. */
  old: 2,
} as const

export interface AnalysisOrder {
  sourceId: number
  priority: (typeof ANALYSIS_PRIORITY)[keyof typeof ANALYSIS_PRIORITY]
  /** Even what has been looked at already. */
  forced: boolean
}

/**
 * Puts the pictures among these assets into the queue; who is in it already stays at the higher priority, and what has
 * failed has another chance. Call it in the transaction that gives the reason.
 * @returns how many are pictures
 */
export async function enqueueAnalysis(
  tx: Db,
  assetIds: readonly number[],
  { sourceId, priority, forced }: AnalysisOrder,
): Promise<number> {
  if (assetIds.length === 0) return 0
  const { numAffectedRows = 0n } = await sql`
    insert into analysis_queue (asset_id, source_id, priority, due_at, forced)
    select id, source_id, ${priority}::smallint, least(date_created, now()), ${forced}::boolean
    from assets
    where id = any(${sql.val(assetIds)}::bigint[]) and source_id = ${sourceId} and ${isPicture()}
    -- None of them may go meanwhile; in the order in which others lock them.
    order by origin_path for key share
    on conflict (asset_id) do update set
      priority = least(analysis_queue.priority, excluded.priority),
      forced = analysis_queue.forced or excluded.forced, due_at = excluded.due_at, wanted = null, providers = null,
      ticket = nextval('analysis_tickets'), attempts = 0, error = null`.execute(tx)
  return Number(numAffectedRows)
}

/** Takes assets out of the queue: they have been looked at, or are no pictures any more. */
export async function forgetQueued(tx: Db, assetIds: readonly number[]): Promise<void> {
  await sql`delete from analysis_queue where asset_id = any(${sql.val(assetIds)}::bigint[])`.execute(
    tx,
  )
}

/** Of rows of assets: read, and with pixels. */
export function isPicture(): RawBuilder<boolean> {
  return sql<boolean>`status = 'indexed' and blurhash is not null`
}

/** A Source with something to do right now. */
export interface DueSource {
  sourceId: number
  accountId: number
  /** Of what is most urgent there. */
  priority: number
}

/** Most urgent first. One look at the index for each Source and priority. */
export async function findDueSources(db: Db): Promise<DueSource[]> {
  const { rows } = await sql<DueSource>`
    select s.id as "sourceId", s.account_id as "accountId", due.priority
    from sources s, lateral (
      select p as priority from unnest('{0,1,2}'::smallint[]) p
      where exists (select from analysis_queue q
        where q.source_id = s.id and q.priority = p and q.due_at <= now())
      order by p limit 1
    ) due
    where s.enabled and s.deleted_at is null order by due.priority, s.id`.execute(db)
  return rows
}

/** A picture that this process is to look at, as long as it says so again and again. */
export interface QueuedPicture {
  assetId: number
  sourceId: number
  accountId: number
  path: string
  etag: string
  ticket: number
  priority: number
  attempts: number
  forced: boolean
  /** Only these capabilities; null: all. */
  wanted: AnalysisCapability[] | null
  /** Those who could not look before; null: everybody whose turn it is. */
  providers: AnalysisProviderName[] | null
  /** What has been told of these pixels, and by which version. */
  analyzed: AnalysisCapability[] | null
  analysisVersion: string | null
  /** For which the word of the built-in provider counts. */
  builtinCapabilities: AnalysisCapability[] | null
  facts: PictureFacts
}

/** For so long a picture is nobody else's; whoever works on it says so more often. */
export const LEASE_SECONDS = 60

/**
 * Takes the newest of what is most urgent in a Source. Rows of assets that are not read at the moment are taken out of
 * the way for as long: reading them puts them in again.
 */
export async function claimPictures(
  db: Db,
  { sourceId, priority }: DueSource,
  limit: number,
): Promise<QueuedPicture[]> {
  const { rows } = await sql<Claimed>`
    with taken as (
      update analysis_queue q set due_at = now() + make_interval(secs => ${LEASE_SECONDS})
      where asset_id = any (array(
        select asset_id from analysis_queue
        where source_id = ${sourceId} and priority = ${priority} and due_at <= now()
        order by due_at desc limit ${limit} for update skip locked))
      returning asset_id, ticket, priority, attempts, forced, wanted, providers
    )
    select a.id as "assetId", a.source_id as "sourceId", s.account_id as "accountId",
      a.origin_path as path, a.etag, t.ticket, t.priority, t.attempts, t.forced, t.wanted, t.providers, a.analyzed,
      a.analysis_version as "analysisVersion", b.capabilities as "builtinCapabilities",
      a.media_width as width, a.media_height as height, a.media_kind as "mediaKind",
      coalesce(a.has_alpha, false) as "hasAlpha", a.name as title, a.description,
      a.file_facts as "fileFacts", a.colors -> 'dominant_colors' as colors
    from taken t join assets a on a.id = t.asset_id and a.status = 'indexed' join sources s on s.id = a.source_id
    left join asset_analyses b on b.asset_id = a.id and b.provider = 'builtin'
    order by a.date_created desc`.execute(db)
  return rows.map(toPicture)
}

type Claimed = Omit<QueuedPicture, 'facts'> &
  Omit<PictureFacts, 'keywords' | 'colors'> & {
    fileFacts: FileFacts | null
    colors: Record<string, number> | null
  }

function toPicture(row: Claimed): QueuedPicture {
  const { width, height, mediaKind, hasAlpha, title, description, fileFacts, colors, ...rest } = row
  return {
    ...rest,
    facts: {
      width: width ?? 0,
      height: height ?? 0,
      mediaKind,
      hasAlpha,
      title,
      description,
      keywords: fileFacts?.keywords ?? [],
      colors: Object.entries(colors ?? {})
        .map(([hex, share]) => ({ hex, share }))
        .sort((one, other) => other.share - one.share),
    },
  }
}

type Ticket = Pick<QueuedPicture, 'assetId' | 'ticket'>

/** Says that somebody is still at these. */
export async function prolongLeases(db: Db, held: readonly Ticket[]): Promise<void> {
  await sql`
    update analysis_queue set due_at = now() + make_interval(secs => ${LEASE_SECONDS})
    where asset_id = any (array(${stillHeld(held, sql`skip locked`)}))`.execute(db)
}

/** Gives back what this process will not come to. */
export async function giveBack(db: Db, held: readonly Ticket[]): Promise<void> {
  await sql`
    update analysis_queue set due_at = now()
    where asset_id = any (array(${stillHeld(held, sql`skip locked`)}))`.execute(db)
}

/**
 * Those that nobody has asked for again meanwhile, and that nobody else has finished; until the transaction ends it
 * stays so. Lock the assets first, as whoever puts them in does.
 */
export async function lockStillHeld(tx: Db, held: readonly Ticket[]): Promise<Set<number>> {
  const { rows } = await sql<{ asset_id: number }>`${stillHeld(held, sql``)}`.execute(tx)
  return new Set(rows.map(({ asset_id }) => asset_id))
}

/** Takes one out of the queue that there is nothing to look for in. */
export async function dropPicture(db: Db, { assetId, ticket }: Ticket): Promise<void> {
  await sql`
    delete from analysis_queue where asset_id = ${assetId} and ticket = ${ticket}`.execute(db)
}

function stillHeld(held: readonly Ticket[], ifLocked: RawBuilder<unknown>) {
  return sql`
    select q.asset_id from analysis_queue q join unnest(
      ${sql.val(held.map(({ assetId }) => assetId))}::bigint[],
      ${sql.val(held.map(({ ticket }) => ticket))}::bigint[]
    ) as t (asset_id, ticket) on q.asset_id = t.asset_id and q.ticket = t.ticket
    order by q.asset_id for update of q ${ifLocked}`
}

/** A picture of which something is still to be told. */
export interface PutBack {
  assetId: number
  attempts: number
  /** null: not until somebody asks for it. */
  afterSeconds: number | null
  wanted: readonly AnalysisCapability[]
  /** Whom to ask then; null: everybody whose turn it is. */
  providers: readonly AnalysisProviderName[] | null
  /** Somebody else has told all of it: what nobody has looked at comes first. */
  canWait: boolean
  /** For a person. */
  error: string
}

/** Keeps what could not be told for later, of those that are still held. */
export async function putBack(tx: Db, pictures: readonly PutBack[]): Promise<void> {
  for (const { assetId, attempts, afterSeconds, wanted, providers, canWait, error } of pictures) {
    const dueAt =
      afterSeconds === null
        ? sql`'infinity'::timestamptz`
        : sql`now() + make_interval(secs => ${afterSeconds})`
    await sql`
      update analysis_queue set due_at = ${dueAt}, attempts = ${attempts},
        wanted = ${sql.val(wanted)}::text[], providers = ${sql.val(providers)}::text[],
        priority = greatest(priority, ${canWait ? ANALYSIS_PRIORITY.old : 0}), error = ${error},
        forced = false
      where asset_id = ${assetId}`.execute(tx)
  }
}

/** How many are to be looked at now, counted up to `most`. What waits for another try stands in nobody's way. */
export async function countWaiting(db: Db, most: number): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from (
      select from sources s, unnest('{0,1,2}'::smallint[]) p, lateral (
        select from analysis_queue q
        where q.source_id = s.id and q.priority = p and q.due_at <= now() limit ${most}) due
      limit ${most}) one`.execute(db)
  return rows[0]?.waiting ?? 0
}
