import { sql } from 'kysely'
import type { DuplicateDecision } from '../../../contract/searching.ts'
import type { Db } from '../../db/tables.ts'
import { findDifferent, holds } from './holding-decisions.ts'

export type Likeness = 'same' | 'near'

export interface DuplicateGroup {
  id: number
  likeness: Likeness
  assetCount: number
  spareBytes: number
  assets: Copy[]
  decisions: DecisionAboutSome[]
}

export interface Copy {
  id: number
  path: string
  etag: string
  fileSize: number
  width: number | null
  height: number | null
  contentType: string
  dateCreated: Date
  hash: string | null
  duplicateOf: string | null
  /** 1 to 5; null: not analysed. */
  warningAdult: number | null
  warningViolence: number | null
}

/** Of an asset `a`, but for its hash. */
export const COPY_COLUMNS = sql`a.id, a.origin_path as path, a.etag, a.file_size as "fileSize",
  a.media_width as width, a.media_height as height, a.content_type as "contentType",
  a.date_created as "dateCreated", a.warning_adult as "warningAdult",
  a.warning_violence as "warningViolence",
  (select origin_path from assets p where p.id = a.duplicate_of_id) as "duplicateOf"`

export interface DecisionAboutSome {
  id: number
  decision: DuplicateDecision
  paths: string[]
  preferred: string | null
  decidedBy: string | null
  decidedAt: Date
}

/** Of one group. */
const MOST_SHOWN = 20
/** Of a larger group the best are chosen among so many. */
const MOST_COMPARED = 1000
const MOST_COUNTED = 10_000

interface GroupPage {
  sourceId: number
  likeness: readonly Likeness[]
  /** The id of the last group of the page before. */
  after: number | null
  limit: number
}

/** Groups that nobody has decided about, newest first. @returns `total` is 10,000 at most */
export async function listDuplicates(db: Db, page: GroupPage) {
  const { sourceId, likeness, limit } = page
  const found = await findGroups(db, page)
  const shown = found.slice(0, limit)
  const ids = shown.map(({ id }) => id)
  const copies = await findCopies(db, ids)
  const all = [...copies.values()].flat().map(({ id }) => id)
  const different = await findDifferent(db, sourceId, all)
  const decisions = await findDecisions(db, all)
  const groups = shown.map((group): DuplicateGroup => {
    const assets = leaveOutDifferent(copies.get(group.id) ?? [], different)
    return { ...group, assets, decisions: aboutSome(decisions, assets) }
  })
  return {
    groups: groups.filter(({ assets }) => assets.length > 1),
    after: found.length > limit ? (ids.at(-1) ?? null) : null,
    total: await countGroups(db, { sourceId, likeness }),
  }
}

async function findGroups(db: Db, { sourceId, likeness, after, limit }: GroupPage) {
  const { rows } = await sql<Omit<DuplicateGroup, 'assets' | 'decisions'>>`
    select g.id, wanted.likeness, g.asset_count as "assetCount", g.spare_bytes as "spareBytes"
    from unnest(${sql.val(likeness)}::text[]) as wanted (likeness), lateral (
      select * from duplicate_groups g
      where g.source_id = ${sourceId} and (g.content_hash is null) = (wanted.likeness = 'near')
        and g.open and (${after}::bigint is null or g.id < ${after}::bigint)
      order by g.id desc limit ${limit + 1}
    ) g
    order by g.id desc limit ${limit + 1}`.execute(db)
  return rows
}

async function countGroups(
  db: Db,
  { sourceId, likeness }: Pick<GroupPage, 'sourceId' | 'likeness'>,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (
      select from duplicate_groups
      where source_id = ${sourceId} and open
        and (content_hash is null) = any(${sql.val(likeness.map((one) => one === 'near'))}::boolean[])
      limit ${MOST_COUNTED}) one`.execute(db)
  return rows[0]?.total ?? 0
}

/** The largest picture first, of equals the largest file, then the oldest. */
async function findCopies(db: Db, groupIds: readonly number[]): Promise<Map<number, Copy[]>> {
  const { rows } = await sql<Copy & { groupId: number }>`
    select g.id as "groupId", c.*
    from unnest(${sql.val(groupIds)}::bigint[]) as g (id), lateral (
      select ${COPY_COLUMNS}, h.perceptual_hash::text as hash
      from (
        (select asset_id, perceptual_hash from asset_hashes where same_group_id = g.id limit ${MOST_COMPARED})
        union all
        (select asset_id, perceptual_hash from asset_hashes where near_group_id = g.id limit ${MOST_COMPARED})
      ) h
      join assets a on a.id = h.asset_id
      order by coalesce(a.media_width::bigint * a.media_height, 0) desc, a.file_size desc,
        a.date_created, a.id
      limit ${MOST_SHOWN}
    ) c`.execute(db)
  return Map.groupBy(rows, ({ groupId }) => groupId)
}

/** What people have called different is not shown together: the better one stays. */
function leaveOutDifferent(
  copies: readonly Copy[],
  different: ReadonlyMap<number, ReadonlySet<number>>,
): Copy[] {
  const kept: Copy[] = []
  for (const copy of copies) {
    if (!kept.some(({ id }) => different.get(copy.id)?.has(id))) kept.push(copy)
  }
  return kept
}

/** Those that hold for some of these assets; `paths` are of these. */
async function findDecisions(db: Db, assetIds: readonly number[]): Promise<DecisionAboutSome[]> {
  const { rows } = await sql<DecisionAboutSome>`
    select d.id, d.decision, array_agg(x.origin_path order by x.origin_path) as paths,
      d.preferred_path as preferred, d.decided_by as "decidedBy", d.decided_at as "decidedAt"
    from assets a
    join asset_hashes h on h.asset_id = a.id
    join decided_assets x on x.source_id = a.source_id and x.origin_path = a.origin_path
      and ${holds('x', 'h')}
    join duplicate_decisions d on d.id = x.decision_id
    where a.id = any(${sql.val(assetIds)}::bigint[])
    group by d.id order by d.id`.execute(db)
  return rows
}

function aboutSome(
  decisions: readonly DecisionAboutSome[],
  assets: readonly Copy[],
): DecisionAboutSome[] {
  const shown = new Set(assets.map(({ path }) => path))
  return decisions
    .map((one) => ({ ...one, paths: one.paths.filter((path) => shown.has(path)) }))
    .filter(({ paths }) => paths.length > 1)
}

/** All assets of a group that is shown, of the largest ones 10,000; none when there is no such group. */
export async function findGroupPaths(
  db: Db,
  { sourceId, groupId }: { sourceId: number; groupId: number },
): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    select a.origin_path as path
    from duplicate_groups g, lateral (
      select asset_id from asset_hashes where same_group_id = g.id
      union all select asset_id from asset_hashes where near_group_id = g.id
    ) h
    join assets a on a.id = h.asset_id
    where g.id = ${groupId} and g.source_id = ${sourceId}
    order by h.asset_id limit ${MOST_COUNTED}`.execute(db)
  return rows.map(({ path }) => path)
}
