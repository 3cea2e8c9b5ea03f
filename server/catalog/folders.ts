import { type RawBuilder, sql } from 'kysely'
import { KEPT } from '../db/connection.ts'
import type { Db } from '../db/tables.ts'

/**
 * The folders of a Source with the number of assets that lists show below them: those that were found and not read
 * yet are in neither. Triggers count (migration 011); count-folders.ts sums up what they noted.
 */
export interface Folder {
  /** Without slashes at the ends. */
  path: string
  name: string
  /** Everything below it. */
  assetCount: number
  /** What lies in it and not in a folder below. */
  ownAssetCount: number
  hasChildren: boolean
}

interface FolderPage {
  sourceId: number
  /** '' for the top. */
  parent: string
  /** The name behind which to go on; null: from the first on. */
  after: string | null
  limit: number
}

/** A folder as it is counted. */
interface CountedFolder {
  name: string
  below: number
  within: number
}

/** The folders directly in `parent`, in the order of their names: a and A before b, and all else by bytes. */
export async function listFolders(
  db: Db,
  page: FolderPage,
): Promise<{ folders: Folder[]; hasMore: boolean; total: number; totalIsEstimate: boolean }> {
  const { sourceId, parent, after, limit } = page
  const found = (await isCounted(db, sourceId))
    ? await readCounts(db, page)
    : await readPaths(db, page)
  const folders = found.slice(0, limit).map(({ name, below, within }) => ({
    path: parent === '' ? name : `${parent}/${name}`,
    name,
    assetCount: below,
    ownAssetCount: within,
    hasChildren: below > within,
  }))
  const hasMore = found.length > limit
  if (after === null && !hasMore) {
    return { folders, hasMore, total: folders.length, totalIsEstimate: false }
  }
  const total = Math.max(await countFolders(db, page), folders.length)
  return { folders, hasMore, total, totalIsEstimate: true }
}

/** Counting all of a hundred thousand would take longer than finding a page of them. */
const MOST_COUNTED = 10_000

/** As of the last time that they were summed up. */
async function countFolders(db: Db, { sourceId, parent }: FolderPage): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (
      select from folder_counts where source_id = ${sourceId} and parent = ${parent}
      limit ${MOST_COUNTED}) one`.execute(db)
  return rows[0]?.total ?? 0
}

/** How many assets the lists of a Source have in all: exact, and a matter of a millisecond. */
export async function countAssets(db: Db, sourceId: number): Promise<number> {
  const { rows } = await sql<{ assets: number }>`
    select ${KEPT} ${assetsOf(sql`${sourceId}`)} as assets`.execute(db)
  return rows[0]?.assets ?? 0
}

/** The same as a piece of SQL. */
export function assetsOf(sourceId: RawBuilder<unknown>): RawBuilder<number> {
  const top = sql`source_id = ${sourceId} and parent = '' and lower(name) = '' and name = ''`
  return sql`case when (select folders_counted from sources where id = ${sourceId}) then
      (select coalesce(sum(assets_below), 0)::bigint from (
        select assets_below from folder_counts where ${top}
        union all select assets_below from folder_changes where ${top}
      ) one)
    else (select count(*) from asset_search where source_id = ${sourceId}) end`
}

async function isCounted(db: Db, sourceId: number): Promise<boolean> {
  const query = db.selectFrom('sources').select('folders_counted').where('id', '=', sourceId)
  return (await query.executeTakeFirst())?.folders_counted ?? false
}

/** One more than asked for tells whether there are others. */
function readOn({ after, limit }: FolderPage): {
  behind: RawBuilder<unknown>
  end: RawBuilder<unknown>
} {
  const behind =
    after === null
      ? sql`true`
      : sql`(lower(name), name) > (lower(${after}::text collate "C"), ${after}::text)`
  return { behind, end: sql`order by lower(name), name limit ${limit + 1}` }
}

/**
 * Both tables are read in the order of their indexes. What was noted of folders that are counted is few rows each, and
 * what is new makes folders of its own.
 */
async function readCounts(db: Db, page: FolderPage): Promise<CountedFolder[]> {
  const { behind, end } = readOn(page)
  const here = sql`source_id = ${page.sourceId} and parent = ${page.parent}
    and (parent <> '' or name <> '') and ${behind}`
  const same = sql`(d.source_id, d.parent, lower(d.name), d.name)
    = (c.source_id, c.parent, lower(c.name), c.name)`
  const { rows } = await sql<CountedFolder>`
    select name, below, within from (
      (select * from (
        select name, assets_below + coalesce(d.below, 0)::bigint as below,
          assets_within + coalesce(d.within, 0)::bigint as within
        from folder_counts c, lateral (
          select sum(assets_below) as below, sum(assets_within) as within from folder_changes d where ${same}
        ) d
        where ${here}
      ) counted where below > 0 ${end})
      union all
      (select name, sum(assets_below)::bigint, sum(assets_within)::bigint from folder_changes c
      where ${here} and not exists (select from folder_counts d where ${same})
      group by lower(name), name having sum(assets_below) > 0 ${end})
    ) folder ${end}`.execute(db)
  return rows
}

/** The same from the paths themselves, every one below `parent`: 100,000 take some 60 ms. */
async function readPaths(db: Db, page: FolderPage): Promise<CountedFolder[]> {
  const { sourceId, parent } = page
  const prefix = parent === '' ? '' : `${parent}/`
  // '0' is the character behind '/': between the two lies exactly what is below.
  const within =
    parent === '' ? sql`true` : sql`origin_path >= ${prefix} and origin_path < ${`${parent}0`}`
  const { behind, end } = readOn(page)
  const { rows } = await sql<CountedFolder>`
    select * from (
      select split_part(rest, '/', 1) as name, count(*) as below,
        count(*) filter (where strpos(substr(rest, strpos(rest, '/') + 1), '/') = 0) as within
      from (
        select substr(origin_path, length(${prefix}) + 1) as rest from assets
        where source_id = ${sourceId} and ${within}
      ) one
      where strpos(rest, '/') > 0 group by 1
    ) folder where ${behind} ${end}`.execute(db)
  return rows
}
