import { sql } from 'kysely'
import type { AssetPatch } from '../../../contract/resources.ts'
import type { Db } from '../../db/tables.ts'
import { type AssetRecord, findAssets } from '../asset-records.ts'
import type { Editor } from '../changes.ts'
import { editAsset } from '../update-asset.ts'

interface Merging {
  accountId: number
  sourceId: number
  path: string
  /** The copies it gets from, in the order in which they count. */
  from: readonly string[]
  by: Editor
}

/** No asset has more categories or custom fields. */
const MOST_LABELS = 500

/** Gives an asset what its copies have and it has not: categories, tags and custom fields. Nothing it has changes. */
export async function mergeMetadata(tx: Db, merging: Merging): Promise<void> {
  const { accountId, sourceId, path, from, by } = merging
  const all = await findByPath(tx, sourceId, from)
  const asset = all.get(path)
  if (!asset) return
  const others = from.filter((other) => other !== path).flatMap((other) => all.get(other) ?? [])
  const patch = planMerge(asset, others)
  if (Object.keys(patch).length === 0) return
  await editAsset(tx, { accountId, sourceId, path, patch, ifTag: null, by })
}

async function findByPath(
  tx: Db,
  sourceId: number,
  paths: readonly string[],
): Promise<Map<string, AssetRecord>> {
  const rows = await tx
    .selectFrom('assets')
    .select('id')
    .where('source_id', '=', sourceId)
    .where(sql<boolean>`origin_path = any(${sql.val(paths)}::text[])`)
    .execute()
  const ids = rows.map(({ id }) => id)
  const found = await findAssets(tx, ids, { withMetadata: false })
  return new Map(found.map((asset) => [asset.origin_path, asset]))
}

function planMerge(asset: AssetRecord, others: readonly AssetRecord[]): AssetPatch {
  const categories = new Set([asset.categories, ...others.map((other) => other.categories)].flat())
  // The first of several values counts, the asset's own before all.
  const inOrder = [...others].reverse()
  const fields = [...inOrder, asset].flatMap((other) => Object.entries(other.customFields))
  const customFields = Object.fromEntries(fields)
  const tags = Object.fromEntries(inOrder.flatMap((other) => Object.entries(other.tags)))
  const newTags = Object.entries(tags).filter(
    ([label, confidence]) => confidence > 0 && !Object.hasOwn(asset.tags, label),
  )
  const count = Object.keys(customFields).length
  return {
    ...(categories.size > asset.categories.length &&
      categories.size <= MOST_LABELS && { categories: [...categories] }),
    ...(count > Object.keys(asset.customFields).length &&
      count <= MOST_LABELS && { custom_fields: customFields }),
    ...(newTags.length > 0 && { tags: Object.fromEntries(newTags) }),
  }
}
