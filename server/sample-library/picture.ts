import sharp, { type Blend, type Sharp } from 'sharp'
import type { Rgb } from './color.ts'
import { randomFrom } from './noise.ts'

/** Pixels in the making: red, green, blue per pixel, 0 to 1; above 1 is light that will be clipped. */
export interface Canvas {
  width: number
  height: number
  pixels: Float32Array
}

/** A finished drawing: 8 bit per channel, sRGB, with alpha when there are four channels. */
export interface Picture {
  width: number
  height: number
  channels: 3 | 4
  bytes: Uint8Array
}

export function createCanvas(width: number, height: number): Canvas {
  return { width, height, pixels: new Float32Array(width * height * 3) }
}

/** A part of a canvas, in the shader's units. */
export interface Region {
  left: number
  top: number
  right: number
  bottom: number
}

/**
 * Colours every pixel of a region, or all. `x` goes from 0 to width/height, `y` from 0 to 1, so that
 * circles are round; the shader writes into `into`, which holds the pixel's colour so far.
 */
export function shade(
  canvas: Canvas,
  shader: (x: number, y: number, into: Rgb) => void,
  region: Region = { left: 0, top: 0, right: Number.POSITIVE_INFINITY, bottom: 1 },
): void {
  const { width, height, pixels } = canvas
  const into: Rgb = [0, 0, 0]
  const firstColumn = Math.max(0, Math.floor(region.left * height))
  const endColumn = Math.min(width, Math.ceil(region.right * height))
  const endRow = Math.min(height, Math.ceil(region.bottom * height))
  for (let row = Math.max(0, Math.floor(region.top * height)); row < endRow; row++) {
    const y = (row + 0.5) / height
    let offset = (row * width + firstColumn) * 3
    for (let column = firstColumn; column < endColumn; column++) {
      into[0] = pixels[offset] as number
      into[1] = pixels[offset + 1] as number
      into[2] = pixels[offset + 2] as number
      shader((column + 0.5) / height, y, into)
      pixels[offset++] = into[0]
      pixels[offset++] = into[1]
      pixels[offset++] = into[2]
    }
  }
}

/** Eight bits, with a little noise against bands in the gradients. */
export function toPicture({ width, height, pixels }: Canvas): Picture {
  const bytes = new Uint8ClampedArray(pixels.length)
  let state = 0x9e3779b9
  for (let index = 0; index < pixels.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[index] = (pixels[index] as number) * 255 + (state / 2 ** 32 - 0.5)
  }
  return { width, height, channels: 3, bytes: new Uint8Array(bytes.buffer) }
}

export function openPicture({ bytes, width, height, channels }: Picture): Sharp {
  return sharp(bytes, { raw: { width, height, channels } })
}

export async function finishPicture(image: Sharp): Promise<Picture> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const channels = info.channels === 4 ? 4 : 3
  return { width: info.width, height: info.height, channels, bytes: data }
}

/** Soft things are drawn small and enlarged: a quarter of the pixels, and nobody can tell. */
export function enlarge(picture: Picture, factor: number): Promise<Picture> {
  const { width, height } = picture
  const size = [Math.round(width * factor), Math.round(height * factor)] as const
  return finishPicture(openPicture(picture).resize(...size, { kernel: 'cubic', fit: 'fill' }))
}

/** Draws an SVG of any size over the whole picture. */
export async function overlay(
  picture: Picture,
  svg: string,
  mode: Blend = 'over',
): Promise<Picture> {
  const input = await rasterize(svg, picture.width)
  return finishPicture(
    openPicture(picture)
      .composite([{ input, blend: mode }])
      .removeAlpha(),
  )
}

/** An SVG as a picture of the given width; transparent where nothing is drawn. */
export async function drawSvg(svg: string, width: number): Promise<Picture> {
  return finishPicture(
    sharp(await rasterize(svg, width))
      .toColourspace('srgb')
      .ensureAlpha(),
  )
}

/** The same on paper: without transparency. */
export async function drawSheet(svg: string, width: number): Promise<Picture> {
  return finishPicture(
    sharp(await rasterize(svg, width))
      .toColourspace('srgb')
      .removeAlpha(),
  )
}

function rasterize(svg: string, width: number): Promise<Buffer> {
  const [, shownWidth] = /viewBox="0 0 ([\d.]+)/.exec(svg) ?? []
  if (!shownWidth) throw new Error('A drawing needs a viewBox that starts at 0 0.')
  const density = (72 * width) / Number(shownWidth)
  return sharp(Buffer.from(svg), { density }).resize(width).png({ compressionLevel: 1 }).toBuffer()
}

const TILE = 512
let grainTile: Float32Array | null = null

/**
 * Film grain: soft, the same in all channels, strongest in the mid-tones. `strength` is its deviation
 * in steps of 255.
 */
export function addGrain(picture: Picture, strength: number): Picture {
  const { width, height, channels, bytes } = picture
  grainTile ??= createGrainTile()
  const tile = grainTile
  const grained = Uint8ClampedArray.from(bytes)
  for (let row = 0; row < height; row++) {
    // Each row of tiles starts elsewhere, so that the eye finds no repetition.
    const shift = ((row / TILE) | 0) * 197
    const tileRow = (row % TILE) * TILE
    for (let column = 0; column < width; column++) {
      const offset = (row * width + column) * channels
      const grain = (tile[tileRow + ((column + shift) & (TILE - 1))] as number) * strength
      const tone = bytes[offset + 1] as number
      const amount = grain * (0.35 + (tone * (255 - tone)) / 25000)
      grained[offset] = (bytes[offset] as number) + amount
      grained[offset + 1] = tone + amount
      grained[offset + 2] = (bytes[offset + 2] as number) + amount
    }
  }
  return { ...picture, bytes: new Uint8Array(grained.buffer) }
}

function createGrainTile(): Float32Array {
  const random = randomFrom(1)
  const raw = Float32Array.from({ length: TILE * TILE }, () => random() + random() + random() - 1.5)
  const at = (row: number, column: number) =>
    raw[(row & (TILE - 1)) * TILE + (column & (TILE - 1))] as number
  return raw.map((value, index) => {
    const row = (index / TILE) | 0
    const column = index & (TILE - 1)
    return value * 1.4 + at(row, column + 1) * 0.7 + at(row + 1, column) * 0.7
  })
}
