import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { findDifferent } from './holding-decisions.ts'
import { lockAssetsById } from './likeness-lock.ts'
import { countDifferentBits, lookAround, NEAR_BITS } from './looks.ts'

/** A picture as the grouping sees it. */
interface Look {
  id: number
  hash: bigint
  group: NearGroup | null
}

/** All of its pictures are near to one hash, so that no chain of likenesses leads from one picture to any other. */
interface NearGroup {
  /** null: to be made. */
  id: number | null
  center: bigint
}

/** Looked at around one picture; only looks that hundreds have are more. */
const MOST_AROUND = 100

/**
 * Gives pictures with new hashes their groups: the one whose center is nearest, else a new one together with the
 * nearest picture that has none. One that people have called different from a picture of a group stays out of it.
 * Groups that lose one are noted as changed.
 */
export async function groupNear(tx: Db, sourceId: number, assetIds: number[]): Promise<void> {
  const pairs = await findPairs(tx, sourceId, assetIds)
  const different = await findDifferent(tx, sourceId, assetIds)
  const ids = [
    ...assetIds,
    ...pairs.map(({ other }) => other),
    ...[...different.values()].flatMap((set) => [...set]),
  ]
  const looks = await readLooks(tx, [...new Set(ids)])
  const around = Map.groupBy(pairs, ({ id }) => id)
  const moved = new Set<Look>()
  const left = new Set<number>()
  for (const id of assetIds) {
    const look = looks.get(id)
    if (!look) continue
    const before = look.group
    const apart = [...(different.get(id) ?? [])].flatMap((other) => looks.get(other) ?? [])
    if (before && isNear(look, before) && !apart.some(({ group }) => group === before)) continue
    look.group = null
    const others = (around.get(id) ?? []).flatMap(({ other }) => looks.get(other) ?? [])
    const met = join(
      look,
      others.filter((other) => !apart.includes(other)),
      apart,
    )
    if (before?.id) left.add(before.id)
    if (before || look.group) moved.add(look)
    if (met) moved.add(met)
  }
  await save(tx, sourceId, [...moved])
  await noteChangedGroups(tx, sourceId, [...left])
}

async function noteChangedGroups(tx: Db, sourceId: number, ids: number[]): Promise<void> {
  await sql`insert into hash_changes (source_id, group_id)
    select ${sourceId}::int, id from unnest(${sql.val(ids)}::bigint[]) id`.execute(tx)
}

function isNear({ hash }: Look, { center }: Pick<NearGroup, 'center'>): boolean {
  return countDifferentBits(hash, center) <= NEAR_BITS
}

/** @returns the picture that was alone and no longer is */
function join(look: Look, others: readonly Look[], apart: readonly Look[]): Look | null {
  const groups = new Set(others.flatMap(({ group }) => group ?? []))
  const allowed = [...groups].filter((group) => !apart.some((one) => one.group === group))
  const near = nearest(look.hash, allowed, ({ center }) => center)
  if (near && isNear(look, near)) {
    look.group = near
    return null
  }
  const alone = others.filter(
    (other) => other.group === null && isNear(look, { center: other.hash }),
  )
  const mate = nearest(look.hash, alone, ({ hash }) => hash)
  if (!mate) return null
  // The older one, which is most likely the one the other was made from.
  look.group = { id: null, center: (mate.id < look.id ? mate : look).hash }
  mate.group = look.group
  return mate
}

/** The first of equals. */
function nearest<One>(hash: bigint, all: readonly One[], hashOf: (one: One) => bigint): One | null {
  const ranked = all.map((one) => ({ one, bits: countDifferentBits(hash, hashOf(one)) }))
  return ranked.toSorted((one, other) => one.bits - other.bits)[0]?.one ?? null
}

/** Pictures near to each of these, nearest first. */
async function findPairs(tx: Db, sourceId: number, assetIds: number[]) {
  const around = { sourceId, bits: NEAR_BITS, most: MOST_AROUND }
  const { rows } = await sql<{ id: number; other: number }>`
    select r.asset_id as id, o.asset_id as other
    from asset_hashes r, lateral (
      select asset_id, min(distance) as distance
      from (${lookAround(sql`r.perceptual_hash`, around)}) o
      where asset_id <> r.asset_id group by asset_id
    ) o
    where r.asset_id = any(${sql.val(assetIds)}::bigint[]) and r.perceptual_hash is not null
    order by r.asset_id, o.distance, o.asset_id`.execute(tx)
  return rows
}

async function readLooks(tx: Db, ids: number[]): Promise<Map<number, Look>> {
  await lockAssetsById(tx, ids)
  const { rows } = await sql<{ id: number; hash: string; groupId: number | null; center: string }>`
    select h.asset_id as id, h.perceptual_hash::text as hash, g.id as "groupId",
      g.center_hash::text as center
    from asset_hashes h left join duplicate_groups g on g.id = h.near_group_id
    where h.asset_id = any(${sql.val(ids)}::bigint[]) and h.perceptual_hash is not null
    order by h.asset_id`.execute(tx)
  const groups = new Map<number, NearGroup>()
  return new Map(
    rows.map(({ id, hash, groupId, center }) => {
      if (groupId !== null && !groups.has(groupId)) {
        groups.set(groupId, { id: groupId, center: BigInt(center) })
      }
      const group = groupId === null ? null : (groups.get(groupId) ?? null)
      return [id, { id, hash: BigInt(hash), group }]
    }),
  )
}

async function save(tx: Db, sourceId: number, looks: readonly Look[]): Promise<void> {
  if (looks.length === 0) return
  const made = [...new Set(looks.flatMap(({ group }) => (group?.id === null ? group : [])))]
  if (made.length > 0) {
    const { rows } = await sql<{ id: number }>`
      insert into duplicate_groups (source_id, center_hash)
      select ${sourceId}::int, center::bigint
      from unnest(${sql.val(made.map(({ center }) => String(center)))}::text[]) center
      returning id`.execute(tx)
    made.forEach((group, index) => {
      group.id = rows[index]?.id ?? null
    })
  }
  await sql`
    update asset_hashes h set near_group_id = new.group_id
    from unnest(
      ${sql.val(looks.map(({ id }) => id))}::bigint[],
      ${sql.val(looks.map(({ group }) => group?.id ?? null))}::bigint[]
    ) as new (asset_id, group_id)
    where h.asset_id = new.asset_id and h.near_group_id is distinct from new.group_id`.execute(tx)
}
