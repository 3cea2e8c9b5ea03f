import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../db/tables.ts'

/** Any number that nobody else on this server is likely to lock. */
const LOCK = 748_326_513
const BATCH = 20_000

/**
 * Adds up what was noted of folders since the last time, batch by batch, unless another process is doing so.
 * Whoever reads meanwhile gets the same sums.
 */
export async function foldFolderChanges(db: Kysely<Database>): Promise<void> {
  while (await db.transaction().execute(foldBatch));
}

/** @returns whether there may be more */
async function foldBatch(tx: Db): Promise<boolean> {
  const lock = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(${sql.lit(LOCK)}) as taken`.execute(tx)
  if (!lock.rows[0]?.taken) return false
  const { rows } = await sql<{ noted: number; emptied: number[] | null }>`
    with noted as (
      delete from folder_changes where ctid = any(array(select ctid from folder_changes limit ${BATCH}))
      returning *
    ), summed as (
      insert into folder_counts
      select source_id, parent, name, sum(assets_below), sum(assets_within) from noted
      group by source_id, parent, name
      having sum(assets_below) <> 0 or sum(assets_within) <> 0
      on conflict (source_id, parent, lower(name), name) do update set
        assets_below = folder_counts.assets_below + excluded.assets_below,
        assets_within = folder_counts.assets_within + excluded.assets_within
      returning source_id, assets_below, assets_within
    )
    select (select count(*) from noted) as noted,
      (select array_agg(distinct source_id) from summed
        where assets_below = 0 and assets_within = 0) as emptied`.execute(tx)
  const { noted = 0, emptied } = rows[0] ?? {}
  if (emptied) {
    await sql`delete from folder_counts
      where source_id = any(${sql.val(emptied)}::int[]) and assets_below = 0 and assets_within = 0`.execute(
      tx,
    )
  }
  return noted === BATCH
}

/** Sources from before folders were counted. */
export async function findUncounted(db: Db): Promise<number[]> {
  const query = db.selectFrom('sources').select('id').where('folders_counted', '=', false)
  return (await query.orderBy('id').execute()).map(({ id }) => id)
}

/**
 * Notes by how much the counts of a Source differ from its assets, while others go on writing: assets and what is
 * noted of them change together, so at any one moment the difference is what is missing. It reads all paths, some
 * seconds for a million, and locks nothing but the Source's row.
 */
export async function recountFolders(db: Kysely<Database>, sourceId: number): Promise<void> {
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      // Before anything is read: of two who do the same at the same time, the second fails here.
      const source = tx.updateTable('sources').set({ folders_counted: true })
      await source.where('id', '=', sourceId).execute()
      await sql`
        insert into folder_changes
        select ${sourceId}::int, parent, name, sum(below), sum(within) from (
          select f.parent, f.name, assets as below, case when is_last then assets else 0 end as within
          from (
            select folder_of(a.origin_path) as folder, count(*) as assets
            from asset_search s join assets a on a.id = s.asset_id
            where s.source_id = ${sourceId} group by 1
          ) one, lateral folders_down_to(folder) f
          union all
          select parent, name, -assets_below, -assets_within from folder_counts where source_id = ${sourceId}
          union all
          select parent, name, -assets_below, -assets_within from folder_changes where source_id = ${sourceId}
        ) part
        group by parent, name having sum(below) <> 0 or sum(within) <> 0`.execute(tx)
    })
}
