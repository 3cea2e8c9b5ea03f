import type { PixelFacts } from '../../contract/media-facts.ts'
import type { DominantColorName } from '../../contract/resources.ts'
import { type Oklab, toOklab } from './oklab.ts'
import { type Raster, samplePixels } from './raster.ts'

/** A 128 x 128 grid of a picture says as much about its colours as all of it. */
const SAMPLE_SIDE = 128
const CLUSTERS = 16
const ROUNDS = 5
const DOMINANT_COLORS = 6

/** Colours that belong together: their mean, and how many pixels they stand for. */
interface Swatch {
  count: number
  red: number
  green: number
  blue: number
  lab: Oklab
}

/**
 * Dominant colours of a picture, always the same for the same pixels: a histogram of 4 bits per channel,
 * k-means in OKLab, and the names that Vibrant gives. Transparent pixels do not count.
 */
export function readColors(
  raster: Raster,
): Pick<PixelFacts, 'colors' | 'namedColors' | 'averageLuminance'> {
  const { bins, averageLuminance } = readHistogram(raster)
  const swatches = cluster(bins)
  const total = swatches.reduce((sum, { count }) => sum + count, 0)
  const dominant = mergeNearest(swatches, DOMINANT_COLORS).sort((a, b) => b.count - a.count)
  return {
    colors: dominant.map((swatch) => ({ hex: toHex(swatch), share: round(swatch.count / total) })),
    namedColors: nameColors(swatches),
    averageLuminance: round(averageLuminance),
  }
}

function readHistogram(raster: Raster): { bins: Swatch[]; averageLuminance: number } {
  const counts = new Uint32Array(16 ** 3)
  const sums = new Uint32Array(3 * 16 ** 3)
  let luminance = 0
  let pixels = 0
  samplePixels(raster, SAMPLE_SIDE, (red, green, blue, alpha) => {
    if (alpha < 128) return
    const bin = ((red >> 4) << 8) | (green & 0xf0) | (blue >> 4)
    counts[bin] = (counts[bin] ?? 0) + 1
    sums[3 * bin] = (sums[3 * bin] ?? 0) + red
    sums[3 * bin + 1] = (sums[3 * bin + 1] ?? 0) + green
    sums[3 * bin + 2] = (sums[3 * bin + 2] ?? 0) + blue
    luminance += 0.2126 * red + 0.7152 * green + 0.0722 * blue
    pixels += 1
  })
  const bins: Swatch[] = []
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin] ?? 0
    if (count === 0) continue
    const at = 3 * bin
    bins.push(toSwatch(count, sums[at] ?? 0, sums[at + 1] ?? 0, sums[at + 2] ?? 0))
  }
  return { bins, averageLuminance: pixels === 0 ? 0 : luminance / pixels / 255 }
}

/** From sums over `count` pixels. */
function toSwatch(count: number, redSum: number, greenSum: number, blueSum: number): Swatch {
  const [red, green, blue] = [redSum / count, greenSum / count, blueSum / count]
  return { count, red, green, blue, lab: toOklab(red, green, blue) }
}

function join(swatches: readonly Swatch[]): Swatch {
  let [count, red, green, blue] = [0, 0, 0, 0]
  for (const swatch of swatches) {
    count += swatch.count
    red += swatch.red * swatch.count
    green += swatch.green * swatch.count
    blue += swatch.blue * swatch.count
  }
  return toSwatch(count, red, green, blue)
}

function distance(a: Oklab, b: Oklab): number {
  const lightness = a[0] - b[0]
  const green = a[1] - b[1]
  const blue = a[2] - b[2]
  return lightness * lightness + green * green + blue * blue
}

/** k-means. Coordinates lie flat in one array: this is the inner loop of every ingest. */
function cluster(bins: readonly Swatch[]): Swatch[] {
  const points = flatten(bins)
  let centers = chooseCenters(bins, points)
  for (let round = 0; round < ROUNDS; round += 1) {
    const flat = flatten(centers)
    const groups: Swatch[][] = centers.map(() => [])
    bins.forEach((bin, index) => {
      groups[nearest(flat, points, 3 * index)]?.push(bin)
    })
    centers = groups.filter((group) => group.length > 0).map(join)
  }
  return centers
}

function flatten(swatches: readonly Swatch[]): Float64Array {
  const flat = new Float64Array(3 * swatches.length)
  swatches.forEach(({ lab }, index) => {
    flat.set(lab, 3 * index)
  })
  return flat
}

