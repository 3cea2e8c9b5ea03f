import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { assetsOf } from '../folders.ts'
import {
  FINE_SAMPLE_BUCKETS,
  filterLexeme,
  quoteLexeme,
  SAMPLE_BUCKETS,
} from '../search/lexemes.ts'
import { foldText } from '../search/words.ts'

interface TagUse {
  id: number
  label: string
  /** Of these Sources. */
  assetCount: number
  countIsEstimate: boolean
}

interface TagList {
  accountId: number
  /** Where assets are counted. */
  sourceIds: readonly number[]
  /** Of their names, in any case and with any accents; '': all. */
  part: string
  sort: 'name' | '-asset_count'
  offset: number
  limit: number
}

interface TagLimits {
  /** About so many assets tell which tags are frequent. Of no more than these all are looked at. */
  sample: number
  /** With fewer in the sample a tag is counted. */
  few: number
  /** So far. */
  counted: number
}

const TAG_LIMITS: TagLimits = { sample: 1000, few: 10, counted: 1000 }

/**
 * Tags of an account. Nobody keeps their numbers, since each asset has ten: those of frequent ones are estimated from a
 * fair sample of assets, the others counted, each of a page by itself. In the order of numbers the rarest ones, which
 * no sample has, come by their names.
 */
export async function listTags(
  db: Db,
  wanted: TagList,
  limits: TagLimits = TAG_LIMITS,
): Promise<{ tags: TagUse[]; total: number }> {
  const { scale, hits } = await sampleTags(db, wanted.sourceIds, limits.sample)
  const { rows, total } = await readPage(db, wanted, hits)
  const unsure = scale === 1 ? [] : rows.filter((row) => row.hits < limits.few)
  const counts = await countTags(db, wanted.sourceIds, { ids: idsOf(unsure), most: limits.counted })
  const tags = rows.map(({ id, label, hits: inSample }): TagUse => {
    const estimate = Math.round(inSample * scale)
    const count = counts.get(id)
    if (count !== undefined && count < limits.counted) {
      return { id, label, assetCount: count, countIsEstimate: false }
    }
    const assetCount = Math.max(count ?? 0, estimate)
    return { id, label, assetCount, countIsEstimate: scale !== 1 }
  })
  return { tags, total }
}

function idsOf(rows: readonly { id: number }[]): number[] {
  return rows.map(({ id }) => id)
}

interface TagSample {
  /** How many assets each of the sample stands for; 1: it is all of them. */
  scale: number
  /** Tag → assets of the sample that have it. */
  hits: Map<number, number>
}

async function sampleTags(
  db: Db,
  sourceIds: readonly number[],
  atLeast: number,
): Promise<TagSample> {
  const counted = await sql<{ total: number }>`
    select coalesce(sum(${assetsOf(sql`s.id`)}), 0)::bigint as total
    from sources s where s.id = any(${sql.val(sourceIds)}::int[])`.execute(db)
  const total = counted.rows[0]?.total ?? 0
  const { where, scale } = planSample(sourceIds, { total, atLeast })
  const { rows } = await sql<{ id: number; hits: number }>`
    with h as materialized (select asset_id from asset_search where ${where})
    select own.key::int as id, count(*) as hits
    from h join assets a on a.id = h.asset_id, jsonb_each(a.tags) own
    where own.value <> '0' group by own.key`.execute(db)
  return { scale, hits: new Map(rows.map(({ id, hits }) => [id, hits])) }
}

function planSample(
  sourceIds: readonly number[],
  { total, atLeast }: { total: number; atLeast: number },
): { where: RawBuilder<unknown>; scale: number } {
  if (total <= atLeast)
    return { where: sql`source_id = any(${sql.val(sourceIds)}::int[])`, scale: 1 }
  const isFine = total > atLeast * SAMPLE_BUCKETS
  const of = isFine ? FINE_SAMPLE_BUCKETS : SAMPLE_BUCKETS
  const buckets = Math.ceil((of * atLeast) / total)
  const terms = Array.from({ length: buckets }, (_, bucket) =>
    filterLexeme(isFine ? 'Z' : 'z', bucket),
  )
  const query = sourceIds.flatMap((id) => terms.map((term) => quoteLexeme(id, term))).join(' | ')
  return { where: sql`fts @@ ${query}::tsquery`, scale: of / buckets }
}

async function readPage(
  db: Db,
  { accountId, part, sort, offset, limit }: TagList,
  hits: TagSample['hits'],
): Promise<{ rows: { id: number; label: string; hits: number }[]; total: number }> {
  const { holds, rank } = matchName(foldText(part))
  const where = sql`t.account_id = ${accountId} and ${holds}`
  const known = sql`unnest(${sql.val([...hits.keys()])}::int[], ${sql.val([...hits.values()])}::int[])`
  const first = sort === 'name' ? sql`` : sql`hits desc,`
  const { rows } = await sql<{ id: number; label: string; hits: number }>`
    select t.id, t.label, coalesce(n.hits, 0) as hits
    from tags t left join ${known} as n (id, hits) on n.id = t.id
    where ${where} order by ${rank} ${first} lower(t.label), t.id limit ${limit} offset ${offset}`.execute(
    db,
  )
  const isLast = rows.length < limit && (rows.length > 0 || offset === 0)
  if (isLast) return { rows, total: offset + rows.length }
  const counted = await sql<{ total: number }>`
    select count(*) as total from tags t where ${where}`.execute(db)
  return { rows, total: counted.rows[0]?.total ?? 0 }
}

/** Which names have the part: the name itself comes first, then what begins with it, then what has a word that does. */
function matchName(part: string) {
  if (part === '') return { holds: sql`true`, rank: sql`` }
  return {
    holds: sql`position(${part} in t.folded) > 0`,
    rank: sql`case when t.folded = ${part} then 0 when starts_with(t.folded, ${part}) then 1
      when position(${` ${part}`} in t.folded) > 0 then 2 else 3 end,`,
  }
}

async function countTags(
  db: Db,
  sourceIds: readonly number[],
  { ids, most }: { ids: readonly number[]; most: number },
): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const queries = ids.map((id) =>
    sourceIds.map((source) => quoteLexeme(source, filterLexeme('t', id))).join(' | '),
  )
  const { rows } = await sql<{ id: number; assets: number }>`
    select t.id, (select count(*) from (
      select from asset_search where fts @@ t.query::tsquery limit ${most}) one) as assets
    from unnest(${sql.val(ids)}::int[], ${sql.val(queries)}::text[]) as t (id, query)`.execute(db)
  return new Map(rows.map(({ id, assets }) => [id, assets]))
}
