import { clamp, hex, lengthOf, mixRgb, type Rgb, smoothstep } from './color.ts'
import { createNoise, fractal, type Noise } from './noise.ts'
import { type Canvas, createCanvas, type Picture, shade, toPicture } from './picture.ts'
import { fadeInto } from './scenery.ts'

/** A thing turned on a lathe or potter's wheel, seen from the front in studio light. */
export interface Turned {
  /** Of its axis, and of its foot: shares of the picture's height. */
  x: number
  foot: number
  /** From lip to foot: [height above the foot, radius], rising. */
  profile: readonly (readonly [height: number, radius: number])[]
  color: Rgb
  /** 0 is raw clay, 1 polished. */
  gloss: number
  /** Colour of the lower part, when it was dipped; and up to which height. */
  dip?: { color: Rgb; until: number }
  speckles?: number
  /** Shows a dark opening at the top. */
  open?: boolean
}

export interface Still {
  wall: [Rgb, Rgb]
  table: [Rgb, Rgb]
  /** The row where the wall meets the table. */
  edge: number
  things: readonly Turned[]
  seed: number
}

export function drawStill(width: number, height: number, still: Still): Picture {
  const canvas = createCanvas(width, height)
  const noise = createNoise(still.seed)
  paintStudio(canvas, still)
  const things = still.things.map(measure)
  for (const thing of things) paintShadow(canvas, thing, still.edge)
  for (const thing of things) paintTurned(canvas, thing, noise)
  return toPicture(canvas)
}

/** A turned thing with its outline looked up instead of worked out for each pixel. */
interface Measured extends Omit<Turned, 'profile'> {
  top: number
  base: number
  lip: number
  widest: number
  /** Radii from foot to lip in equal steps. */
  radii: Float32Array
}

function measure({ profile, ...thing }: Turned): Measured {
  const top = profile.at(-1)?.[0] ?? 0
  const radii = Float32Array.from({ length: 1025 }, (_, step) =>
    curveAt(profile, (step / 1024) * top),
  )
  return {
    ...thing,
    top,
    base: radii[0] as number,
    lip: radii[1024] as number,
    widest: Math.max(...radii),
    radii,
  }
}

function radiusAt({ radii, top }: Measured, level: number): number {
  const position = clamp(level / top) * 1024
  const step = Math.min(1023, Math.floor(position))
  const low = radii[step] as number
  return low + ((radii[step + 1] as number) - low) * (position - step)
}

/** The wall with a soft spot of light from the upper left, and the table before it. */
function paintStudio(canvas: Canvas, { wall, table, edge }: Still): void {
  const ratio = canvas.width / canvas.height
  shade(canvas, (x, y, into) => {
    const spot = Math.exp(-(((x - ratio * 0.4) / 0.75) ** 2) - ((y - 0.36) / 0.6) ** 2)
    const back = mixRgb(wall[1], wall[0], spot)
    const front = mixRgb(table[0], table[1], smoothstep(edge, 1.05, y))
    // No hard line: paper that is bent upwards behind the things.
    const color = mixRgb(back, front, smoothstep(edge - 0.035, edge + 0.045, y))
    for (let part = 0; part < 3; part++) into[part] = color[part] as number
  })
}

function paintShadow(canvas: Canvas, thing: Measured, edge: number): void {
  const { x: axis, foot, top, base, widest } = thing
  const region = {
    left: axis - base * 2,
    top: foot - 0.2,
    right: axis + top * 1.3,
    bottom: foot + 0.15,
  }
  const shadow = (x: number, y: number, into: Rgb): void => {
    // Where it stands: tight and dark.
    const near = Math.exp(-(((x - axis - 0.01) / (base * 1.12)) ** 4) - ((y - foot) / 0.014) ** 2)
    // What it throws to the right: long, wide and soft.
    const along = (x - axis) / (top * 1.05)
    const across = (y - foot + along * 0.035) / (0.022 + 0.05 * Math.max(0, along))
    const thrown =
      smoothstep(-0.16, 0.06, along) *
      smoothstep(1.15, 0.1, along) *
      Math.exp(-(across * across) * (0.12 / widest) * 0.7)
    const dark = clamp(0.62 * near + 0.34 * thrown * smoothstep(edge - 0.05, edge + 0.03, y))
    into[0] *= 1 - dark * 0.92
    into[1] *= 1 - dark * 0.94
    into[2] *= 1 - dark * 0.86
  }
  shade(canvas, shadow, region)
}

