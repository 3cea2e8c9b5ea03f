import { type Kysely, sql } from 'kysely'
import type { DuplicateDecision } from '../../../contract/searching.ts'
import type { Database, Db } from '../../db/tables.ts'
import { Failure } from '../../lib/failures.ts'
import type { Editor } from '../changes.ts'
import { lockLabels } from '../labels/label-lock.ts'
import { type DecisionRecord, findDecisions } from './duplicate-decisions.ts'
import { holds } from './holding-decisions.ts'
import { lockAssetsById, lockLikeness } from './likeness-lock.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { refreshGroups } from './refresh-groups.ts'
import { findConcerned, refreshMarks } from './refresh-marks.ts'

export interface NewDecision {
  decision: DuplicateDecision
  /** Two at least, each once. */
  paths: readonly string[]
  /** Of `preferred`: one of them. */
  preferred: string | null
  mergeMetadata: boolean
  /** Earlier decisions that whoever decides knows of. */
  replaces: readonly number[]
}

interface Deciding {
  accountId: number
  sourceId: number
  decisions: readonly NewDecision[]
  by: Editor
}

interface TakingBack {
  sourceId: number
  ids: readonly number[]
  maxAssets: number
  by: Editor
}

/**
 * Keeps what somebody has decided about copies, all of it or nothing. What is decided about all assets of an earlier
 * decision replaces that one, if whoever decides knows of it.
 * @returns the ids, in the same order
 * @throws Failure `not_found` for an asset that is not there; `invalid_body` for one that could not be read;
 *   `conflict` when somebody else has decided about the same assets meanwhile
 */
export async function decideDuplicates(
  db: Kysely<Database>,
  { accountId, sourceId, decisions, by }: Deciding,
): Promise<number[]> {
  return await db.transaction().execute(async (tx) => {
    await lockLabels(tx, accountId, 'use')
    await lockLikeness(tx, sourceId)
    const paths = [...new Set(decisions.flatMap((decision) => decision.paths))]
    // All that will be written, at once and in order; see likeness-lock.ts.
    await lockAssetsById(tx, await findConcerned(tx, sourceId, paths))
    await refuseUnknown(tx, { sourceId, decisions, paths })
    const replaced = findReplaced(decisions, await findEarlier(tx, sourceId, paths))
    await forgetDecisions(tx, sourceId, replaced)
    const ids = await insert(tx, { sourceId, decisions, by })
    for (const { preferred, mergeMetadata: merge, paths: all } of decisions) {
      if (preferred === null || !merge) continue
      await mergeMetadata(tx, { accountId, sourceId, path: preferred, from: all, by })
    }
    await settle(tx, { sourceId, paths, by })
    return ids
  })
}

/**
 * Takes back all of these that are still there, or none.
 * @returns what they were, in the order of their ids
 * @throws Failure `invalid_body` when they are about more than `maxAssets` together
 */
export async function takeBackDecisions(
  db: Kysely<Database>,
  { sourceId, ids, maxAssets, by }: TakingBack,
): Promise<DecisionRecord[]> {
  return await db.transaction().execute(async (tx) => {
    await lockLikeness(tx, sourceId)
    const before = await findDecisions(tx, { sourceId, ids })
    const assets = before.reduce((sum, { assetCount }) => sum + assetCount, 0)
    if (assets > maxAssets) {
      const detail = `These are about ${assets} assets; take back decisions about ${maxAssets} at most in one call.`
      throw new Failure('invalid_body', detail, { pointer: '/data/attributes/ids' })
    }
    const known = before.map(({ id }) => id)
    await settle(tx, { sourceId, paths: await forgetDecisions(tx, sourceId, known), by })
    return before
  })
}

async function refuseUnknown(
  tx: Db,
  { sourceId, decisions, paths }: Pick<Deciding, 'sourceId' | 'decisions'> & { paths: string[] },
): Promise<void> {
  const { rows } = await sql<{ path: string; read: boolean }>`
    select a.origin_path as path, h.asset_id is not null as read
    from assets a left join asset_hashes h on h.asset_id = a.id
    where a.source_id = ${sourceId} and a.origin_path = any(${sql.val(paths)}::text[])`.execute(tx)
  const known = new Map(rows.map(({ path, read }) => [path, read]))
  for (const [at, decision] of decisions.entries()) {
    for (const path of decision.paths) {
      const pointer = pointerTo(at)
      if (!known.has(path)) {
        throw new Failure('not_found', `There is no asset "/${path}" in this Source.`, { pointer })
      }
      if (!known.get(path)) {
        const detail = `"/${path}" could not be read yet, so nobody can tell whether it is a copy.`
        throw new Failure('invalid_body', detail, { pointer })
      }
    }
  }
}

