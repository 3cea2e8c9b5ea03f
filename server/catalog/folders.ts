import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'

export interface Folder {
  /** Without slashes at the ends. */
  path: string
  /** Everything below it. */
  assetCount: number
  hasChildren: boolean
}

/** More folders than these in one place are left out. */
const MAX_FOLDERS = 1000

/**
 * The folders directly in `parent` ('' for the top), in byte order, read from the index on the paths alone.
 * It looks at every path below `parent`: 100,000 take some 60 ms.
 */
export async function listFolders(
  db: Db,
  { sourceId, parent }: { sourceId: number; parent: string },
): Promise<Folder[]> {
  const prefix = parent === '' ? '' : `${parent}/`
  // '0' is the character behind '/': between the two lies exactly what is below.
  const within =
    parent === '' ? sql`true` : sql`origin_path >= ${prefix} and origin_path < ${`${parent}0`}`
  const { rows } = await sql<{ name: string; assets: number; deep: boolean }>`
    select split_part(rest, '/', 1) as name, count(*) as assets,
      bool_or(strpos(substr(rest, strpos(rest, '/') + 1), '/') > 0) as deep
    from (
      select substr(origin_path, length(${prefix}) + 1) as rest from assets
      where source_id = ${sourceId} and ${within}
    ) one
    where strpos(rest, '/') > 0
    group by 1 order by split_part(rest, '/', 1) collate "C" limit ${MAX_FOLDERS}`.execute(db)
  return rows.map(({ name, assets, deep }) => ({
    path: `${prefix}${name}`,
    assetCount: assets,
    hasChildren: deep,
  }))
}
