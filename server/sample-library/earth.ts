import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { clamp, hex, type Rgb, smoothstep } from './color.ts'
import { createNoise, fractal } from './noise.ts'
import { createCanvas, finishPicture, type Picture, shade, toPicture } from './picture.ts'
import { addLight, fadeInto, paintStars } from './scenery.ts'

/** NASA's pictures of the whole Earth, as three-globe ships them: see docs/attribution.md. */
const MAPS = {
  day: 'earth-blue-marble.jpg',
  night: 'earth-night.jpg',
  relief: 'earth-topology.png',
} as const

/** False when the optional package was not installed. */
export function hasEarth(): boolean {
  try {
    import.meta.resolve('three-globe')
    return true
  } catch {
    return false
  }
}

/** The file of a map. The package exports its code only, so the way leads from there. */
export function findMap(map: keyof typeof MAPS): string {
  const code = import.meta.resolve('three-globe')
  return fileURLToPath(new URL(`../example/img/${MAPS[map]}`, code))
}

export interface Globe {
  longitude: number
  latitude: number
  /** Middle and radius, in shares of the picture's height. */
  x: number
  y: number
  radius: number
  /** Where the sun is, seen from the onlooker: right, up, towards. */
  sun: Rgb
  stars: number
}

/** The Earth from space: day and night side, glints, a thin blue air. */
export async function drawGlobe(width: number, height: number, globe: Globe): Promise<Picture> {
  const canvas = createCanvas(width, height)
  shade(canvas, (_x, y, into) => {
    into[0] = 0.008
    into[1] = 0.012
    into[2] = 0.03 + 0.012 * y
  })
  paintStars(canvas, { count: globe.stars, seed: 12, until: 1.9 })
  const day = await openMap('day', 3200)
  const night = await openMap('night', 3200)
  const clouds = createNoise(1969)
  const turn = (globe.latitude * Math.PI) / 180
  const length = Math.hypot(...globe.sun)
  const sun = globe.sun.map((part) => part / length) as Rgb
  const ground: Rgb = [0, 0, 0]
  const lamps: Rgb = [0, 0, 0]
  shade(canvas, (x, y, into) => {
    const sideways = (x - globe.x) / globe.radius
    const up = (globe.y - y) / globe.radius
    const away = sideways * sideways + up * up
    paintAir(into, { sideways, up, away, sun })
    if (away > 1) return
    const towards = Math.sqrt(1 - away)
    const north = up * Math.cos(turn) + towards * Math.sin(turn)
    const front = towards * Math.cos(turn) - up * Math.sin(turn)
    const place = {
      longitude: globe.longitude / 360 + Math.atan2(sideways, front) / (2 * Math.PI),
      latitude: 0.5 - Math.asin(clamp(north, -1, 1)) / Math.PI,
    }
    readMap(day, place, ground)
    const facing = sideways * sun[0] + up * sun[1] + towards * sun[2]
    const lit = smoothstep(-0.12, 0.28, facing)
    const cover = cloudCover(clouds, sideways, north, front, globe.longitude)
    const sea = smoothstep(0.05, 0.16, ground[2] - ground[0])
    const glint = Math.max(0, 2 * towards * facing - sun[2]) ** 18 * sea * 0.35 * (1 - cover)
    const dusk = smoothstep(0.35, 0, facing) * lit
    const edge = smoothstep(1, 0.995, away)
    const color: Rgb = [0, 0, 0]
    for (let part = 0; part < 3; part++) {
      const bare = (ground[part] as number) ** 0.86 * 1.18
      const cloudy = bare + (0.97 - bare) * cover
      color[part] = cloudy * (0.06 + 1.02 * lit * Math.max(0.12, facing)) + glint
    }
    fadeInto(color, [0.9, 0.45, 0.25], dusk * 0.1)
    if (lit < 1) {
      readMap(night, place, lamps)
      const lamp = smoothstep(0.16, 0.5, lamps[0] - 0.25 * lamps[2]) * (1 - lit) * (1 - cover * 0.7)
      addLight(color, [1, 0.78, 0.45], lamp * 2.4)
      addLight(color, lamps, (1 - lit) * 0.85)
    }
    const haze = (1 - towards) ** 2.4 * lit
    fadeInto(color, [0.45, 0.68, 1], clamp(haze * 0.85))
    fadeInto(into, color, edge)
  })
  return toPicture(canvas)
}