function pointerTo(at: number): string {
  return `/data/attributes/decisions/${at}`
}

interface EarlierDecision {
  id: number
  paths: string[]
  /** Assets for which it still holds. */
  holding: number
}

async function findEarlier(tx: Db, sourceId: number, paths: string[]): Promise<EarlierDecision[]> {
  const { rows } = await sql<EarlierDecision>`
    select d.id, array_agg(x.origin_path) as paths,
      count(*) filter (where ${holds('x', 'h')}) as holding
    from duplicate_decisions d
    join decided_assets x on x.decision_id = d.id
    left join assets a on a.source_id = x.source_id and a.origin_path = x.origin_path
    left join asset_hashes h on h.asset_id = a.id
    where d.id in (select decision_id from decided_assets
      where source_id = ${sourceId} and origin_path = any(${sql.val(paths)}::text[]))
    group by d.id`.execute(tx)
  return rows
}

/** Those that are wholly about assets that are decided about again. */
function findReplaced(
  decisions: readonly NewDecision[],
  earlier: readonly EarlierDecision[],
): number[] {
  const replaced = new Set<number>()
  for (const [at, { paths, replaces }] of decisions.entries()) {
    const own = new Set(paths)
    for (const { id, paths: theirs, holding } of earlier) {
      if (replaced.has(id) || !theirs.every((path) => own.has(path))) continue
      if (holding > 1 && !replaces.includes(id)) {
        // Not who: refusals are logged, and e-mail addresses are not.
        const detail = `Somebody has decided about these assets already (decision ${id}). Look at it, then decide with replaces.`
        throw new Failure('conflict', detail, { pointer: pointerTo(at) })
      }
      replaced.add(id)
    }
  }
  return [...replaced]
}

/** @returns the paths they were about, which have to be settled then */
async function forgetDecisions(tx: Db, sourceId: number, ids: number[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ path: string }>`
    select distinct x.origin_path as path
    from decided_assets x join duplicate_decisions d on d.id = x.decision_id
    where d.source_id = ${sourceId} and d.id = any(${sql.val(ids)}::bigint[])`.execute(tx)
  await tx
    .deleteFrom('duplicate_decisions')
    .where('source_id', '=', sourceId)
    .where(sql<boolean>`id = any(${sql.val(ids)}::bigint[])`)
    .execute()
  return rows.map(({ path }) => path)
}

async function insert(
  tx: Db,
  { sourceId, decisions, by }: Omit<Deciding, 'accountId'>,
): Promise<number[]> {
  const made = await tx
    .insertInto('duplicate_decisions')
    .values(
      decisions.map(({ decision, preferred }) => ({
        source_id: sourceId,
        decision,
        preferred_path: preferred,
        decided_by: by.name,
        decided_by_api: by.byApi,
      })),
    )
    .returning('id')
    .execute()
  const ids = made.map(({ id }) => id)
  const about = decisions.flatMap(({ paths }, at) => paths.map((path) => ({ id: ids[at], path })))
  await sql`
    insert into decided_assets (decision_id, source_id, origin_path, content_hash, perceptual_hash)
    select new.id, a.source_id, a.origin_path, h.content_hash, h.perceptual_hash
    from unnest(${sql.val(about.map(({ id }) => id))}::bigint[], ${sql.val(about.map(({ path }) => path))}::text[])
      as new (id, path)
    join assets a on a.source_id = ${sourceId} and a.origin_path = new.path
    join asset_hashes h on h.asset_id = a.id`.execute(tx)
  return ids
}

/** Marks and groups as they are now; pictures that were or are different are grouped anew in the background. */
async function settle(
  tx: Db,
  { sourceId, paths, by }: { sourceId: number; paths: string[]; by: Editor },
): Promise<void> {
  if (paths.length === 0) return
  await refreshMarks(tx, { sourceId, paths, by })
  const { rows } = await sql<{ id: number; same: number | null; near: number | null }>`
    select h.asset_id as id, h.same_group_id as same, h.near_group_id as near
    from assets a join asset_hashes h on h.asset_id = a.id
    where a.source_id = ${sourceId} and a.origin_path = any(${sql.val(paths)}::text[])`.execute(tx)
  await sql`
    insert into hash_changes (source_id, asset_id)
    select ${sourceId}::int, id from unnest(${sql.val(rows.map(({ id }) => id))}::bigint[]) id`.execute(
    tx,
  )
  const groups = rows.flatMap(({ same, near }) => [same ?? [], near ?? []].flat())
  await refreshGroups(tx, sourceId, [...new Set(groups)])
}
