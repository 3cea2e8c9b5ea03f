import { type Lab, lightnessSquared, type Tone, toLab, toneSquared } from './lab.ts'

/**
 * Colours as cells of a space in which equal steps look about equal (DIN99o), so that "looks similar" can be asked
 * of an index. Each dominant colour of an asset is in a fine cell, 2.5 units wide, which with its share of the
 * picture is a number in asset_search.color_cells; the coarse cells, 12.5 units wide, are lexemes, which find
 * what may fit. The distance itself is CIEDE2000, to the middle of the fine cell.
 */

const STEP = 2.5
/** Of L, and of a and b, which reach from -55 to 55 in sRGB. */
const DEPTH = 40
const SIDE = 44
const FINE_IN_COARSE = 5

/** What covers little has to be nearer to count: from this share on, this part of the tolerance. */
const SHARES = [
  { from: 0.2, reach: 1 },
  { from: 0.05, reach: 0.75 },
  { from: 0, reach: 0.5 },
] as const

/** imgix gives six. */
export const MOST_COLORS = 6

/** @param colors `#rrggbb` → share, 0 to 1. @returns fine cells with their shares, as color_cells has them */
export function fineCells(colors: Readonly<Record<string, number>>): number[] {
  return largestFirst(colors).map(
    ([hex, share]) => cellOf(toLab(hex)) * SHARES.length + shareOf(share),
  )
}

/** The coarse cells of the same colours, each once. */
export function coarseCells(colors: Readonly<Record<string, number>>): string[] {
  return [...new Set(largestFirst(colors).map(([hex]) => coarseCell(cellOf(toLab(hex)))))]
}

