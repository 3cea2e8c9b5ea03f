import {
  clamp,
  createRamp,
  hex,
  lengthOf,
  mixRgb,
  type Rgb,
  readRamp,
  smoothstep,
} from './color.ts'
import { createNoise, fractal, ridged } from './noise.ts'
import { createCanvas, type Picture, shade, toPicture } from './picture.ts'
import { fadeInto } from './scenery.ts'
import { createLand, paintLand } from './terrain.ts'

/** Snow peaks at sunrise above a sea of fog. */
export function drawAlpineDawn(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const sky = createRamp([
    [0, '#31507f'],
    [0.45, '#8a9cc0'],
    [0.75, '#f3c3a8'],
    [1, '#ffd9a8'],
  ])
  const clouds = createNoise(11)
  shade(canvas, (x, y, into) => {
    readRamp(sky, y / 0.5, into)
    const streak = smoothstep(0.05, 0.5, fractal(clouds, x * 1.4, y * 9, 4))
    const warm = streak * 0.55 * smoothstep(0, 0.35, y)
    into[0] += (1 - into[0]) * warm
    into[1] += (0.8 - into[1]) * warm
    into[2] += (0.74 - into[2]) * warm
  })
  const noise = createNoise(5)
  const cells = 760
  const land = createLand({
    cells,
    heightAt: (x, y) => {
      const rise = smoothstep(1.05, 0.25, y)
      return 12 + ridged(noise, x * 3.4 + 3, y * 3.4, 7) ** 1.15 * (40 + 112 * rise)
    },
    groundAt: ({ x, y, height: level, steepness }, into) => {
      const grain = fractal(noise, x * 90, y * 90, 3)
      const snow = smoothstep(0.62, 0.44, steepness + grain * 0.3) * smoothstep(20, 45, level)
      const rock = 0.2 + grain * 0.16
      into[0] = rock + (0.97 - rock) * snow
      into[1] = rock + (0.97 - rock) * snow
      into[2] = rock * 1.2 + (0.99 - rock) * snow
    },
    sun: {
      azimuth: -0.3,
      elevation: 0.27,
      light: [1.22, 0.74, 0.52],
      shade: [0.33, 0.43, 0.7],
    },
  })
  const far = hex('#d9b9c4')
  const fog = hex('#e9d5d3')
  const fogNear = hex('#b9c0d6')
  const wisps = createNoise(8)
  paintLand(canvas, land, {
    x: 0.5,
    y: 1,
    height: 112,
    horizon: 0.42,
    lens: 1.05,
    near: 70,
    far: 740,
    air: (color, place) => {
      const haze = 1 - Math.exp(-place.distance / 1500)
      const level = 52 + 18 * fractal(wisps, place.side * 5, place.distance / 90, 3)
      const sunk = smoothstep(level + 20, level - 6, place.height)
      const fogColor = mixRgb(fogNear, fog, smoothstep(100, 620, place.distance))
      for (let part = 0; part < 3; part++) {
        const aired =
          (color[part] as number) + ((far[part] as number) - (color[part] as number)) * haze
        color[part] = aired + ((fogColor[part] as number) - aired) * sunk
      }
    },
  })
  return toPicture(canvas)
}

/** A sea of dunes in low sun. */
export function drawDunes(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const sky = createRamp([
    [0, '#5f86ad'],
    [0.6, '#b9bfc0'],
    [1, '#f2d6a8'],
  ])
  shade(canvas, (_x, y, into) => readRamp(sky, y / 0.36, into))
  const noise = createNoise(21)
  const land = createLand({
    cells: 760,
    heightAt: (x, y) => {
      const bend = fractal(noise, x * 2.2, y * 2.2, 3)
      const phase = (y * 1.35 + x * 0.55) * 5 + bend * 2.1
      const along = phase - Math.floor(phase)
      // A long rise on the windward side, a short fall on the lee.
      const crest = along < 0.7 ? smoothstep(0, 0.78, along) : smoothstep(1.02, 0.68, along)
      const size = 0.55 + 0.6 * noise(x * 2 + 9, y * 2)
      const far = 1 + 1.1 * smoothstep(0.6, 0.1, y)
      return 8 + crest * 34 * Math.max(0.15, size) * far + fractal(noise, x * 5, y * 5, 2) * 6
    },
    groundAt: ({ x, y }, into) => {
      const ripple = noise(x * 60 + fractal(noise, x * 9, y * 9, 2) * 4, y * 260) * 0.05
      const tone = 0.02 * fractal(noise, x * 14, y * 14, 3) + ripple
      into[0] = 0.93 + tone
      into[1] = 0.66 + tone
      into[2] = 0.42 + tone
    },
    sun: { azimuth: 0.25, elevation: 0.27, light: [1.75, 1.45, 1.1], shade: [0.3, 0.29, 0.42] },
  })
  const haze = hex('#efcfa6')
  paintLand(canvas, land, {
    x: 0.5,
    y: 1,
    height: 66,
    horizon: 0.34,
    lens: 1.1,
    near: 45,
    far: 740,
    detail: (x, y) => noise(x * 0.5, y * 1.1) * 0.12,
    air: (color, { distance }) => fadeInto(color, haze, 1 - Math.exp(-((distance / 820) ** 2))),
  })
  return toPicture(canvas)
}