function cloudCover(
  noise: ReturnType<typeof createNoise>,
  x: number,
  y: number,
  z: number,
  turn: number,
): number {
  const swirl = 0.5 * noise(x * 2 + turn, y * 3 - z)
  const high = fractal(noise, x * 2.6 + z + swirl + turn, y * 5.2 - z * 1.3 + swirl, 6)
  return smoothstep(0.06, 0.62, high) * 0.92
}

interface Air {
  sideways: number
  up: number
  away: number
  sun: Rgb
}

function paintAir(into: Rgb, { sideways, up, away, sun }: Air): void {
  const distance = Math.sqrt(away)
  if (distance < 0.99 || distance > 1.4) return
  const facing = (sideways * sun[0] + up * sun[1]) / distance
  const light = smoothstep(-0.45, 0.75, facing + sun[2] * 0.4)
  addLight(into, [0.3, 0.58, 1], Math.exp(-(distance - 1) * 34) * light * 0.95)
  addLight(into, [0.25, 0.45, 1], Math.exp(-(distance - 1) * 9) * light * 0.16)
}

function openMap(map: keyof typeof MAPS, width: number): Promise<Picture> {
  return finishPicture(sharp(findMap(map)).resize(width).removeAlpha())
}

function readMap(
  { width, height, bytes }: Picture,
  place: { longitude: number; latitude: number },
  into: Rgb,
): void {
  const x = ((((place.longitude + 0.5) % 1) + 1) % 1) * width - 0.5
  const y = clamp(place.latitude * height - 0.5, 0, height - 1.001)
  const column = Math.floor(x)
  const row = Math.floor(y)
  const sx = x - column
  const sy = y - row
  const left = ((column + width) % width) * 3
  const right = ((column + 1) % width) * 3
  const upper = row * width * 3
  const lower = upper + width * 3
  for (let part = 0; part < 3; part++) {
    const top =
      (bytes[upper + left + part] as number) * (1 - sx) +
      (bytes[upper + right + part] as number) * sx
    const bottom =
      (bytes[lower + left + part] as number) * (1 - sx) +
      (bytes[lower + right + part] as number) * sx
    into[part] = (top * (1 - sy) + bottom * sy) / 255
  }
}

/** Europe, Africa and the Atlantic by day. */
export function drawDayGlobe(width: number, height: number): Promise<Picture> {
  const view = { longitude: 12, latitude: 22, x: width / height / 2, y: 0.5, radius: 0.42 }
  return drawGlobe(width, height, { ...view, sun: [-0.55, 0.42, 0.72], stars: 1800 })
}

/** The edge of night, close by: the lamps of Europe. */
export function drawNightGlobe(width: number, height: number): Promise<Picture> {
  const view = { longitude: 18, latitude: 30, x: (width / height) * 0.46, y: 0.86, radius: 0.76 }
  return drawGlobe(width, height, { ...view, sun: [0.95, 0.42, -0.34], stars: 2600 })
}

/** Heights of all lands as tinted relief. */
export async function drawRelief(width: number): Promise<Picture> {
  const map = await openMap('relief', width)
  const canvas = createCanvas(map.width, map.height)
  const at = (column: number, row: number) =>
    (map.bytes[
      (Math.min(row, map.height - 1) * map.width + Math.min(column, map.width - 1)) * 3
    ] as number) / 255
  const sea: Rgb = hex('#12324a')
  const low: Rgb = hex('#dfc9a0')
  const high: Rgb = hex('#8a4a3a')
  const peak: Rgb = hex('#fff8ee')
  shade(canvas, (x, y, into) => {
    const column = Math.floor(x * map.height)
    const row = Math.floor(y * map.height)
    const level = at(column, row)
    const slope = (level - at(column + 1, row + 1)) * 5.5
    const land = smoothstep(0.004, 0.02, level)
    for (let part = 0; part < 3; part++) into[part] = low[part] as number
    fadeInto(into, high, smoothstep(0.03, 0.5, level))
    fadeInto(into, peak, smoothstep(0.5, 0.9, level))
    const shadow = clamp(1 + slope, 0.35, 1.5)
    for (let part = 0; part < 3; part++) {
      const ground = (into[part] as number) * shadow
      into[part] = (sea[part] as number) + (ground - (sea[part] as number)) * land
    }
  })
  return toPicture(canvas)
}
