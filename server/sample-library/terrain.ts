import { clamp, lengthOf, type Rgb } from './color.ts'
import type { Canvas } from './picture.ts'

/** A square piece of land: heights and lit colours, one per cell; heights in cells. */
export interface Land {
  cells: number
  heights: Float32Array
  colors: Float32Array
}

export interface Sun {
  /** Where it stands, seen from above: 0 is to the right, a quarter turn is ahead. In radians. */
  azimuth: number
  /** Above the horizon, in radians. */
  elevation: number
  light: Rgb
  shade: Rgb
}

export interface LandPlan {
  cells: number
  heightAt(x: number, y: number): number
  /** Writes what the ground is made of; `steepness` is 0 on the flat and 1 on a wall. */
  groundAt(place: { x: number; y: number; height: number; steepness: number }, into: Rgb): void
  sun: Sun
}

export function createLand({ cells, heightAt, groundAt, sun }: LandPlan): Land {
  const heights = new Float32Array(cells * cells)
  for (let index = 0; index < heights.length; index++) {
    heights[index] = heightAt((index % cells) / cells, Math.floor(index / cells) / cells)
  }
  const shadows = castShadows(heights, cells, sun)
  const colors = new Float32Array(cells * cells * 3)
  const ground: Rgb = [0, 0, 0]
  const toSun = sunDirection(sun)
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      const index = y * cells + x
      const height = heights[index] as number
      const slopeX = ((heights[y * cells + Math.min(x + 1, cells - 1)] as number) - height) * 1
      const slopeY = ((heights[Math.min(y + 1, cells - 1) * cells + x] as number) - height) * 1
      const length = lengthOf(slopeX, slopeY, 1)
      groundAt({ x: x / cells, y: y / cells, height, steepness: 1 - 1 / length }, ground)
      const facing = Math.max(0, (-slopeX * toSun.x - slopeY * toSun.y + toSun.z) / length)
      const lit = facing * (shadows[index] as number)
      const open = 0.65 + 0.35 / length
      for (let part = 0; part < 3; part++) {
        const light = (sun.light[part] as number) * lit + (sun.shade[part] as number) * open
        colors[index * 3 + part] = (ground[part] as number) * light
      }
    }
  }
  return { cells, heights, colors }
}

function sunDirection({ azimuth, elevation }: Sun): { x: number; y: number; z: number } {
  const flat = Math.cos(elevation)
  // Rows run towards the onlooker, so what lies ahead has the smaller y.
  return { x: Math.cos(azimuth) * flat, y: -Math.sin(azimuth) * flat, z: Math.sin(elevation) }
}

/** 1 in the sun, 0 in shadow: carries the edge of the shadow across the land, column by column. */
function castShadows(heights: Float32Array, cells: number, sun: Sun): Float32Array {
  const toSun = sunDirection(sun)
  const lit = new Float32Array(heights.length).fill(1)
  const edge = Float32Array.from(heights)
  const step = toSun.x >= 0 ? -1 : 1
  const drop = toSun.z / Math.abs(toSun.x)
  const drift = -toSun.y / Math.abs(toSun.x)
  for (let count = 1; count < cells; count++) {
    const x = step > 0 ? count : cells - 1 - count
    for (let y = 0; y < cells; y++) {
      const from = clamp(y - drift, 0, cells - 1.001)
      const row = Math.floor(from)
      const share = from - row
      const upper = edge[row * cells + x - step] as number
      const lower = edge[(row + 1) * cells + x - step] as number
      const carried = upper + (lower - upper) * share - drop
      const index = y * cells + x
      const height = heights[index] as number
      lit[index] = 1 - clamp((carried - height) * 0.5)
      edge[index] = Math.max(height, carried)
    }
  }
  return lit
}

export interface View {
  /** Where the onlooker stands, in shares of the land, and how high, in cells. */
  x: number
  y: number
  height: number
  /** Where the horizon is in the picture, 0 at the top; below 0 looks down steeply. */
  horizon: number
  /** Widths of the picture to the horizon's right angle: larger is a longer lens. */
  lens: number
  near: number
  far: number
  /** Colours what is `distance` cells away, between ground and air. */
  air(color: Rgb, place: { distance: number; height: number; side: number }): void
  /** Finer ground than the cells hold: added to the height, in cells. */
  detail?(x: number, y: number): number
}

/** Paints the land over what the canvas shows, column by column from near to far. */
export function paintLand(canvas: Canvas, land: Land, view: View): void {
  const { width, height } = canvas
  const focal = width * view.lens
  const behind = canvas.pixels.slice()
  for (let column = 0; column < width; column++) {
    const side = (column + 0.5 - width / 2) / focal
    let lowest = height
    const last: Rgb = [0, 0, 0]
    const color: Rgb = [0, 0, 0]
    let hasLast = false
    for (
      let distance = view.near;
      distance < view.far;
      distance += Math.max(0.35, distance / 330)
    ) {
      const x = view.x * land.cells + side * distance
      const y = view.y * land.cells - distance
      if (!readLand(land, x, y, color)) continue
      const ground = groundHeight + (view.detail ? view.detail(x, y) : 0)
      view.air(color, { distance, height: ground, side })
      const top = view.horizon * height + ((view.height - ground) * focal) / distance
      if (top < lowest) {
        fillColumn(canvas, column, {
          top,
          bottom: lowest,
          color,
          below: hasLast ? last : color,
          behind,
        })
        lowest = top
      }
      last[0] = color[0]
      last[1] = color[1]
      last[2] = color[2]
      hasLast = true
      if (lowest <= 0) break
    }
  }
}

/** The height that `readLand` found: a second result without an object per sample. */
let groundHeight = 0

function readLand({ cells, heights, colors }: Land, x: number, y: number, into: Rgb): boolean {
  if (x < 0 || y < 0 || x >= cells - 1 || y >= cells - 1) return false
  const column = Math.floor(x)
  const row = Math.floor(y)
  const sx = x - column
  const sy = y - row
  const a = row * cells + column
  const b = a + cells
  const w00 = (1 - sx) * (1 - sy)
  const w10 = sx * (1 - sy)
  const w01 = (1 - sx) * sy
  const w11 = sx * sy
  const read = (table: Float32Array, at: number, under: number, size: number): number =>
    (table[at] as number) * w00 +
    (table[at + size] as number) * w10 +
    (table[under] as number) * w01 +
    (table[under + size] as number) * w11
  groundHeight = read(heights, a, b, 1)
  for (let part = 0; part < 3; part++) into[part] = read(colors, a * 3 + part, b * 3 + part, 3)
  return true
}

interface Span {
  top: number
  bottom: number
  color: Rgb
  below: Rgb
  /** What the canvas showed before any land was painted. */
  behind: Float32Array
}

/** A row can be shared by several spans: each replaces its share of what was behind all of them. */
function fillColumn({ width, height, pixels }: Canvas, column: number, span: Span): void {
  const { top, bottom, color, below, behind } = span
  const end = Math.min(height, Math.ceil(bottom))
  const length = Math.max(1, bottom - top)
  for (let row = Math.max(0, Math.floor(top)); row < end; row++) {
    const share = clamp((row + 0.5 - top) / length)
    const covered = Math.min(row + 1, bottom) - Math.max(row, top)
    const offset = (row * width + column) * 3
    for (let part = 0; part < 3; part++) {
      const upper = color[part] as number
      const paint = upper + ((below[part] as number) - upper) * share
      const before = pixels[offset + part] as number
      pixels[offset + part] = before + (paint - (behind[offset + part] as number)) * covered
    }
  }
}
