import { clamp, lengthOf, type Ramp, type Rgb, readRamp, smoothstep } from './color.ts'
import { createNoise, fractal, type Noise, randomFrom } from './noise.ts'
import { type Canvas, shade } from './picture.ts'

/** Moves a colour towards another by a share; writes into the first. */
export function fadeInto(color: Rgb, target: Readonly<Rgb>, share: number): void {
  color[0] += (target[0] - color[0]) * share
  color[1] += (target[1] - color[1]) * share
  color[2] += (target[2] - color[2]) * share
}

/** Adds light; what is bright already takes less of it, as on film. */
export function addLight(color: Rgb, light: Readonly<Rgb>, amount: number): void {
  for (let part = 0; part < 3; part++) {
    const before = color[part] as number
    color[part] = before + (light[part] as number) * amount * Math.max(0, 1 - before * 0.6)
  }
}

export function paintSky(canvas: Canvas, sky: Ramp, horizon: number): void {
  shade(canvas, (_x, y, into) => readRamp(sky, y / horizon, into))
}

export interface Glow {
  x: number
  y: number
  /** Of the disc; 0 for light without a disc. */
  radius: number
  /** How far the light reaches around it. */
  reach: number
  color: Rgb
  strength: number
}

/** A sun or moon with its halo. */
export function paintGlow(canvas: Canvas, glow: Glow): void {
  shade(canvas, (x, y, into) => {
    const away = lengthOf(x - glow.x, y - glow.y)
    const halo = Math.exp(-away / glow.reach) * glow.strength
    addLight(into, glow.color, halo)
    if (glow.radius === 0) return
    const disc = smoothstep(glow.radius + 0.0015, glow.radius - 0.0015, away)
    fadeInto(into, [1, 0.97, 0.88], disc)
  })
}

export interface Stars {
  count: number
  seed: number
  /** Lowest row of the sky, 0 to 1. */
  until: number
  /** More stars where this is larger, 0 to 1. */
  density?(x: number, y: number): number
}

const STAR_COLORS: Rgb[] = [
  [1, 0.96, 0.9],
  [0.82, 0.9, 1],
  [1, 0.85, 0.7],
  [0.92, 0.95, 1],
]

export function paintStars(canvas: Canvas, { count, seed, until, density }: Stars): void {
  const random = randomFrom(seed)
  const { width, height } = canvas
  for (let star = 0; star < count; star++) {
    const column = random() * width
    const row = random() * height * until
    const color = STAR_COLORS[Math.floor(random() * STAR_COLORS.length)] as Rgb
    const magnitude = random() ** 16
    if (density && random() > density(column / height, row / height)) continue
    const fade = smoothstep(until, until * 0.6, row / height)
    const size = 0.42 + magnitude * 0.9
    splat(canvas, {
      column,
      row,
      size: (size * height) / 1200 + 0.2,
      color,
      light: (0.2 + 0.35 * random() + magnitude) * fade,
    })
  }
}

interface Splat {
  column: number
  row: number
  /** Deviation of the bell, in pixels. */
  size: number
  color: Rgb
  light: number
}

function splat(
  { width, height, pixels }: Canvas,
  { column, row, size, color, light }: Splat,
): void {
  const reach = Math.ceil(size * 3)
  for (let y = Math.floor(row) - reach; y <= row + reach; y++) {
    for (let x = Math.floor(column) - reach; x <= column + reach; x++) {
      if (x < 0 || y < 0 || x >= width || y >= height) continue
      const away = ((x - column) ** 2 + (y - row) ** 2) / (2 * size * size)
      const amount = light * Math.exp(-away)
      const offset = (y * width + x) * 3
      for (let part = 0; part < 3; part++) {
        pixels[offset + part] = (pixels[offset + part] as number) + (color[part] as number) * amount
      }
    }
  }
}

export interface Ridge {
  /** Row of its middle line, 0 to 1, and how far it rises and falls around it. */
  base: number
  relief: number
  frequency: number
  seed: number
  /** Colour at the crest and, further down, in the mist. */
  crest: Rgb
  mist: Rgb
  /** Over which height the one turns into the other, and from which row on. */
  mistDepth: number
  mistFrom?: number
  outline?: (x: number, noise: Noise) => number
}

