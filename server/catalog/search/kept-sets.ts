import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { type Places, parsePlaces } from './place-sets.ts'

/**
 * The sets of kept places (`kept_places`) that this process has read, by term: a frequent one is of hundreds of kilobytes,
 * and most searches ask for the same. Those of a term are never changed, but replaced.
 */
interface KnownSets {
  terms: Map<number, TermSets>
  bytes: number
}

/** By block. */
type Blocks = Map<number, { version: number; places: Places }>

interface TermSets {
  blocks: Blocks
  bytes: number
}

/** What a process keeps; of more, those that were asked for longest ago are forgotten. */
const MOST_BYTES = 128 * 2 ** 20

const KNOWN = new WeakMap<object, KnownSets>()

function knownSets(db: Db): KnownSets {
  const { adapter } = db.getExecutor()
  const known = KNOWN.get(adapter) ?? { terms: new Map(), bytes: 0 }
  KNOWN.set(adapter, known)
  return known
}

/** A row of a set: of which term, in which block, its version, and its places where another version is known, or none. */
export interface SetRow {
  term: number
  block: number
  version: number
  bytes: Buffer<ArrayBuffer> | null
}

/** By block and term. */
export type SetsByBlock = Map<number, Map<number, Places>>

/** Some ids, as many as may be for the planner: what it plans for one number of them is as good for another, and kept. */
export function manyOf(ids: readonly number[]): RawBuilder<readonly number[]> {
  return sql`array(select unnest(${sql.val(ids)}::int[]))`
}

/**
 * What has to be read of some terms' sets, and how they come of it. The columns are those of SetRow.
 * @param mostBytes for tests
 */
export function openSets(db: Db, terms: readonly number[], mostBytes = MOST_BYTES) {
  const known = knownSets(db)
  // As they are now: searches beside this one read others meanwhile.
  const before = new Map(terms.map((term) => [term, known.terms.get(term)]))
  const versions = [...before].flatMap(([term, sets]) =>
    Array.from(sets?.blocks ?? [], ([block, { version }]) => ({ term, block, version })),
  )
  const all = (key: keyof (typeof versions)[number]) => sql.val(versions.map((one) => one[key]))
  return {
    query: sql`
      select p.term_id as term, p.block, p.version, case when k.version is null then p.places end as bytes
      from kept_places p
      left join unnest(${all('term')}::int[], ${all('block')}::int[], ${all('version')}::bigint[])
        k (term, block, version) on k.term = p.term_id and k.block = p.block and k.version = p.version
      where p.term_id = any(${manyOf(terms)})` as RawBuilder<SetRow>,
    learn: (rows: readonly SetRow[]): SetsByBlock => {
      const found = new Map<number, Blocks>(terms.map((term) => [term, new Map()]))
      for (const { term, block, version, bytes } of rows) {
        const places = bytes ? parsePlaces(bytes) : before.get(term)?.blocks.get(block)?.places
        if (places) found.get(term)?.set(block, { version, places })
      }
      for (const [term, blocks] of found) remember(known, term, blocks)
      forget(known, mostBytes)
      return byBlock(found)
    },
  }
}

function remember(known: KnownSets, term: number, blocks: Blocks): void {
  let bytes = 0
  for (const { places } of blocks.values()) bytes += places.byteLength
  known.bytes += bytes - (known.terms.get(term)?.bytes ?? 0)
  // The last one to be forgotten.
  known.terms.delete(term)
  known.terms.set(term, { blocks, bytes })
}

function forget(known: KnownSets, mostBytes: number): void {
  for (const [term, { bytes }] of known.terms) {
    if (known.bytes <= mostBytes) return
    known.terms.delete(term)
    known.bytes -= bytes
  }
}

function byBlock(terms: ReadonlyMap<number, Blocks>): SetsByBlock {
  const blocks: SetsByBlock = new Map()
  for (const [term, sets] of terms) {
    for (const [block, { places }] of sets) {
      const own = blocks.get(block) ?? new Map()
      blocks.set(block, own.set(term, places))
    }
  }
  return blocks
}
