import { clamp, createRamp, hex, lengthOf, type Rgb, readRamp, smoothstep } from './color.ts'
import { createNoise, fractal, type Noise, ridged } from './noise.ts'
import { createCanvas, enlarge, type Picture, shade, toPicture } from './picture.ts'
import {
  addLight,
  fadeInto,
  paintGlitter,
  paintGlow,
  paintRidge,
  paintSky,
  paintStars,
  paintWater,
} from './scenery.ts'

/** Curtains of northern light over a still fjord. */
export function drawAurora(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  paintSky(
    canvas,
    createRamp([
      [0, '#050a1c'],
      [0.6, '#0b1f3a'],
      [1, '#1c4a58'],
    ]),
    0.66,
  )
  paintStars(canvas, { count: 2600, seed: 4, until: 0.64 })
  const noise = createNoise(71)
  const curtains = [
    { base: 0.5, sway: 0.16, length: 0.3, seed: 1, strength: 0.95 },
    { base: 0.38, sway: 0.22, length: 0.24, seed: 5, strength: 0.6 },
    { base: 0.57, sway: 0.07, length: 0.12, seed: 9, strength: 0.5 },
  ]
  const low: Rgb = [0.18, 1, 0.55]
  const high: Rgb = [0.55, 0.25, 0.95]
  const columns = Array.from({ length: width }, (_, column) =>
    curtains.map(({ base, sway, length, seed, strength }) => {
      const x = (column + 0.5) / height
      const fold = x * 1.25 + 0.35 * noise(x * 1.7, seed + 40)
      const rays = 0.55 + 0.45 * noise(fold * 22 + 3 * noise(fold * 4, seed), seed * 3.1)
      const patch = smoothstep(-0.45, 0.4, noise(x * 1.1, seed + 20))
      return {
        foot: base + sway * fractal(noise, x * 0.9 + seed, seed, 3) - 0.08 * x + 0.04,
        length: length * (0.6 + 0.7 * rays),
        light: strength * patch * (0.35 + 0.65 * rays),
      }
    }),
  )
  shade(canvas, (x, y, into) => {
    if (y > 0.66) return
    for (const { foot, length, light } of columns[Math.min(width - 1, Math.floor(x * height))] ??
      []) {
      const rise = (foot - y) / length
      const shape =
        rise < 0 ? Math.exp(rise * 26) : Math.exp(-rise * 1.9) * smoothstep(2.4, 0.6, rise)
      const color: Rgb = [low[0], low[1], low[2]]
      fadeInto(color, high, smoothstep(0.25, 1.3, rise))
      addLight(into, color, light * shape)
    }
  })
  paintRidge(canvas, {
    ...{ base: 0.6, relief: 0.14, frequency: 1.6, seed: 17 },
    ...{ crest: hex('#0d2233'), mist: hex('#1a4450'), mistDepth: 0.14 },
  })
  paintRidge(canvas, {
    ...{ base: 0.645, relief: 0.07, frequency: 2.4, seed: 12 },
    ...{ crest: hex('#060f1a'), mist: hex('#0d2630'), mistDepth: 0.1 },
  })
  paintWater(canvas, {
    ...{ horizon: 0.665, tint: [0.8, 0.92, 0.95], waves: 0.035, seed: 3 },
    ...{ mirror: 0.88, deep: hex('#04101c') },
  })
  return toPicture(canvas)
}

/** The sun sinks into a warm sea. */
export function drawTropicalSunset(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const horizon = 0.56
  paintSky(
    canvas,
    createRamp([
      [0, '#3b2a68'],
      [0.35, '#a2447c'],
      [0.7, '#f2785c'],
      [1, '#ffc46b'],
    ]),
    horizon,
  )
  const noise = createNoise(18)
  const sunX = (width / height) * 0.62
  shade(canvas, (x, y, into) => {
    if (y > horizon) return
    const far = 1 / (horizon - y + 0.06)
    const cloud = fractal(noise, (x - sunX) * far * 0.42 + 3, far * 1.5, 5)
    const cover = smoothstep(-0.02, 0.42, cloud) * smoothstep(0, 0.1, horizon - y)
    const lit = smoothstep(0.5, 0.05, cloud) * Math.exp(-lengthOf(x - sunX, y - horizon) * 1.5)
    fadeInto(into, [0.36, 0.2, 0.42], cover * 0.55)
    addLight(into, [1, 0.55, 0.3], cover * lit * 1.3)
  })
  const sun = { x: sunX, y: horizon - 0.055, reach: 0.2, color: [1, 0.62, 0.3] as Rgb }
  paintGlow(canvas, { ...sun, radius: 0, strength: 0.85 })
  paintRidge(canvas, {
    ...{ base: horizon + 0.004, relief: 0.05, frequency: 1.3, seed: 6 },
    ...{ crest: hex('#6b3560'), mist: hex('#b95a62'), mistDepth: 0.08 },
    outline: (x, own) =>
      Math.max(-0.2, fractal(own, x * 2.2, 5, 6) * 1.6 * smoothstep(0.75, 0.1, x)),
  })
  paintWater(canvas, {
    ...{ horizon, tint: [0.98, 0.86, 0.86], waves: 0.16, seed: 25 },
    ...{ mirror: 0.95, deep: hex('#2b2358') },
  })
  paintGlitter(canvas, { x: sunX, horizon, color: [1, 0.78, 0.5], seed: 2 })
  paintGlow(canvas, { ...sun, radius: 0.05, strength: 0 })
  return toPicture(canvas)
}