/** The path of light that a low sun lays over the water. */
export function paintGlitter(
  canvas: Canvas,
  { x: middle, horizon, color, seed }: { x: number; horizon: number; color: Rgb; seed: number },
): void {
  const noise = createNoise(seed)
  shade(canvas, (x, y, into) => {
    const depth = (y - horizon) / (1 - horizon)
    if (depth <= 0) return
    const distance = 1 / (depth + 0.02)
    const path = Math.exp(-(((x - middle) / (0.045 + depth * 0.09)) ** 2))
    if (path < 0.003) return
    const wave = fractal(noise, (x - middle) * distance * 3, distance * 11, 3)
    addLight(into, color, path * smoothstep(-0.05 + depth * 0.3, 0.35, wave) * (1.25 - 0.7 * depth))
  })
}

/** A chain of hills, or a wood: everything below a line, sinking into mist. */
export function paintRidge(canvas: Canvas, ridge: Ridge): void {
  const { width, height, pixels } = canvas
  const noise = createNoise(ridge.seed)
  const mistFrom = ridge.mistFrom ?? ridge.base - ridge.relief * 0.4
  const outline = ridge.outline ?? ((x) => fractal(noise, x * ridge.frequency, ridge.seed, 7))
  for (let column = 0; column < width; column++) {
    const x = (column + 0.5) / height
    const top = (ridge.base - ridge.relief * outline(x, noise)) * height
    for (let row = Math.max(0, Math.floor(top)); row < height; row++) {
      const covered = clamp(row + 1 - top)
      const depth = (row / height - mistFrom) / ridge.mistDepth
      const wisp =
        depth > -0.2 && depth < 1.2 ? 0.16 * fractal(noise, x * 2.5, (row / height) * 9, 2) : 0
      const mist = smoothstep(0, 1, depth + wisp * smoothstep(-0.2, 0.5, depth))
      const offset = (row * width + column) * 3
      for (let part = 0; part < 3; part++) {
        const crest = ridge.crest[part] as number
        const paint = crest + ((ridge.mist[part] as number) - crest) * mist
        const before = pixels[offset + part] as number
        pixels[offset + part] = before + (paint - before) * covered
      }
    }
  }
}

export interface Water {
  /** The row where water begins, 0 to 1. */
  horizon: number
  tint: Rgb
  /** Height of the waves: 0.02 is a calm lake, 0.2 a choppy sea. */
  waves: number
  seed: number
  /** How much of the sky comes back. */
  mirror: number
  deep: Rgb
}

/** Water that mirrors what the canvas shows above the horizon, broken up by waves. */
export function paintWater(canvas: Canvas, water: Water): void {
  const { width, height, pixels } = canvas
  const noise = createNoise(water.seed)
  const first = Math.round(water.horizon * height)
  const middle = width / height / 2
  const above = pixels.slice(0, first * width * 3)
  for (let row = first; row < height; row++) {
    const depth = (row - first + 0.5) / (height - first)
    const distance = 1 / (depth + 0.015)
    for (let column = 0; column < width; column++) {
      const x = ((column + 0.5) / height - middle) * distance
      const wave = fractal(noise, x * 2.2, distance * 7, 3)
      const tilt = wave * water.waves * (0.06 + depth)
      const sourceRow = clamp(
        first - 1 - (row - first) * 0.92 - Math.abs(tilt) * height,
        0,
        first - 1,
      )
      const sourceColumn = clamp(column + tilt * 0.5 * height, 0, width - 1)
      const source = (Math.floor(sourceRow) * width + Math.floor(sourceColumn)) * 3
      const offset = (row * width + column) * 3
      const share = water.mirror * (1 - 0.45 * depth) * (1 - clamp(wave * 1.4) * 0.35)
      for (let part = 0; part < 3; part++) {
        const mirrored = (above[source + part] as number) * (water.tint[part] as number)
        const deep = water.deep[part] as number
        pixels[offset + part] = deep + (mirrored - deep) * share
      }
    }
  }
}
