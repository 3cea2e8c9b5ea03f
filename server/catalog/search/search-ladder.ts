import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { joinQueries, withoutHelp } from './condition-logic.ts'
import { quoteLexeme } from './lexemes.ts'
import { lexemesBetween } from './order-cells.ts'
import { MAY_HAVE_OLDER_ROWS } from './renew-index.ts'
import type { Anchor } from './search-jumps.ts'
import { gather, joinAssets, matches, numberOf, type Stretch, walk } from './search-stretch.ts'
import type { Place } from './sort.ts'

/**
 * Where every so many of those that fit are in an order, from one look at all of them: about what a single jump far into
 * the list costs. From then on each page of the search is as near as any other.
 */
export interface Ladder {
  /** In order; the last one is the last asset that fits. */
  rungs: Rung[]
  /** How many fit. */
  total: number
}

interface Rung extends Anchor {
  place: Place
  /** The value of the order, where terms of the index tell how to find it; else null. */
  number: number | null
}

/** @param step so many from one to the next */
export async function buildLadder(db: Db, stretch: Stretch, step: number): Promise<Ladder> {
  const { wanted, key, descending, tier } = stretch
  const expression = sql.raw(key.expression)
  const direction = sql.raw(descending ? 'desc' : 'asc')
  const number = key.cells ? numberOf(key) : sql`null::float8`
  const { rows } = await sql<{ id: number; value: string; number: number | null; rank: number }>`
    with hits as materialized (
      select array_agg(s.asset_id order by ${expression} ${direction}, s.asset_id ${direction}) as ids
      from asset_search s ${joinAssets(wanted)} where ${matches(wanted)}
    )
    select s.asset_id as id, ${expression}::text as value, rank,
      case when not ${MAY_HAVE_OLDER_ROWS} then ${number} end as number
    from hits cross join cardinality(ids) total cross join lateral (
      select generate_series(${step}::int, total, ${step}::int) as rank union select total
    ) ranks
    join asset_search s on s.asset_id = ids[rank] order by rank`.execute(db)
  const rungs = rows.map(({ id, value, number: at, rank }) => ({
    position: rank - 1,
    place: { id, value, tier },
    number: at,
  }))
  return { rungs, total: rows.at(-1)?.rank ?? 0 }
}

/** Farther a walk from a rung does not go, in assets that it looks at. */
const MOST_STEPS = 10_000
const PATIENCE = 3

/**
 * The page of a stretch that begins at the beginning.
 * @param assets of the Source
 */
export async function readFromLadder(
  db: Db,
  stretch: Stretch,
  { ladder: { rungs, total }, assets }: { ladder: Ladder; assets: number },
): Promise<Place[]> {
  const { offset, limit, key, wanted } = stretch
  if (offset >= total) return []
  const from = rungs.findLast(({ position }) => position < offset) ?? null
  const to = rungs.find(({ position }) => position >= offset + limit - 1) ?? rungs.at(-1)
  const skip = from ? offset - from.position - 1 : offset
  const here = { ...stretch, behind: from?.place ?? null, offset: skip }
  const steps = ((skip + limit) * assets) / total
  // There may be fewer than there were when the ladder was built, or farther from each other than most are.
  const expected = Math.min(limit, total - offset)
  const ends = [from?.number ?? null, to?.number ?? null] as const
  if (
    steps > MOST_STEPS &&
    ends[0] !== null &&
    ends[1] !== null &&
    key.cells &&
    wanted.query !== null
  ) {
    const terms = lexemesBetween(key.cells, [ends[0], ends[1]])
    if (terms) {
      const within = terms.map((term) => quoteLexeme(wanted.sourceId, term)).join(' | ')
      const query = joinQueries([withoutHelp(wanted).query, `(${within})`])
      const { places } = await gather(db, { ...here, wanted: { ...wanted, query } }, null)
      if (places.length >= expected) return places
    }
  }
  // With a limit, so that the planner does not sort them all.
  const places = await walk(db, here, Math.ceil(PATIENCE * steps) + MOST_STEPS)
  return places.length >= expected ? places : await walk(db, here, null)
}