function largestFirst(colors: Readonly<Record<string, number>>): [string, number][] {
  const known = Object.entries(colors).filter(([hex]) => /^#[0-9a-f]{6}$/i.test(hex))
  return known.toSorted(([, one], [, other]) => other - one).slice(0, MOST_COLORS)
}

function shareOf(share: number): number {
  return SHARES.findIndex(({ from }) => share >= from)
}

/** What looks like a colour. */
interface NearCells {
  coarse: string[]
  /** A bit for every number that fineCells can give; the lowest of the first byte is 0. */
  fine: Buffer
}

/** 29 kB each. */
const MOST_KEPT = 100
const kept = new Map<string, NearCells>()

/**
 * Kept, since page, count and facets of a search ask for the same.
 * @param tolerance CIEDE2000, for a colour that covers much. The colour's own cell is always near.
 */
export function nearCells(hex: string, tolerance: number): NearCells {
  const name = `${hex.toLowerCase()} ${tolerance}`
  const found = kept.get(name) ?? findNear(hex, tolerance)
  // Behind all others: what was not asked for for the longest time goes first.
  kept.delete(name)
  kept.set(name, found)
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  return found
}

/** Lightness and tone add up, so that each is worked out once for all cells that have it, and not for each cell. */
function findNear(hex: string, tolerance: number): NearCells {
  const center = toLab(hex)
  const { depths, tones, present } = grid()
  const [lightness, ...tone] = center
  const ofDepth = depths.map((one) => lightnessSquared(lightness, one))
  const ofTone = tones.map((one) => toneSquared(tone, one))
  const limits = SHARES.map(({ reach }) => (tolerance * reach) ** 2)
  const fine = Buffer.alloc(Math.ceil((DEPTH * SIDE * SIDE * SHARES.length) / 8))
  const note = (cell: number, squared: number) => {
    for (let share = 0; share < limits.length && squared <= (limits[share] as number); share += 1) {
      const bit = cell * SHARES.length + share
      fine[bit >> 3] = (fine[bit >> 3] as number) | (1 << (bit & 7))
    }
  }
  const own = cellOf(center)
  note(own, 0)
  const coarse = new Set([coarseCell(own)])
  for (const [name, cells] of present) {
    for (const cell of cells) {
      const at = cell % ofTone.length
      const squared = (ofDepth[(cell - at) / ofTone.length] as number) + (ofTone[at] as number)
      if (squared > (limits[0] as number)) continue
      note(cell, squared)
      coarse.add(name)
    }
  }
  return { coarse: [...coarse], fine }
}

/** The middles of the cells: a cell is one of the depths and one of the tones. */
interface Grid {
  /** L*, from dark to bright. */
  depths: readonly number[]
  tones: readonly Tone[]
  /** The fine cells of all coarse ones in which sRGB has colours. */
  present: ReadonlyMap<string, Int32Array>
}

const SAMPLES = 31
let known: Grid | null = null

/** Worked out when somebody first asks for a colour. */
function grid(): Grid {
  known ??= {
    depths: Array.from({ length: DEPTH }, (_, at) => middleOf(at * SIDE * SIDE)[0]),
    tones: Array.from({ length: SIDE * SIDE }, (_, at) => {
      const [, a, b] = middleOf(at)
      return [a, b]
    }),
    present: presentCells(),
  }
  return known
}

function presentCells(): Grid['present'] {
  const channel = Array.from({ length: SAMPLES }, (_, at) => {
    const value = Math.round((at * 255) / (SAMPLES - 1))
    return value.toString(16).padStart(2, '0')
  })
  const seen = channel.flatMap((red) =>
    channel.flatMap((green) => channel.map((blue) => cellOf(toLab(`#${red}${green}${blue}`)))),
  )
  const names = new Set(seen.map(coarseCell))
  const cells = Array.from({ length: DEPTH * SIDE * SIDE }, (_, cell) => cell)
  const present = Map.groupBy(cells, coarseCell)
  return new Map([...names].map((name) => [name, Int32Array.from(present.get(name) ?? [])]))
}

type Point = readonly [number, number, number]

function middleOf(cell: number): Lab {
  const [i, j, k] = axesOf(cell)
  return fromEven([(i + 0.5) * STEP, (j + 0.5 - SIDE / 2) * STEP, (k + 0.5 - SIDE / 2) * STEP])
}

function cellOf(lab: Lab): number {
  const point = toEven(lab)
  return (place(point, 0) * SIDE + place(point, 1)) * SIDE + place(point, 2)
}

/** The cell's number on one axis. */
function place(point: Point, axis: 0 | 1 | 2): number {
  const size = axis === 0 ? DEPTH : SIDE
  const at = Math.floor(point[axis] / STEP + (axis === 0 ? 0 : size / 2))
  return Math.min(size - 1, Math.max(0, at))
}

function axesOf(cell: number): Point {
  return [Math.floor(cell / SIDE / SIDE), Math.floor(cell / SIDE) % SIDE, cell % SIDE]
}

function coarseCell(cell: number): string {
  return axesOf(cell)
    .map((at) => Math.floor(at / FINE_IN_COARSE))
    .join('')
}

const TURN = (26 * Math.PI) / 180
const [COS, SIN] = [Math.cos(TURN), Math.sin(TURN)]

/** DIN99o, both factors 1. */
function toEven([lightness, a, b]: Lab): Point {
  const e = a * COS + b * SIN
  const f = 0.83 * (b * COS - a * SIN)
  const chroma = Math.log(1 + 0.075 * Math.hypot(e, f)) / 0.0435
  const hue = Math.atan2(f, e) + TURN
  return [303.67 * Math.log(1 + 0.0039 * lightness), chroma * Math.cos(hue), chroma * Math.sin(hue)]
}

function fromEven([lightness, x, y]: Point): Lab {
  const hue = Math.atan2(y, x) - TURN
  const chroma = (Math.exp(0.0435 * Math.hypot(x, y)) - 1) / 0.075
  const e = chroma * Math.cos(hue)
  const f = (chroma * Math.sin(hue)) / 0.83
  return [(Math.exp(lightness / 303.67) - 1) / 0.0039, e * COS - f * SIN, e * SIN + f * COS]
}
