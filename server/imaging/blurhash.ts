import { toLinear, toSrgb } from './oklab.ts'
import { type Raster, samplePixels } from './raster.ts'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'
const COLUMNS = 4
const ROWS = 3
const SAMPLE_SIDE = 32

type Factor = [red: number, green: number, blue: number]

/** The picture as about 28 characters (blurha.sh, 4 x 3 components); what is transparent counts as white. */
export function encodeBlurhash(raster: Raster): string {
  const pixels: Factor[] = []
  const width = samplePixels(raster, SAMPLE_SIDE, (red, green, blue, alpha) => {
    const onWhite = (value: number) => toLinear(255 + ((value - 255) * alpha) / 255)
    pixels.push([onWhite(red), onWhite(green), onWhite(blue)])
  })
  const factors: Factor[] = []
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      factors.push(readFactor(pixels, width, column, row))
    }
  }
  return writeHash(factors)
}

/** One coefficient of the cosine transform. */
function readFactor(pixels: Factor[], width: number, column: number, row: number): Factor {
  const height = pixels.length / width
  const sum: Factor = [0, 0, 0]
  pixels.forEach((pixel, index) => {
    const x = index % width
    const y = Math.floor(index / width)
    const basis = Math.cos((Math.PI * column * x) / width) * Math.cos((Math.PI * row * y) / height)
    sum[0] += basis * pixel[0]
    sum[1] += basis * pixel[1]
    sum[2] += basis * pixel[2]
  })
  const scale = (column === 0 && row === 0 ? 1 : 2) / pixels.length
  return [sum[0] * scale, sum[1] * scale, sum[2] * scale]
}

function writeHash([average = [0, 0, 0], ...rest]: Factor[]): string {
  const strongest = Math.max(...rest.flat().map(Math.abs))
  const level = Math.max(0, Math.min(82, Math.floor(strongest * 166 - 0.5)))
  const scale = (level + 1) / 166
  const quantise = (value: number) => {
    const root = Math.sign(value) * Math.sqrt(Math.abs(value / scale))
    return Math.max(0, Math.min(18, Math.floor(root * 9 + 9.5)))
  }
  const [red, green, blue] = average.map(toSrgb)
  const mean = ((red ?? 0) << 16) | ((green ?? 0) << 8) | (blue ?? 0)
  const detail = rest.map(([r, g, b]) =>
    digits(quantise(r) * 361 + quantise(g) * 19 + quantise(b), 2),
  )
  return [
    digits(COLUMNS - 1 + (ROWS - 1) * 9, 1),
    digits(level, 1),
    digits(mean, 4),
    ...detail,
  ].join('')
}

function digits(value: number, length: number): string {
  let text = ''
  for (let index = 0, left = value; index < length; index += 1, left = Math.floor(left / 83)) {
    text = (DIGITS[left % 83] ?? '0') + text
  }
  return text
}