/** The Milky Way rises over a desert of stone towers. */
export function drawDesertStars(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  paintSky(
    canvas,
    createRamp([
      [0, '#070b1d'],
      [0.55, '#132446'],
      [0.85, '#3d4a72'],
      [1, '#b98a72'],
    ]),
    0.86,
  )
  const noise = createNoise(52)
  const band = (x: number, y: number): number => {
    const along = x * 0.62 + y * 0.78
    const across = (x - 0.62) * 0.78 - (y - 0.35) * 0.62 + 0.05 * noise(along * 2, 2)
    return Math.exp(-((across / 0.17) ** 2))
  }
  shade(canvas, (x, y, into) => {
    const middle = band(x, y)
    if (middle < 0.004) return
    const cloud = 0.55 + 0.75 * fractal(noise, x * 4.2, y * 4.2, 6)
    const dust =
      smoothstep(0.42, 0.95, ridged(noise, x * 2.6 + 5, y * 2.6, 5)) * smoothstep(0.3, 0.95, middle)
    const light = middle * clamp(cloud) * (1 - 0.8 * dust) * smoothstep(0.84, 0.45, y)
    addLight(into, [0.62, 0.6, 0.78], light * 0.55)
    addLight(into, [1, 0.62, 0.5], light * light * 0.5)
  })
  paintStars(canvas, {
    count: 9000,
    seed: 31,
    until: 0.84,
    density: (x, y) => 0.25 + 0.75 * band(x, y),
  })
  paintRidge(canvas, {
    ...{ base: 0.85, relief: 0.1, frequency: 1, seed: 71 },
    ...{ crest: hex('#453c60'), mist: hex('#a07a76'), mistDepth: 0.12, mistFrom: 0.8 },
    outline: towers([0.2, 0.9, 0.09], [0.44, 0.6, 0.04], [0.66, 0.5, 0.05]),
  })
  paintRidge(canvas, {
    ...{ base: 0.93, relief: 0.26, frequency: 1, seed: 74 },
    ...{ crest: hex('#15112a'), mist: hex('#3a2c48'), mistDepth: 0.2, mistFrom: 0.84 },
    outline: towers([0.1, 0.72, 0.05], [0.56, 1, 0.085], [0.71, 0.8, 0.022]),
  })
  return toPicture(canvas)
}

type Tower = readonly [x: number, height: number, halfWidth: number]

/** Table mountains: flat tops, steep flanks, a slope of rubble at the foot. */
function towers(...all: Tower[]): (x: number, noise: Noise) => number {
  return (x, noise) => {
    const rough = 0.012 * fractal(noise, x * 40, 2, 4) + 0.03 * fractal(noise, x * 5, 9, 3)
    let top = 0
    for (const [middle, height, halfWidth] of all) {
      const away = Math.abs(x - middle) + rough * 0.35
      const wall = smoothstep(halfWidth + 0.012, halfWidth - 0.004, away) * 0.62
      const ledge = smoothstep(halfWidth + 0.05, halfWidth + 0.02, away) * 0.1
      const rubble = smoothstep(halfWidth + 0.16, halfWidth, away) * 0.28
      top = Math.max(top, height * (wall + ledge + rubble))
    }
    return top + rough
  }
}

/** Glowing gas, drawn small and enlarged; the stars come last, sharp. */
export async function drawNebula(width: number, height: number): Promise<Picture> {
  const soft = createCanvas(width >> 1, height >> 1)
  const noise = createNoise(90)
  const gas = createRamp([
    [0, '#04050f'],
    [0.3, '#161a48'],
    [0.5, '#5b2a86'],
    [0.68, '#d2487c'],
    [0.85, '#ff9f6b'],
    [1, '#fff1cf'],
  ])
  shade(soft, (x, y, into) => {
    const bendX = fractal(noise, x * 1.3, y * 1.3, 4)
    const bendY = fractal(noise, x * 1.3 + 7, y * 1.3 + 3, 4)
    const cloud = fractal(noise, x * 1.5 + bendX * 1.5, y * 1.5 + bendY * 1.5, 6)
    const veins = ridged(noise, x * 1.8 + bendY, y * 1.8 + bendX, 6)
    const focus = Math.exp(-(((x - 0.85) / 0.75) ** 2 + ((y - 0.5) / 0.48) ** 2))
    readRamp(gas, (0.5 + cloud * 0.75) * focus * 0.85 + veins * 0.26 * focus, into)
    const teal = smoothstep(0.05, 0.5, bendX - 0.1) * (1 - focus * 0.6)
    addLight(into, [0.05, 0.42, 0.52], teal * 0.55)
  })
  const picture = await enlarge(toPicture(soft), 2)
  const canvas = createCanvas(picture.width, picture.height)
  for (let index = 0; index < canvas.pixels.length; index++) {
    canvas.pixels[index] = (picture.bytes[index] as number) / 255
  }
  paintStars(canvas, { count: 5200, seed: 8, until: 1.9 })
  for (const [x, y] of [
    [0.82, 0.44],
    [1.12, 0.23],
    [0.42, 0.7],
  ] as const) {
    paintGlow(canvas, { x, y, radius: 0, reach: 0.014, color: [0.95, 0.93, 1], strength: 1.6 })
  }
  return toPicture(canvas)
}
