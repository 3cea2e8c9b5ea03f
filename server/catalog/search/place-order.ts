import { type Bits, BLOCK_ASSETS, hasBit } from './place-sets.ts'

/** 32 bits of what an order goes by, by the asset's place in its block: rising with the value, equal for some that differ. */
export type Codes = Uint32Array<ArrayBuffer>

/** Some assets of a block, and the codes of all. */
export interface CodedBlock {
  block: number
  bits: Bits
  /** How many these are. */
  assets: number
  codes: Codes
}

/** An asset that has a code of its own. */
export interface Ranked {
  id: number
  code: number
}

export interface RanksAsked {
  descending: boolean
  /** Nothing before this code; who has the code itself may be before or behind. */
  behind: number | null
  /** The ranks from one to below the other, behind that code. */
  from: number
  to: number
}

/** Who are at these ranks, and all whose codes do not tell them from the first or the last; `skip` are before the first. */
export interface RanksFound {
  ids: number[]
  skip: number
}

export function findRanks(
  blocks: readonly CodedBlock[],
  others: readonly Ranked[],
  { descending, behind, from, to }: RanksAsked,
): RanksFound {
  // Rising in the order that is asked for.
  const turn = descending ? 0xffffffff : 0
  const least = behind === null ? 0 : (behind ^ turn) >>> 0
  const before = behind === null ? -1 : least
  const all = collect(blocks, others, { turn, least, before, first: to })
  const equal = countEqual(all.keys, before)
  return cut(narrow({ ...all, skip: from }, to + equal - from), to + equal - from)
}

interface Pile {
  keys: Uint32Array
  ids: Float64Array
  /** So many are before what is looked for. */
  skip: number
}

/** In no order, from a key on. @param first so many are enough, and all that have the key `before` */
function collect(
  blocks: readonly CodedBlock[],
  others: readonly Ranked[],
  asked: { turn: number; least: number; before: number; first: number },
): Pick<Pile, 'keys' | 'ids'> {
  const heap = emptyHeap()
  const walks = { ...asked, most: 0xffffffff, sorts: MOST_SORTS }
  for (const one of blocks) {
    const order = isWalked(one, asked.first) ? orderOf(one.codes, walks) : null
    if (order) walk(heap, one, order, walks)
    else scan(heap, one, walks)
  }
  for (const { id, code } of others) add(heap, (code ^ asked.turn) >>> 0, id, walks)
  const { keys, ids, found } = heap
  return { keys: keys.subarray(0, found), ids: ids.subarray(0, found) }
}

/** At first; it is doubled when it is full. */
const ROOM = 4096

interface Heap {
  keys: Uint32Array
  ids: Float64Array
  found: number
}

const HEAP: Heap = { keys: new Uint32Array(ROOM), ids: new Float64Array(ROOM), found: 0 }
/** 24 MB are kept of it. */
const MOST_ROOM = 2 ** 21

/** The same for each search, which ends before another one begins: to tidy up a new one each time took up to 40 ms. */
function emptyHeap(): Heap {
  if (HEAP.keys.length > MOST_ROOM) {
    HEAP.keys = new Uint32Array(ROOM)
    HEAP.ids = new Float64Array(ROOM)
  }
  HEAP.found = 0
  return HEAP
}

interface Walks {
  turn: number
  least: number
  before: number
  first: number
  /** What is behind this key is not needed. */
  most: number
  /** Blocks that may still be put in order for this search. */
  sorts: number
}

function add(heap: Heap, key: number, id: number, { least, most }: Walks): void {
  if (key > most || key < least) return
  if (heap.found === heap.keys.length) grow(heap)
  heap.keys[heap.found] = key
  heap.ids[heap.found] = id
  heap.found += 1
}

function grow(heap: Heap): void {
  const { keys, ids } = heap
  heap.keys = new Uint32Array(2 * keys.length)
  heap.keys.set(keys)
  heap.ids = new Float64Array(2 * ids.length)
  heap.ids.set(ids)
}

/** All of a block. Written out, since it sees all that fit. */
function scan(heap: Heap, { block, bits, codes }: CodedBlock, walks: Walks): void {
  const base = block * BLOCK_ASSETS
  for (let word = 0; word < bits.length; word += 1) {
    for (let left = bits[word] as number; left !== 0; left &= left - 1) {
      const place = word * 32 + 31 - Math.clz32(left & -left)
      add(heap, ((codes[place] as number) ^ walks.turn) >>> 0, base + place, walks)
    }
  }
}

/** The first of the order come sooner than all would be seen: as many as are left out between them are looked at. */
function isWalked({ assets }: CodedBlock, first: number): boolean {
  return first * BLOCK_ASSETS < assets * assets
}

