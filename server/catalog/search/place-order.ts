import { type Bits, BLOCK_ASSETS } from './place-sets.ts'

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

/** So few of very many are found sooner when what is certainly behind them is left out at once. */
const FIRST = 2000
const ROOM = 4 * FIRST

/**
 * In no order, from a key on. Written out, since it sees all that fit.
 * @param first so many are enough, and all that have the key `before`
 */
function collect(
  blocks: readonly CodedBlock[],
  others: readonly Ranked[],
  { turn, least, before, first }: { turn: number; least: number; before: number; first: number },
): Pick<Pile, 'keys' | 'ids'> {
  const all = others.length + blocks.reduce((sum, { assets }) => sum + assets, 0)
  const keys = new Uint32Array(all)
  const ids = new Float64Array(all)
  let [found, room, most] = [0, first > FIRST ? all + 1 : ROOM, 0xffffffff]
  const shrink = () => {
    const some = keys.slice(0, found)
    most = some.sort()[first + countEqual(some, before) - 1] ?? most
    found = compact({ keys, ids }, found, most)
    room = 2 * found + ROOM
  }
  for (const { block, bits, codes } of blocks) {
    const base = block * BLOCK_ASSETS
    for (let word = 0; word < bits.length; word += 1) {
      for (let left = bits[word] as number; left !== 0; left &= left - 1) {
        const place = word * 32 + 31 - Math.clz32(left & -left)
        const key = ((codes[place] as number) ^ turn) >>> 0
        if (key > most || key < least) continue
        keys[found] = key
        ids[found] = base + place
        found += 1
        if (found === room) shrink()
      }
    }
  }
  for (const { id, code } of others) {
    const key = (code ^ turn) >>> 0
    if (key > most || key < least) continue
    keys[found] = key
    ids[found] = id
    found += 1
  }
  return { keys: keys.subarray(0, found), ids: ids.subarray(0, found) }
}

/** Moves those up to a key together. @returns how many they are */
function compact({ keys, ids }: Pick<Pile, 'keys' | 'ids'>, found: number, most: number): number {
  let kept = 0
  for (let at = 0; at < found; at += 1) {
    if ((keys[at] as number) > most) continue
    keys[kept] = keys[at] as number
    ids[kept] = ids[at] as number
    kept += 1
  }
  return kept
}

function countEqual(keys: Uint32Array, wanted: number): number {
  let equal = 0
  for (let at = 0; at < keys.length; at += 1) if (keys[at] === wanted) equal += 1
  return equal
}

/** Those from one key to the other. */
function filter(
  { keys, ids }: Pick<Pile, 'keys' | 'ids'>,
  bottom: number,
  top: number,
): Pick<Pile, 'keys' | 'ids'> {
  const some = { keys: new Uint32Array(keys.length), ids: new Float64Array(keys.length) }
  let kept = 0
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as number
    if (key < bottom || key > top) continue
    some.keys[kept] = key
    some.ids[kept] = ids[at] as number
    kept += 1
  }
  return { keys: some.keys.subarray(0, kept), ids: some.ids.subarray(0, kept) }
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