function paintTurned(canvas: Canvas, thing: Measured, noise: Noise): void {
  const { top, lip, widest } = thing
  const tilt = 0.17
  const pixel = 1 / canvas.height
  const region = {
    left: thing.x - widest - 0.01,
    right: thing.x + widest + 0.01,
    top: thing.foot - top - lip * tilt - 0.01,
    bottom: thing.foot + 0.04,
  }
  const body = (x: number, y: number, into: Rgb): void => {
    const side = x - thing.x
    const level = thing.foot - y
    // Seen a little from above, every ring is a flat ellipse: lower in the middle than at its sides.
    const guess = radiusAt(thing, clamp(level, 0, top))
    if (Math.abs(side) > guess + 0.05 && Math.abs(side) > lip + 0.01) return
    const bulge = tilt * Math.sqrt(Math.max(0, guess * guess - side * side)) * 0.55
    const ring = level + bulge * (level < top * 0.5 ? 1 : smoothstep(top, top * 0.5, level))
    if (ring < -pixel || level > top + lip * tilt) return
    const radius = radiusAt(thing, clamp(ring, 0, top))
    const cover =
      smoothstep(radius + pixel, radius - pixel, Math.abs(side)) * smoothstep(-pixel, pixel, ring)
    if (cover > 0 && level <= top) {
      fadeInto(into, lightTurned(thing, { side, level: ring, radius }, noise), cover)
    }
    if (thing.open) paintMouth(into, thing, { side, rise: level - top, lip, tilt })
  }
  shade(canvas, body, region)
}

interface Mouth {
  side: number
  rise: number
  lip: number
  tilt: number
}

function paintMouth(into: Rgb, { color }: Measured, { side, rise, lip, tilt }: Mouth): void {
  const away = lengthOf(side / lip, rise / (lip * tilt))
  fadeInto(into, mixRgb(color, [1, 1, 1], 0.3), smoothstep(1.015, 0.985, away))
  const inner = lengthOf(side / (lip * 0.88), (rise + 0.001) / (lip * tilt * 0.8))
  const depth = smoothstep(0.7, -0.9, side / lip)
  const inside = mixRgb(
    mixRgb(color, [0.05, 0.03, 0.05], 0.85),
    mixRgb(color, [0, 0, 0], 0.45),
    1 - depth,
  )
  fadeInto(into, inside, smoothstep(1.02, 0.97, inner))
}

interface Spot {
  side: number
  level: number
  radius: number
}

function lightTurned(thing: Measured, { side, level, radius }: Spot, noise: Noise): Rgb {
  const across = clamp(side / Math.max(radius, 1e-4), -1, 1)
  const slope = (radiusAt(thing, level + 0.004) - radiusAt(thing, level - 0.004)) / 0.008
  const length = lengthOf(1, slope)
  const facing = Math.sqrt(1 - across * across) / length
  const normal = { x: across / length, y: -slope / length, z: facing }
  const key = Math.max(0, normal.x * -0.62 + normal.y * 0.42 + normal.z * 0.66)
  const bounce = Math.max(0, normal.x * 0.8 - normal.y * 0.25) * 0.16
  const turn = Math.asin(across)
  const throwing =
    0.035 * noise(level * 130 + noise(turn * 2, 1), 4) +
    0.03 * fractal(noise, turn * 9, level * 30, 3)
  const ground =
    thing.dip && level < thing.dip.until + 0.006 * noise(turn * 3, 7)
      ? thing.dip.color
      : thing.color
  const light = 0.24 + 0.86 * key + bounce + throwing * (1 - thing.gloss * 0.7)
  const color: Rgb = [ground[0] * light, ground[1] * light, ground[2] * (light * 0.96 + 0.03)]
  if (thing.speckles && noise(turn * 46, level * 190) > 1.02 - thing.speckles)
    fadeInto(color, [0.2, 0.15, 0.13], 0.6)
  // A tall softbox on the left and a weak one on the right leave upright streaks.
  const box = Math.exp(-(((across + 0.46) / 0.1) ** 2)) * smoothstep(0.15, -0.3, normal.y - 0.35)
  const weak = Math.exp(-(((across - 0.78) / 0.06) ** 2)) * 0.3
  fadeInto(color, [1, 0.99, 0.96], clamp((box * 0.75 + weak) * thing.gloss))
  const foot = smoothstep(0, 0.035, level)
  return [
    color[0] * (0.7 + 0.3 * foot),
    color[1] * (0.7 + 0.3 * foot),
    color[2] * (0.72 + 0.28 * foot),
  ]
}

/** The profile between its points, rounded (Catmull–Rom). */
function curveAt(profile: Turned['profile'], level: number): number {
  let index = 0
  while (index < profile.length - 2 && (profile[index + 1]?.[0] ?? 0) < level) index++
  const at = (position: number) => profile[clamp(position, 0, profile.length - 1)] ?? [0, 0]
  const [from, to] = [at(index), at(index + 1)]
  const share = clamp((level - from[0]) / Math.max(1e-6, to[0] - from[0]))
  const [before, after] = [at(index - 1)[1], at(index + 2)[1]]
  const [a, b] = [from[1], to[1]]
  return (
    0.5 *
    (2 * a +
      (b - before) * share +
      (2 * before - 5 * a + 4 * b - after) * share ** 2 +
      (3 * a - before - 3 * b + after) * share ** 3)
  )
}

export const CLAY = {
  white: hex('#ece4d8'),
  terracotta: hex('#c46a45'),
  sage: hex('#8fa58a'),
  ink: hex('#2d3a55'),
  mustard: hex('#d6a23e'),
  blush: hex('#dfa89b'),
  black: hex('#2a2729'),
  teal: hex('#2f7f86'),
}