/** The first of a block, and all whose keys do not tell them from the last of these. */
function walk(heap: Heap, { block, bits, codes }: CodedBlock, order: Order, walks: Walks): void {
  const { turn, before, first } = walks
  const base = block * BLOCK_ASSETS
  const placeAt = (rank: number) => order[turn === 0 ? rank : BLOCK_ASSETS - 1 - rank] as number
  const keyOf = (place: number) => ((codes[place] as number) ^ turn) >>> 0
  let left = first
  let rank = firstRank((one) => keyOf(placeAt(one)), walks.least)
  for (; rank < BLOCK_ASSETS; rank += 1) {
    const place = placeAt(rank)
    const key = keyOf(place)
    if (key > walks.most) return
    if (!hasBit(bits, place)) continue
    add(heap, key, base + place, walks)
    if (key !== before) left -= 1
    if (left === 0) walks.most = key
  }
}

function firstRank(keyAt: (rank: number) => number, least: number): number {
  let [low, high] = [0, BLOCK_ASSETS]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (keyAt(middle) < least) low = middle + 1
    else high = middle
  }
  return low
}

/** The places of a block by their codes. */
type Order = Uint16Array<ArrayBuffer>

const ORDERS = new WeakMap<Codes, Order>()

/** A search does not wait for more, each of which takes a millisecond: it sees the rest of the blocks whole. */
const MOST_SORTS = 2

function orderOf(codes: Codes, walks: Walks): Order | null {
  const known = ORDERS.get(codes)
  if (known) return known
  if (walks.sorts === 0) return null
  walks.sorts -= 1
  const sorted = sortPlaces(codes)
  ORDERS.set(codes, sorted)
  return sorted
}

/** By the lower half of their bits, and then by the upper, which leaves those that are equal as they were. */
function sortPlaces(codes: Codes): Order {
  const places = Uint16Array.from({ length: BLOCK_ASSETS }, (_, place) => place)
  return sortBy(sortBy(places, codes, 0), codes, 16)
}

function sortBy(places: Order, codes: Codes, shift: number): Order {
  const next = new Uint32Array(BLOCK_ASSETS + 1)
  const digitOf = (place: number) => ((codes[place] as number) >>> shift) & 0xffff
  for (const place of places) next[digitOf(place) + 1] = (next[digitOf(place) + 1] as number) + 1
  for (let at = 1; at < next.length; at += 1)
    next[at] = (next[at] as number) + (next[at - 1] as number)
  const sorted = new Uint16Array(BLOCK_ASSETS)
  for (const place of places) {
    const digit = digitOf(place)
    sorted[next[digit] as number] = place
    next[digit] = (next[digit] as number) + 1
  }
  return sorted
}

function countEqual(keys: Uint32Array, wanted: number): number {
  let equal = 0
  for (let at = 0; at < keys.length; at += 1) if (keys[at] === wanted) equal += 1
  return equal
}

/** Those from one key to the other, in the same memory. */
function filter(
  { keys, ids }: Pick<Pile, 'keys' | 'ids'>,
  bottom: number,
  top: number,
): Pick<Pile, 'keys' | 'ids'> {
  let kept = 0
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as number
    if (key < bottom || key > top) continue
    keys[kept] = key
    ids[kept] = ids[at] as number
    kept += 1
  }
  return { keys: keys.subarray(0, kept), ids: ids.subarray(0, kept) }
}

/** As many are sorted at once. */
const FEW = 2000
const STEPS = 4096

/** Leaves out what is certainly before or behind the ranks, until few are left or no more can be told apart. */
function narrow(pile: Pile, count: number): Pile {
  const { keys, skip } = pile
  if (keys.length <= FEW) return pile
  let [low, high] = [0xffffffff, 0]
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as number
    if (key < low) low = key
    if (key > high) high = key
  }
  if (low === high) return pile
  const width = Math.floor((high - low) / STEPS) + 1
  const steps = new Uint32Array(STEPS)
  for (let at = 0; at < keys.length; at += 1) {
    const step = Math.floor(((keys[at] as number) - low) / width)
    steps[step] = (steps[step] as number) + 1
  }
  const [first, before] = stepAt(steps, skip)
  const [last] = stepAt(steps, skip + count - 1)
  const some = filter(pile, low + first * width, low + (last + 1) * width - 1)
  const rest = { ...some, skip: skip - before }
  return some.keys.length < keys.length ? narrow(rest, count) : rest
}

/** The step that has this rank, or the last one; and how many are before it. */
function stepAt(steps: Uint32Array, rank: number): [number, number] {
  let before = 0
  for (let step = 0; step < steps.length; step += 1) {
    const here = steps[step] as number
    if (rank < before + here || step === steps.length - 1) return [step, before]
    before += here
  }
  return [0, 0]
}

/** Only those between, and those equal to the first or the last. */
function cut({ keys, ids, skip }: Pile, count: number): RanksFound {
  const sorted = keys.slice().sort()
  const bottom = sorted[skip]
  if (bottom === undefined || count <= 0) return { ids: [], skip: 0 }
  const top = sorted[Math.min(sorted.length, skip + count) - 1] as number
  return {
    ids: [...filter({ keys, ids }, bottom, top).ids],
    skip: skip - sorted.indexOf(bottom),
  }
}
