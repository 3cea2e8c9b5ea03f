import { blend, clamp, createRamp, hex, mixRgb, type Rgb, smoothstep } from './color.ts'
import { createNoise, fractal, type Noise, randomFrom } from './noise.ts'
import { createCanvas, overlay, type Picture, shade, toPicture } from './picture.ts'
import {
  addLight,
  fadeInto,
  paintGlow,
  paintRidge,
  paintSky,
  paintStars,
  paintWater,
} from './scenery.ts'

/** Ridge behind ridge at first light, with mist in between. */
export function drawMistyRidges(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  paintSky(
    canvas,
    createRamp([
      [0, '#7d8fb8'],
      [0.5, '#e5b9ae'],
      [1, '#ffe3b3'],
    ]),
    0.62,
  )
  paintGlow(canvas, {
    ...{ x: (width / height) * 0.36, y: 0.36, radius: 0.034, reach: 0.16 },
    ...{ color: [1, 0.82, 0.5], strength: 0.65 },
  })
  const count = 7
  for (let layer = 0; layer < count; layer++) {
    const near = layer / (count - 1)
    paintRidge(canvas, {
      base: 0.47 + 0.44 * near ** 1.25,
      relief: 0.09 + 0.08 * near,
      frequency: 1.3 + near * 0.9,
      seed: 100 + layer * 7,
      crest: hex(blend('#d7a5a2', '#1c2440', smoothstep(0, 1, near))),
      mist: hex(blend('#fbd9b4', '#5d5a7e', near)),
      mistDepth: 0.2 + 0.1 * near,
    })
  }
  return toPicture(canvas)
}

/** Firs on slopes that vanish upward into fog; upright. */
export function drawFoggyForest(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const noise = createNoise(63)
  const fogHigh = hex('#dfe6e4')
  const fogLow = hex('#a9bbb9')
  shade(canvas, (x, y, into) => {
    const drift = 0.12 * fractal(noise, x * 2, y * 3, 4)
    const color = mixRgb(fogHigh, fogLow, clamp(y + drift))
    for (let part = 0; part < 3; part++) into[part] = color[part] as number
  })
  const count = 8
  for (let layer = 0; layer < count; layer++) {
    const near = layer / (count - 1)
    const trees = plantFirs({
      seed: 300 + layer,
      size: 0.05 + 0.2 * near ** 1.4,
      until: width / height,
    })
    const slope = layer % 2 === 0 ? 0.12 : -0.14
    paintRidge(canvas, {
      base: 0.3 + 0.62 * near,
      relief: 1,
      frequency: 1,
      seed: 40 + layer,
      crest: hex(blend('#b5c6c2', '#0f2523', smoothstep(0, 1, near))),
      mist: hex(blend('#d3dedb', '#6f8a88', near)),
      mistDepth: 0.09 + 0.16 * near,
      mistFrom: 0.3 + 0.62 * near - 0.06 - 0.1 * near,
      outline: (x, own) => slope * (x - 0.35) + 0.05 * fractal(own, x * 2.2, layer, 3) + trees(x),
    })
  }
  return toPicture(canvas)
}

interface Firs {
  seed: number
  /** Height of a grown tree, 0 to 1 of the picture. */
  size: number
  until: number
}

/** The outline of a row of firs: for each x the height of the tallest branch there. */
function plantFirs({ seed, size, until }: Firs): (x: number) => number {
  const random = randomFrom(seed)
  const outline = new Float32Array(4096)
  const toIndex = outline.length / until
  for (let x = -size; x < until + size; x += size * (0.12 + 0.2 * random())) {
    const tall = size * (0.45 + 0.55 * random() ** 0.7)
    const half = tall * (0.17 + 0.05 * random())
    const whorls = 9 + Math.floor(random() * 5)
    const first = Math.max(0, Math.floor((x - half) * toIndex))
    for (let index = first; index <= (x + half) * toIndex && index < outline.length; index++) {
      const away = Math.abs(index / toIndex - x) / half
      // Each whorl of branches hangs down a little: a saw along the slope of the cone.
      const saw = (away * whorls + random() * 0.5) % 1
      const branch =
        tall * (1 - away ** 0.85) + tall * 0.07 * (saw - 0.5) * smoothstep(0, 0.2, away)
      const tip = away < 0.03 ? tall * 0.04 : 0
      outline[index] = Math.max(outline[index] as number, branch + tip)
    }
  }
  return (x) => outline[clamp(Math.floor(x * toIndex), 0, outline.length - 1)] as number
}

/** The mountain everybody knows, above its lake at sunrise. */
export function drawFuji(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const horizon = 0.68
  paintSky(
    canvas,
    createRamp([
      [0, '#5a79b4'],
      [0.55, '#e0a9b4'],
      [1, '#ffd6b0'],
    ]),
    horizon,
  )
  const noise = createNoise(7)
  const middle = (width / height) * 0.5
  shade(canvas, (x, y, into) => {
    const streak = smoothstep(0.1, 0.5, fractal(noise, x * 0.9, y * 12, 4))
    fadeInto(into, [1, 0.86, 0.82], streak * 0.6 * smoothstep(0.5, 0.25, y))
  })
  const cone = (x: number): number => {
    const away = Math.abs(x - middle)
    const flank = 0.5 * Math.exp(-away / 0.3) - 0.045 + 0.006 * fractal(noise, x * 14, 3, 4)
    return horizon - Math.min(flank, 0.415 + 0.006 * noise(x * 30, 5))
  }
  const tops = Float32Array.from({ length: width }, (_, column) => cone((column + 0.5) / height))
  shade(canvas, (x, y, into) => {
    const top = tops[Math.floor(x * height)] as number
    paintCone(into, { x, y, top, side: x - middle, noise })
  })
  paintRidge(canvas, {
    ...{ base: horizon - 0.022, relief: 0.03, frequency: 2.2, seed: 14 },
    ...{ crest: hex('#3d4670'), mist: hex('#c99aa5'), mistDepth: 0.07 },
  })
  paintWater(canvas, {
    ...{ horizon, tint: [0.93, 0.92, 0.98], waves: 0.05, seed: 9 },
    ...{ mirror: 0.9, deep: hex('#28355f') },
  })
  return toPicture(canvas)
}

