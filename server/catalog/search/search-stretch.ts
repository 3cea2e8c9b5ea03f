import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { KEPT } from '../../db/connection.ts'
import type { Db } from '../../db/tables.ts'
import { type Condition, finds, matches as holds, withoutHelp } from './condition-logic.ts'
import { type FINE_SAMPLE_BUCKETS, filterLexeme, quoteLexeme, SAMPLE_BUCKETS } from './lexemes.ts'
import { MAY_HAVE_OLDER_ROWS } from './renew-index.ts'
import type { Place, SortKey } from './sort.ts'

/** The statements a search is made of. Which of them are worth it is decided in search-ways.ts. */

/** Which assets. */
export interface Wanted extends Condition {
  sourceId: number
}

/** A part of them in one order: so many, behind a place or behind so many others. */
export interface Stretch {
  wanted: Wanted
  key: SortKey
  descending: boolean
  tier: number
  behind: Place | null
  /** What the filter says of the order's own values: where to begin and to end. */
  bounds: RawBuilder<SqlBool> | null
  limit: number
  offset: number
}

export function isEverything({ query, check }: Condition): boolean {
  return query === null && check === null
}

/** In the order of the index, looking at no more than `most` assets; null: at as many as it takes. */
export async function walk(db: Db, stretch: Stretch, most: number | null): Promise<Place[]> {
  const { wanted, limit, offset } = stretch
  const { key, order } = keyOf(stretch)
  const { rows } = await sql<Place>`
    select s.asset_id as id, ${key}::text as value, ${stretch.tier}::int as tier
    from (
      select s.* from asset_search s where ${rangeOf(stretch)} order by ${order} limit ${most}
    ) s ${joinAssets(wanted)}
    where ${fits(wanted)}
    order by ${order} limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** Whether there are more assets than these to walk over. */
export async function reachesBeyond(db: Db, stretch: Stretch, most: number): Promise<boolean> {
  const { order } = keyOf(stretch)
  const { rows } = await sql`
    select 1 from asset_search s where ${rangeOf(stretch)} order by ${order} limit 1 offset ${most}
  `.execute(db)
  return rows.length > 0
}

/** Without any condition but the order: read from the index alone. */
export async function readInOrder(db: Db, stretch: Stretch): Promise<Place[]> {
  const { limit, offset, tier } = stretch
  const { key, order } = keyOf(stretch)
  const { rows } = await sql<Place>`
    select s.asset_id as id, ${key}::text as value, ${tier}::int as tier
    from asset_search s where ${rangeOf(stretch)}
    order by ${order} limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** The page of a stretch, when these are all that can be on it. */
export async function readPlaces(
  db: Db,
  stretch: Stretch,
  ids: readonly number[],
): Promise<Place[]> {
  const { limit, offset, tier } = stretch
  const { key, order } = keyOf(stretch)
  const behind = behindOf(stretch, sql`${key}, s.asset_id`)
  const { rows } = await sql<Place>`
    select ${KEPT} s.asset_id as id, ${key}::text as value, ${tier}::int as tier
    from asset_search s where s.asset_id = any(${sql.val(ids)}::bigint[]) and ${behind}
    order by ${order} limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/**
 * All that fit, then sorted. With `most`, no more than one beyond it, and when there are that many the order is of no
 * use. The limit without an order is what forces the GIN index.
 */
export async function gather(
  db: Db,
  stretch: Stretch,
  most: number | null,
): Promise<{ places: Place[]; counted: number }> {
  const { wanted, limit, offset, tier } = stretch
  const direction = directionOf(stretch)
  const { rows } = await sql<{ counted: number; id: number | null; value: string }>`
    with hits as materialized (
      select s.asset_id as id, ${sql.raw(stretch.key.expression)} as key
      from asset_search s ${joinAssets(wanted)}
      where ${matches(wanted)} limit ${most === null ? null : most + 1}
    )
    select c.counted, p.id, p.key::text as value
    from (select count(*) as counted from hits) c
    left join lateral (
      select h.id, h.key from hits h where ${behindOf(stretch, sql`h.key, h.id`)}
      order by h.key ${direction}, h.id ${direction} limit ${limit} offset ${offset}
    ) p on true`.execute(db)
  const places = rows.flatMap(({ id, value }) => (id === null ? [] : [{ id, value, tier }]))
  return { places, counted: rows[0]?.counted ?? 0 }
}

/** How many there are; with `most`, no more than one beyond it. */
export async function count(db: Db, wanted: Wanted, most: number | null): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (
      select from asset_search s ${joinAssets(wanted)}
      where ${matches(wanted)} limit ${most === null ? null : most + 1}) one`.execute(db)
  return rows[0]?.total ?? 0
}

/**
 * The planner's guess, which costs half a millisecond: what the index finds, of which those that fit are a part the
 * planner knows nothing of.
 */
export async function guessRows(db: Db, wanted: Wanted): Promise<RowsGuess> {
  return await explainRows(
    db,
    sql`select 1 from asset_search s ${joinAssets(wanted)} where ${matches(wanted)}`,
  )
}

/** How many assets the order has within its bounds, by the planner's guess. */
export async function guessRange(
  db: Db,
  { wanted, bounds }: Pick<Stretch, 'wanted' | 'bounds'>,
): Promise<number> {
  const within = sql`s.source_id = ${wanted.sourceId} and ${bounds ?? sql`true`}`
  return (await explainRows(db, sql`select 1 from asset_search s where ${within}`)).rows
}

export interface RowsGuess {
  rows: number
  /** They are read from a stretch of an ordered index. */
  isRange: boolean
}

interface Plan {
  'Node Type': string
  'Index Cond'?: string
  'Plan Rows': number
  Plans?: Plan[]
}

async function explainRows(db: Db, statement: RawBuilder<unknown>): Promise<RowsGuess> {
  const compiled = sql`
    explain (format json) ${statement}`.compile(db)
  // The plan would tell what is near a colour six times, 38 kB each, and is the same without.
  const parameters = compiled.parameters.map((one) => (Buffer.isBuffer(one) ? Buffer.of(0) : one))
  const { rows } = await db.executeQuery<{ 'QUERY PLAN': [{ Plan: Plan }] }>({
    ...compiled,
    parameters,
  })
  const plan = rows[0]?.['QUERY PLAN'][0].Plan
  if (!plan) return { rows: 0, isRange: false }
  return { rows: Math.max(plan['Plan Rows'], rowsOfBitmap(plan)), isRange: readsRange(plan) }
}

function readsRange(plan: Plan): boolean {
  return / [<>]=? /.test(plan['Index Cond'] ?? '') || (plan.Plans ?? []).some(readsRange)
}

function rowsOfBitmap(plan: Plan): number {
  if (['Bitmap Index Scan', 'BitmapOr'].includes(plan['Node Type'])) return plan['Plan Rows']
  return Math.max(0, ...(plan.Plans ?? []).map(rowsOfBitmap))
}

/** A fair sample of all assets: so many buckets of 64 or of 1,024. */
export interface Sample {
  buckets: number
  of: typeof SAMPLE_BUCKETS | typeof FINE_SAMPLE_BUCKETS
  /** Look at each asset of the sample, instead of asking the index for those that are wanted and in the sample. */
  looks?: boolean
}

/** Those of `wanted` that are in the sample, as `asset_search s`. */
export function sampleOf(
  wanted: Wanted,
  { buckets, of, looks }: Sample,
): { from: RawBuilder<unknown>; where: RawBuilder<SqlBool> } {
  const kind = of === SAMPLE_BUCKETS ? 'z' : 'Z'
  const lexemes = Array.from({ length: buckets }, (_, at) =>
    quoteLexeme(wanted.sourceId, filterLexeme(kind, at)),
  )
  const chosen = `(${lexemes.join(' | ')})`
  const join = joinAssets(wanted)
  if (looks) {
    const all = sql`(select * from asset_search s where s.fts @@ ${chosen}::tsquery offset 0) s`
    return { from: sql`${all} ${join}`, where: fits(wanted) }
  }
  const own = withoutHelp(wanted).query
  const query = own === null ? chosen : `(${own}) & ${chosen}`
  return { from: sql`asset_search s ${join}`, where: matches({ ...wanted, query }) }
}

/** Of a sample: what the index finds, and which of these fit. */
export async function countSample(db: Db, wanted: Wanted, sample: Sample): Promise<Counted> {
  const { from, where } = sampleOf({ ...wanted, check: null }, sample)
  const { rows } = await sql<Counted>`
    select count(*) as candidates, count(*) filter (where ${wanted.check ?? sql`true`}) as hits
    from ${from} where ${where}`.execute(db)
  return rows[0] ?? { candidates: 0, hits: 0 }
}

export interface Counted {
  candidates: number
  hits: number
}

/** Values of an order, as numbers. */
export interface Landmarks {
  /** Of the first asset of the stretch, whether it fits or not; null: there is none. */
  first: number | null
  /** Of those of the sample that fit, the ones at these ranks, from 1 on; null: there are not so many. */
  ranked: (number | null)[]
  /** Whether there are assets without the terms that tell where they stand in an order. */
  older: boolean
}

/** The same, and where in the order they are: those of the sample behind the place where the stretch begins. */
export async function rankSample(
  db: Db,
  stretch: Stretch,
  { sample, ranks }: { sample: Sample; ranks: readonly number[] },
): Promise<Counted & Landmarks> {
  const { wanted, key, descending } = stretch
  const { from, where } = sampleOf({ ...wanted, check: null }, sample)
  const number = numberOf(key)
  const direction = sql.raw(descending ? 'desc' : 'asc')
  const within = behindOf(stretch, sql`${sql.raw(key.expression)}, s.asset_id`)
  const { rows } = await sql<Counted & Landmarks>`
    select c.candidates, c.hits, f.first, o.older,
      array(select c.numbers[rank] from unnest(${sql.val(ranks)}::int[]) rank) as ranked
    from (
      select count(*) as candidates, count(*) filter (where fits) as hits,
        array_agg(number order by number ${direction}) filter (where fits and within) as numbers
      from (
        select ${number} as number, ${wanted.check ?? sql`true`} as fits, ${within} as within
        from ${from} where ${where} offset 0
      ) one
    ) c
    cross join (
      select (select ${number} from asset_search s where ${rangeOf(stretch)}
        order by ${keyOf(stretch).order} limit 1) as first
    ) f
    cross join (select ${MAY_HAVE_OLDER_ROWS} as older) o`.execute(db)
  return rows[0] ?? { candidates: 0, hits: 0, first: null, ranked: [], older: true }
}

/** Only what is from one value to the other, given as numbers, in either direction. */
export function boundBy(stretch: Stretch, ends: readonly [number, number]): Stretch {
  const { key, bounds } = stretch
  const [least, most] = [Math.min(...ends), Math.max(...ends)].map((end) =>
    key.type === 'timestamptz' ? sql`to_timestamp(${end}::float8)` : sql`${end}::bigint`,
  )
  const between = sql<SqlBool>`${sql.raw(key.expression)} between ${least} and ${most}`
  return { ...stretch, bounds: bounds ? sql<SqlBool>`(${bounds} and ${between})` : between }
}

/** A value of the order as a number. */
export function numberOf({ expression, type }: SortKey): RawBuilder<number> {
  const value = sql.raw(expression)
  return type === 'timestamptz' ? sql`extract(epoch from ${value})::float8` : sql`${value}::float8`
}

/** For an index to find. */
export function matches({ sourceId, query, check }: Wanted): RawBuilder<SqlBool> {
  const found = query === null ? sql<SqlBool>`s.source_id = ${sourceId}` : finds(query)
  return check === null ? found : sql<SqlBool>`${found} and ${check}`
}

export function joinAssets({ needsAsset }: Condition): RawBuilder<unknown> {
  return needsAsset ? sql`join assets a on a.id = s.asset_id` : sql``
}

/** For an asset of the Source that is looked at anyway. */
function fits({ rest, check }: Condition): RawBuilder<SqlBool> {
  const conditions = [...(check === null ? [] : [check]), ...(rest === null ? [] : [holds(rest)])]
  return conditions.length === 0 ? sql`true` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

function rangeOf(stretch: Stretch): RawBuilder<SqlBool> {
  const { wanted, key, bounds } = stretch
  const behind = behindOf(stretch, sql`${sql.raw(key.expression)}, s.asset_id`)
  return sql<SqlBool>`s.source_id = ${wanted.sourceId} and ${bounds ?? sql`true`} and ${behind}`
}

function behindOf(stretch: Stretch, keyAndId: RawBuilder<unknown>): RawBuilder<SqlBool> {
  const { behind, descending, key } = stretch
  if (behind === null) return sql<SqlBool>`true`
  const comparison = sql.raw(descending ? '<' : '>')
  return sql<SqlBool>`(${keyAndId}) ${comparison} (${behind.value}::${sql.raw(key.type)}, ${behind.id}::bigint)`
}

function keyOf(stretch: Stretch) {
  const key = sql.raw(stretch.key.expression)
  const direction = directionOf(stretch)
  return { key, order: sql`${key} ${direction}, s.asset_id ${direction}` }
}

function directionOf({ descending }: Stretch): RawBuilder<unknown> {
  return sql.raw(descending ? 'desc' : 'asc')
}
