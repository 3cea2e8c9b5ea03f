import { type RawBuilder, sql } from 'kysely'
import { KEPT } from '../../db/connection.ts'
import type { Db } from '../../db/tables.ts'
import { finds, joinAlternatives } from './condition-logic.ts'
import { manyOf, openSets, type SetRow, type SetsByBlock } from './kept-sets.ts'
import { COLORS, codeOf, knownValues, learnValues, readValues, type Values } from './kept-values.ts'
import { readLexeme } from './lexemes.ts'
import { isNear, keepNear, readCells } from './place-colors.ts'
import {
  evaluate,
  isExclusion,
  type Logic,
  operandsOf,
  parseLogic,
  planLogic,
  type Rare,
  rareOf,
} from './place-logic.ts'
import { findRanks, type Ranked, type RanksFound } from './place-order.ts'
import {
  addPlaces,
  type Bits,
  BLOCK_ASSETS,
  blockOf,
  countBits,
  eachBit,
  exclude,
  noBits,
  placeOf,
  setBit,
  unite,
} from './place-sets.ts'
import type { Wanted } from './search-stretch.ts'
import type { Place, SortKey } from './sort.ts'

/**
 * What a search finds, from the places that are kept of its terms: exactly, and without a look at any asset but those that
 * have just changed. docs/decisions/020.
 */
export interface KeptSet {
  total: number
  /** Those at these ranks of an order, from 0 on, and perhaps some next to them; null: not kept of this order. */
  findRanks(asked: { descending: boolean; from: number; to: number }): RanksFound | null
  /** All, or about so many, evenly out of all. */
  ids(most?: number): number[]
}

/** More assets that have changed are not looked at one by one. */
const MOST_CHANGED = 500
/** Nor are more that have something rare. */
const MOST_RARE = 5000

/** Where an order begins. */
interface Order {
  key: SortKey
  behind: Place | null
}

/** @returns null when too little is kept for it: it is looked for in the index */
export async function findKept(
  db: Db,
  wanted: Asked,
  order: Order | null,
): Promise<KeptSet | null> {
  const asked = planKept(wanted, await knownTerms(db).read(db))
  if (asked === null) return null
  const read = await readKept(db, asked, order)
  if (read === null) return null
  const rare = new Map<Rare, Map<number, Bits>>()
  for (const one of rareOf(asked.logic)) {
    const ids = await findRare(db, one)
    if (ids === null) return null
    rare.set(one, toBits(ids))
  }
  const blocks = keepColored(evaluateBlocks(asked, read, rare), asked.near, read.colors)
  return blocks && toSet(blocks, read)
}

type Asked = Pick<Wanted, 'query' | 'rest' | 'near'>

interface AskedKept {
  query: string
  logic: Logic
  near: readonly Buffer[]
  /** Of each operand. */
  ids: ReadonlyMap<string, number>
}

function planKept(wanted: Asked, kept: ReadonlyMap<string, number>): AskedKept | null {
  const { near } = wanted
  const query = queryOf(wanted)
  if (query === null || near === null || kept.size === 0) return null
  const logic = planLogic(parseLogic(query), (term) => kept.has(term))
  if (logic === null) return null
  const operands = operandsOf(logic)
  const ids = new Map(operands.map((operand) => [operand, kept.get(readLexeme(operand)) ?? 0]))
  return { query, logic, near, ids }
}

/** Colours alone most assets would have to be looked at for: a walk in order finds a page of them sooner. */
function queryOf({ query, rest, near }: Asked): string | null {
  if (near?.length === 0) return query
  return rest === null || isExclusion(parseLogic(rest)) ? null : rest
}

function toBits(ids: readonly number[]): Map<number, Bits> {
  const blocks = new Map<number, Bits>()
  for (const id of ids) {
    const bits = blocks.get(blockOf(id)) ?? noBits()
    setBit(bits, placeOf(id))
    blocks.set(blockOf(id), bits)
  }
  return blocks
}