interface ConePixel {
  x: number
  y: number
  top: number
  side: number
  noise: Noise
}

function paintCone(into: Rgb, { x, y, top, side, noise }: ConePixel): void {
  const below = y - top
  if (below < -0.002) return
  const gully = fractal(noise, (side / (below + 0.16)) * 2.4, below * 3, 4)
  const light = clamp(0.5 - side * 1.1 + gully * 0.9)
  const ground = mixRgb([0.2, 0.24, 0.42], [0.62, 0.44, 0.5], light)
  if (y < 0.52) {
    const snowline = 0.395 + 0.11 * fractal(noise, (side / (below + 0.12)) * 3.6, 1, 4)
    const white = mixRgb([0.58, 0.64, 0.84], [1, 0.88, 0.85], light)
    fadeInto(ground, white, smoothstep(snowline + 0.02, snowline - 0.02, y))
  }
  if (below > 0.08) {
    const drift = 0.04 * fractal(noise, x * 3, y * 8, 3)
    fadeInto(ground, [0.93, 0.74, 0.72], smoothstep(0.12, 0.46, below + drift))
  }
  fadeInto(into, ground, smoothstep(-0.001, 0.001, below))
}

/** A lighthouse sends its beam over the evening sea. */
export async function drawLighthouse(width: number, height: number): Promise<Picture> {
  const canvas = createCanvas(width, height)
  const horizon = 0.7
  const lamp = { x: (width / height) * 0.735, y: 0.277 }
  paintSky(
    canvas,
    createRamp([
      [0, '#101c3d'],
      [0.55, '#2f4877'],
      [0.85, '#a77f93'],
      [1, '#eeb08f'],
    ]),
    horizon,
  )
  paintStars(canvas, { count: 700, seed: 77, until: 0.42 })
  const noise = createNoise(15)
  shade(canvas, (x, y, into) => {
    const cloud = smoothstep(0, 0.5, fractal(noise, x * 1.3, y * 6 + 2, 5))
    fadeInto(into, [0.25, 0.26, 0.42], cloud * 0.65 * smoothstep(horizon, 0.3, y))
    const along = lamp.x - x
    const width = Math.abs(y - lamp.y - along * 0.09) / (0.012 + Math.abs(along) * 0.11)
    if (along > 0) addLight(into, [1, 0.9, 0.65], 0.62 * Math.exp(-width * width * 2 - along * 1.1))
  })
  paintGlow(canvas, { ...lamp, radius: 0, reach: 0.055, color: [1, 0.88, 0.6], strength: 1.5 })
  paintWater(canvas, {
    ...{ horizon, tint: [0.82, 0.86, 0.95], waves: 0.14, seed: 19 },
    ...{ mirror: 0.85, deep: hex('#14213f') },
  })
  const rock = width / height
  paintRidge(canvas, {
    ...{ base: 0.9, relief: 1, frequency: 1, seed: 5, mistDepth: 0.5 },
    ...{ crest: hex('#0d1326'), mist: hex('#222c4a'), mistFrom: 0.7 },
    outline: (x, own) =>
      0.32 * smoothstep(rock * 0.5, rock * 0.8, x + 0.05 * own(x * 6, 1)) -
      0.12 +
      0.02 * fractal(own, x * 16, 1, 4),
  })
  return overlay(toPicture(canvas), lighthouseSvg(width, height))
}

function lighthouseSvg(width: number, height: number): string {
  const scale = height / 1000
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">
<defs><linearGradient id="wall"><stop offset="0" stop-color="#d9cfd6"/><stop offset=".35" stop-color="#8e88a4"/>
<stop offset="1" stop-color="#2b2c4a"/></linearGradient>
<linearGradient id="red"><stop offset="0" stop-color="#c0594f"/><stop offset=".4" stop-color="#7a3344"/>
<stop offset="1" stop-color="#2c1a30"/></linearGradient>
<radialGradient id="lamp"><stop offset="0" stop-color="#fffbe8"/><stop offset=".5" stop-color="#ffe3a0"/>
<stop offset="1" stop-color="#ffc766"/></radialGradient></defs>
<g transform="translate(${width * 0.735} 0) scale(${scale})">
<path fill="url(#wall)" d="M-44 745 L-27 322 H27 L44 745 Z"/>
<path fill="url(#red)" d="M-40.500 660 L-36.900 570 H36.900 L40.500 660Z M-33.300 480 L-30 395 H30 L33.300 480Z"/>
<path fill="#151a33" d="M-38 322 h76 v-10 h-76z M-30 312 v-16 h3 v16z M27 312 v-16 h3 v16z M-32 294 h64 v4 h-64z"/>
<rect x="-17" y="256" width="34" height="42" fill="url(#lamp)"/>
<path fill="#151a33" d="M-20 256 h40 L0 228Z M-1.500 232 v-22 h3 v22z M-9 256 v42 h2 v-42z M7 256 v42 h2 v-42z"/>
<path fill="#ffdf9a" opacity=".85" d="M-6 540 h10 v20 h-10z M-5 440 h9 v18 h-9z"/>
<path fill="#10162c" d="M44 745 L44 690 L80 668 L116 690 V745Z"/><path fill="#ffd58a" opacity=".9" d="M68 706 h13 v16 h-13z"/>
</g></svg>`
}