/** Squared distance between the point at `i` of one array and at `j` of another. */
function away(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const x = (a[i] ?? 0) - (b[j] ?? 0)
  const y = (a[i + 1] ?? 0) - (b[j + 1] ?? 0)
  const z = (a[i + 2] ?? 0) - (b[j + 2] ?? 0)
  return x * x + y * y + z * z
}

function nearest(centers: Float64Array, points: Float64Array, at: number): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let center = 0; center < centers.length; center += 3) {
    const distance = away(centers, center, points, at)
    if (distance < least) {
      best = center
      least = distance
    }
  }
  return best / 3
}

/** The most frequent colour first, then whatever is frequent and far from all chosen so far. */
function chooseCenters(bins: readonly Swatch[], points: Float64Array): Swatch[] {
  const counts = Float64Array.from(bins, ({ count }) => count)
  const weights = counts.slice()
  const centers: Swatch[] = []
  while (centers.length < CLUSTERS) {
    const best = indexOfLargest(weights)
    const chosen = bins[best]
    if (!chosen || weights[best] === 0) break
    const isFirst = centers.push(chosen) === 1
    for (let index = 0; index < weights.length; index += 1) {
      const weight = (counts[index] ?? 0) * away(points, 3 * index, points, 3 * best)
      if (isFirst || weight < (weights[index] ?? 0)) weights[index] = weight
    }
  }
  return centers
}

function indexOfLargest(values: Float64Array): number {
  let best = 0
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index
  }
  return best
}

/** Joins the pair whose union loses least (Ward), until few enough are left. */
function mergeNearest(swatches: readonly Swatch[], limit: number): Swatch[] {
  let left = [...swatches]
  while (left.length > limit) {
    let pair: [Swatch, Swatch] | null = null
    let lowest = Number.POSITIVE_INFINITY
    for (const [index, a] of left.entries()) {
      for (const b of left.slice(index + 1)) {
        const loss = (distance(a.lab, b.lab) * a.count * b.count) / (a.count + b.count)
        if (loss < lowest) [pair, lowest] = [[a, b], loss]
      }
    }
    if (!pair) break
    const [a, b] = pair
    left = [...left.filter((swatch) => swatch !== a && swatch !== b), join([a, b])]
  }
  return left
}

/** Lightness and saturation (HSL) a name asks for: least, wished, most. The numbers are Vibrant's. */
const DARK = [0, 0.26, 0.45] as const
const NORMAL = [0.3, 0.5, 0.7] as const
const LIGHT = [0.55, 0.74, 1] as const
const STRONG = [0.35, 1, 1] as const
const WEAK = [0, 0.3, 0.4] as const
type Wish = readonly [least: number, wished: number, most: number]

const NAMES: [DominantColorName, lightness: Wish, saturation: Wish][] = [
  ['vibrant', NORMAL, STRONG],
  ['vibrant_light', LIGHT, STRONG],
  ['vibrant_dark', DARK, STRONG],
  ['muted', NORMAL, WEAK],
  ['muted_light', LIGHT, WEAK],
  ['muted_dark', DARK, WEAK],
]

/** Each colour has at most one name; a name that no colour fits is left out. */
function nameColors(swatches: readonly Swatch[]): PixelFacts['namedColors'] {
  const most = Math.max(...swatches.map(({ count }) => count))
  const named: PixelFacts['namedColors'] = {}
  const used = new Set<Swatch>()
  for (const [name, lightness, saturation] of NAMES) {
    let bestScore = Number.NEGATIVE_INFINITY
    let best: Swatch | null = null
    for (const swatch of swatches) {
      const [s, l] = saturationAndLightness(swatch)
      if (used.has(swatch) || !fits(l, lightness) || !fits(s, saturation)) continue
      const score =
        6 * (1 - Math.abs(l - lightness[1])) +
        3 * (1 - Math.abs(s - saturation[1])) +
        swatch.count / most
      if (score > bestScore) [best, bestScore] = [swatch, score]
    }
    if (!best) continue
    used.add(best)
    named[name] = toHex(best)
  }
  return named
}

function fits(value: number, [least, , most]: Wish): boolean {
  return value >= least && value <= most
}

function saturationAndLightness({ red, green, blue }: Swatch): [number, number] {
  const high = Math.max(red, green, blue) / 255
  const low = Math.min(red, green, blue) / 255
  const lightness = (high + low) / 2
  const range = lightness > 0.5 ? 2 - high - low : high + low
  return [range === 0 ? 0 : (high - low) / range, lightness]
}

function toHex({ red, green, blue }: Swatch): string {
  const byte = (value: number) => Math.round(value).toString(16).padStart(2, '0')
  return `#${byte(red)}${byte(green)}${byte(blue)}`
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