interface Block {
  block: number
  bits: Bits
  assets: number
}

function evaluateBlocks(
  { logic, ids }: AskedKept,
  { places, changed }: Read,
  rare: ReadonlyMap<Rare, ReadonlyMap<number, Bits>>,
): Block[] {
  const blocks = new Set([
    ...places.keys(),
    ...[...rare.values()].flatMap((one) => [...one.keys()]),
  ])
  const stale = toBits(changed)
  return [...blocks].flatMap((block): Block[] => {
    const bits = evaluate(logic, (sum, of) => {
      const stored = typeof of === 'string' && places.get(block)?.get(ids.get(of) ?? 0)
      if (stored) addPlaces(sum, stored)
      const gathered = typeof of === 'string' ? undefined : rare.get(of)?.get(block)
      if (gathered) unite(sum, gathered)
    })
    const old = stale.get(block)
    if (old) exclude(bits, old)
    return toBlock(block, bits)
  })
}

function toBlock(block: number, bits: Bits): Block[] {
  const assets = countBits(bits)
  return assets === 0 ? [] : [{ block, bits, assets }]
}

/** Of more, a walk in order finds those that have a colour sooner, and nothing else is answered meanwhile: 7 ms for so many. */
const MOST_COLORED = 500_000

/** Only those that have such colours; null: too many would have to be looked at, or their colours are not kept. */
function keepColored(
  blocks: Block[],
  near: readonly Buffer[],
  colors: Values | null,
): Block[] | null {
  if (near.length === 0) return blocks
  const all = blocks.reduce((sum, { assets }) => sum + assets, 0)
  if (all > MOST_COLORED || blocks.some(({ block }) => !colors?.has(block))) return null
  return blocks.flatMap(({ block, bits }) => {
    const { codes } = colors?.get(block) ?? {}
    if (codes) for (const one of near) keepNear(bits, codes, one)
    return toBlock(block, bits)
  })
}

function toSet(blocks: readonly Block[], { fresh, behind, values }: Read): KeptSet {
  const total = fresh.length + blocks.reduce((sum, { assets }) => sum + assets, 0)
  return {
    total,
    findRanks: ({ descending, from, to }) => {
      const coded = blocks.flatMap((one) => {
        const codes = values?.get(one.block)?.codes
        return codes ? [{ ...one, codes }] : []
      })
      if (values === null || coded.length < blocks.length) return null
      return findRanks(coded, fresh, { descending, behind, from, to })
    },
    ids: (most = total) => sampleOf(blocks, fresh, total / most),
  }
}

function sampleOf(blocks: readonly Block[], fresh: readonly Ranked[], step: number): number[] {
  const ids: number[] = []
  let seen = 0
  let next = 0
  const see = (id: number) => {
    if (seen >= next) {
      ids.push(id)
      next += Math.max(1, step)
    }
    seen += 1
  }
  for (const { block, bits } of blocks) eachBit(bits, (place) => see(block * BLOCK_ASSETS + place))
  for (const { id } of fresh) see(id)
  return ids
}

interface Read {
  places: SetsByBlock
  changed: number[]
  /** Those of the changed that fit. */
  fresh: Ranked[]
  /** The code of the place behind which the order begins. */
  behind: number | null
  values: Values | null
  /** null: not asked for. */
  colors: Values | null
}

interface Row {
  kind: 'terms' | 'place' | 'changed' | 'fresh' | 'codes' | 'colors' | 'behind'
  one: number
  other: number
  bytes: Buffer<ArrayBuffer> | null
}

