import { clamp, createRamp, type Rgb, readRamp, type Stop, smoothstep } from './color.ts'
import { createNoise, fractal, ridged } from './noise.ts'
import { createCanvas, enlarge, type Picture, shade, toPicture } from './picture.ts'
import { addLight, fadeInto } from './scenery.ts'

/** Folds of silk: noise bent by noise, lit from the side. */
function drawSilk(stops: readonly Stop[], seed: number) {
  return (width: number, height: number): Promise<Picture> => {
    const soft = createCanvas(width >> 1, height >> 1)
    const noise = createNoise(seed)
    const ramp = createRamp(stops)
    const foldAt = (x: number, y: number): number => {
      // Long folds: the cloth is turned, then stretched along one way.
      const along = x * 0.8 + y * 0.6
      const across = y * 0.8 - x * 0.6
      const bend = noise(along * 1.1, across * 1.5) + 0.4 * noise(along * 2.4 + 7, across * 3)
      return (
        Math.sin(across * 7.5 + bend * 3.2) * 0.6 +
        0.6 * noise(along * 1.2 + bend * 0.4, across * 3.2 + bend)
      )
    }
    shade(soft, (x, y, into) => {
      const fold = foldAt(x, y)
      const slope = (foldAt(x + 0.004, y + 0.006) - fold) / 0.0072
      readRamp(ramp, 0.5 + fold * 0.46, into)
      const light = slope * 0.042
      for (let part = 0; part < 3; part++) into[part] = (into[part] as number) * (1 + light)
      addLight(into, [1, 0.96, 0.92], smoothstep(2, 9, slope) * 0.45)
    })
    return enlarge(toPicture(soft), 2)
  }
}

export const drawCoralSilk = drawSilk(
  [
    [0, '#2b1055'],
    [0.35, '#8f2d73'],
    [0.6, '#f2655c'],
    [0.8, '#ffb37a'],
    [1, '#ffe8cf'],
  ],
  15,
)

export const drawSeaSilk = drawSilk(
  [
    [0, '#04152b'],
    [0.35, '#0b4a6f'],
    [0.6, '#19a0a8'],
    [0.8, '#9be7cf'],
    [1, '#f2fff4'],
  ],
  77,
)

/** Soft patches of colour that run into each other, with film grain on top. */
export async function drawMesh(width: number, height: number): Promise<Picture> {
  const soft = createCanvas(width >> 2, height >> 2)
  const patches: { x: number; y: number; reach: number; color: Rgb }[] = [
    { x: 0.1, y: 0.15, reach: 0.5, color: [0.98, 0.78, 0.52] },
    { x: 0.72, y: 0.1, reach: 0.45, color: [0.95, 0.42, 0.45] },
    { x: 1.3, y: 0.3, reach: 0.55, color: [0.45, 0.32, 0.85] },
    { x: 0.2, y: 0.9, reach: 0.5, color: [0.2, 0.45, 0.86] },
    { x: 0.85, y: 0.72, reach: 0.42, color: [0.97, 0.62, 0.75] },
    { x: 1.4, y: 0.95, reach: 0.5, color: [0.12, 0.2, 0.5] },
  ]
  const noise = createNoise(2)
  shade(soft, (x, y, into) => {
    const bentX = x + 0.14 * noise(x * 1.6, y * 1.6)
    const bentY = y + 0.14 * noise(x * 1.6 + 5, y * 1.6 + 5)
    let total = 0
    const sum: Rgb = [0, 0, 0]
    for (const { x: atX, y: atY, reach, color } of patches) {
      const weight = Math.exp(-((bentX - atX) ** 2 + (bentY - atY) ** 2) / (reach * reach * 0.32))
      total += weight
      for (let part = 0; part < 3; part++)
        sum[part] = (sum[part] as number) + (color[part] as number) * weight
    }
    for (let part = 0; part < 3; part++) into[part] = (sum[part] as number) / total
  })
  return enlarge(toPicture(soft), 4)
}

/** Green marble with gold in its veins. */
export function drawMarble(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const noise = createNoise(606)
  const stone = createRamp([
    [0, '#04201c'],
    [0.45, '#0d4a3f'],
    [0.75, '#3d8a72'],
    [1, '#cfe6d6'],
  ])
  shade(canvas, (x, y, into) => {
    const bendX = fractal(noise, x * 1.6, y * 1.6, 3)
    const bendY = fractal(noise, x * 1.6 + 11, y * 1.6 + 5, 3)
    const cloud = fractal(noise, x * 1.4 + bendX * 1.6, y * 1.4 + bendY * 1.6, 4)
    readRamp(stone, 0.42 + cloud * 0.62, into)
    const vein = 1 - Math.abs(noise(x * 1.3 + bendY * 1.3, y * 1.3 + bendX * 1.3))
    fadeInto(into, [0.9, 0.95, 0.9], smoothstep(0.965, 1, vein) * 0.35)
    const gold = 1 - Math.abs(noise(x * 0.85 + bendX * 1.1 + 4, y * 0.85 + bendY * 1.2))
    const leaf = smoothstep(0.984, 0.994, gold)
    if (leaf > 0) {
      const shine = 0.62 + 0.5 * ridged(noise, x * 26, y * 26, 2)
      fadeInto(into, [clamp(0.95 * shine), clamp(0.74 * shine), clamp(0.36 * shine)], leaf)
    }
  })
  return toPicture(canvas)
}