/** Towers of red rock, banded, under a summer sky. */
export function drawCanyon(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const sky = createRamp([
    [0, '#2f6fb0'],
    [0.7, '#8fc0dc'],
    [1, '#e8e2d0'],
  ])
  const noise = createNoise(33)
  shade(canvas, (x, y, into) => {
    readRamp(sky, y / 0.42, into)
    const billow = fractal(noise, x * 2.2 + 4, y * 5.5 + fractal(noise, x * 3, y * 6, 3), 5)
    fadeInto(
      into,
      [1, 0.985, 0.96],
      0.9 * smoothstep(0.12, 0.55, billow) * smoothstep(0.02, 0.2, y),
    )
  })
  const land = createLand({
    cells: 760,
    heightAt: (x, y) => {
      const shape = fractal(noise, x * 3.4 + 6, y * 3.4 + 2, 4) + 0.3 * smoothstep(0.5, 0.05, y)
      const keep = smoothstep(0.98, 0.8, y)
      const rubble = smoothstep(-0.08, 0.2, shape) * 16
      const wall = smoothstep(0.13, 0.165, shape) * 44
      const upper = smoothstep(0.3, 0.325, shape) * 34
      const rough = fractal(noise, x * 34, y * 34, 4) * 3 + fractal(noise, x * 6, y * 6, 3) * 5
      return 8 + (rubble + wall + upper) * keep + rough
    },
    groundAt: ({ x, y, height: level, steepness }, into) => {
      const band = noise(level * 0.22 + fractal(noise, x * 5, y * 5, 2), 3.3)
      const grain = fractal(noise, x * 60, y * 60, 3)
      const rock: Rgb = [0.72 + band * 0.13, 0.38 + band * 0.14, 0.24 + band * 0.13]
      const sand: Rgb = [0.84, 0.6, 0.4]
      const scrub: Rgb = [0.45, 0.44, 0.27]
      const flat = smoothstep(0.4, 0.1, steepness)
      const green = flat * smoothstep(0.05, 0.3, grain + 0.12) * smoothstep(60, 10, level)
      const ground = mixRgb(mixRgb(rock, sand, flat * 0.8), scrub, green * 0.8)
      for (let part = 0; part < 3; part++) into[part] = (ground[part] as number) + grain * 0.1
    },
    sun: { azimuth: 3.75, elevation: 0.5, light: [1.35, 1.14, 0.88], shade: [0.36, 0.4, 0.52] },
  })
  const haze = hex('#b9c6d2')
  paintLand(canvas, land, {
    x: 0.5,
    y: 1,
    height: 58,
    horizon: 0.45,
    lens: 1,
    near: 40,
    far: 740,
    detail: (x, y) => fractal(noise, x * 0.35, y * 0.35, 3) * 1.6,
    air: (color, { distance }) => fadeInto(color, haze, 0.85 * (1 - Math.exp(-distance / 760))),
  })
  return toPicture(canvas)
}

/** A rust-red plain with craters, and two moons over it. */
export function drawRedPlanet(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const sky = createRamp([
    [0, '#3a2630'],
    [0.55, '#9c6a58'],
    [1, '#e3b48d'],
  ])
  shade(canvas, (x, y, into) => {
    readRamp(sky, y / 0.46, into)
    paintMoon(into, { x: x - 1.08, y: y - 0.17, radius: 0.062 })
    paintMoon(into, { x: x - 0.86, y: y - 0.075, radius: 0.02 })
  })
  const noise = createNoise(44)
  const land = createLand({
    cells: 760,
    heightAt: (x, y) => {
      const hills = ridged(noise, x * 2.3, y * 2.3 + 4, 6) * smoothstep(0.75, 0.1, y)
      return 10 + hills * 92 + fractal(noise, x * 16, y * 16, 5) * 7 - craters(x, y) * 13
    },
    groundAt: ({ x, y }, into) => {
      const grain = fractal(noise, x * 70, y * 70, 4) * 0.2
      into[0] = 0.66 + grain
      into[1] = 0.37 + grain * 0.8
      into[2] = 0.26 + grain * 0.6
    },
    sun: { azimuth: 0.5, elevation: 0.3, light: [1.6, 1.25, 0.95], shade: [0.3, 0.25, 0.3] },
  })
  const haze = hex('#d9a583')
  paintLand(canvas, land, {
    x: 0.5,
    y: 1,
    height: 52,
    horizon: 0.43,
    lens: 0.95,
    near: 34,
    far: 740,
    detail: (x, y) => fractal(noise, x * 0.4, y * 0.4, 3) * 1.1,
    air: (color, { distance }) => fadeInto(color, haze, 0.9 * (1 - Math.exp(-distance / 480))),
  })
  return toPicture(canvas)
}

const CRATERS = [
  [0.5, 0.78, 0.06],
  [0.38, 0.62, 0.05],
  [0.66, 0.64, 0.085],
  [0.58, 0.86, 0.025],
  [0.44, 0.84, 0.02],
  [0.3, 0.45, 0.08],
  [0.52, 0.55, 0.035],
] as const

/** 1 in the middle of a crater, below 0 on its rim. */
function craters(x: number, y: number): number {
  let depth = 0
  for (const [centerX, centerY, radius] of CRATERS) {
    const away = lengthOf(x - centerX, y - centerY) / radius
    if (away > 1.6) continue
    depth += smoothstep(1, 0.55, away) - 0.55 * Math.exp(-(((away - 1.05) / 0.18) ** 2))
  }
  return depth
}

function paintMoon(into: Rgb, { x, y, radius }: { x: number; y: number; radius: number }): void {
  const away = lengthOf(x, y) / radius
  const edge = smoothstep(1.02, 0.98, away)
  if (edge <= 0) return
  const facing = Math.max(0, (x / radius) * 0.75 + (y / radius) * 0.35 + 0.55)
  const light = 0.25 + 0.75 * Math.min(1, facing)
  fadeInto(into, [0.97 * light, 0.85 * light, 0.74 * light], edge * 0.9 * clamp(facing * 2))
}