/** All at one moment. null: too many have changed, or what was kept no longer is. */
async function readKept(
  db: Db,
  { query, near, ids }: AskedKept,
  order: Order | null,
): Promise<Read | null> {
  const terms = [...new Set(ids.values())]
  const sets = openSets(db, terms)
  const column = order?.key.column ?? null
  const known = column && knownValues(db, column)
  const knownColors = near.length === 0 ? null : knownValues(db, COLORS)
  const changed = sql`(select asset_id from changed_places limit ${MOST_CHANGED + 1}) c`
  const { rows } = await sql<Row>`
    select ${KEPT} 'terms' as kind, count(*) as one, 0::bigint as other, null::bytea as bytes
    from kept_terms where ready and id = any(${manyOf(terms)})
    union all
    select 'place', term, block * ${BLOCK_STEP}::bigint + version, bytes from (${sets.query}) sets
    union all
    select 'changed', asset_id, 0, null from ${changed}
    union all
    select 'fresh', c.asset_id, s.code, s.cells from (select distinct asset_id from ${changed}) c cross join lateral (
      select fts, ${order && column ? codeOf(sql.raw(order.key.expression), order.key.type) : sql`0`} as code,
        (select string_agg(int4send(cell), '') from unnest(s.color_cells) cell) as cells
      from asset_search s where s.asset_id = c.asset_id offset 0
    ) s where s.fts @@ ${query}::tsquery
    union all
    ${readValues('codes', column, known)}
    union all
    ${readValues('colors', knownColors && COLORS, knownColors)}
    union all
    ${readCode(order)}`.execute(db)
  const of = (kind: Row['kind']) => rows.filter((row) => row.kind === kind)
  const isMany = of('changed').length > MOST_CHANGED
  if (of('terms')[0]?.one !== terms.length || isMany) return null
  return {
    places: sets.learn(of('place').map(toSetRow)),
    changed: of('changed').map(({ one }) => one),
    fresh: of('fresh')
      .filter(({ bytes }) => isNear(bytes ? readCells(bytes) : [], near))
      .map(({ one, other }) => ({ id: one, code: other })),
    behind: of('behind')[0]?.one ?? null,
    values: known && learnValues(known, of('codes')),
    colors: knownColors && learnValues(knownColors, of('colors')),
  }
}

function readCode(order: Order | null): RawBuilder<unknown> {
  if (!order?.behind) return sql`select 'behind', 0, 0, null where false`
  const { type } = order.key
  return sql`select 'behind', ${codeOf(sql`${order.behind.value}::${sql.raw(type)}`, type)}, 0, null`
}

/** Block and version in one number: so many versions there will not be. */
const BLOCK_STEP = 2 ** 36

function toSetRow({ one, other, bytes }: Row): SetRow {
  const block = Math.floor(other / BLOCK_STEP)
  return { term: one, block, version: other - block * BLOCK_STEP, bytes }
}

/** null: too many. */
async function findRare(db: Db, { operands, beside }: Rare): Promise<number[] | null> {
  const found = finds(joinAlternatives(operands), beside)
  const { rows } = await sql<{ id: number }>`
    select asset_id as id from asset_search s where ${found} limit ${MOST_RARE + 1}`.execute(db)
  return rows.length > MOST_RARE ? null : rows.map(({ id }) => id)
}

const TERMS = new WeakMap<object, KnownTerms>()
const TERMS_MS = 20_000

interface KnownTerms {
  read(db: Db): Promise<ReadonlyMap<string, number>>
}

/** Which terms are kept, as was known a short while ago: that they still are is asked with their places. */
function knownTerms(db: Db): KnownTerms {
  const { adapter } = db.getExecutor()
  const known = TERMS.get(adapter) ?? openTerms()
  TERMS.set(adapter, known)
  return known
}

/** They are others now. */
export function forgetKnownTerms(db: Db): void {
  TERMS.delete(db.getExecutor().adapter)
}

function openTerms(): KnownTerms {
  let terms: ReadonlyMap<string, number> = new Map()
  let readAt = Number.NEGATIVE_INFINITY
  return {
    async read(db) {
      if (performance.now() - readAt < TERMS_MS) return terms
      readAt = performance.now()
      const { rows } = await sql<{ id: number; term: string }>`
        select ${KEPT} id, term from kept_terms where ready`.execute(db)
      terms = new Map(rows.map(({ id, term }) => [term, id]))
      return terms
    },
  }
}
