import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp, { type SharpOptions } from 'sharp'

/** A file name as people give them, and as few programs survive. */
export const AWKWARD_NAME = 'naïve — 50% & #1 (ünïcode+plus) 日本.jpg'

const HUES = [
  [214, 73, 51],
  [232, 160, 52],
  [240, 219, 79],
  [94, 168, 84],
  [60, 140, 180],
  [70, 70, 160],
  [140, 80, 150],
  [90, 90, 90],
] as const

const PHOTO_XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Harbour at dusk</rdf:li></rdf:Alt></dc:title>
<dc:subject><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>dusk</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>`

/**
 * Fills a folder with what libraries are made of: pictures in folders, one with camera data, an animation, a
 * vector image, a broken file, an awkward name, a text.
 * @returns how many files it made
 */
export async function makeLibrary(folder: string): Promise<number> {
  const files: [path: string, bytes: Buffer | string][] = []
  for (let index = 0; index < 32; index += 1) {
    const place = ['travel/alps', 'travel/coast', 'portraits', 'products'][index % 4]
    const name = `${place}/picture-${String(index).padStart(2, '0')}.jpg`
    files.push([name, await makePicture(index)])
  }
  files.push(['travel/coast/harbour.jpg', await makePhoto()])
  files.push(['largest.png', await makeNoise(900, 700)])
  files.push([
    'dot.gif',
    await sharp(solid(2, 2, 0))
      .gif()
      .toBuffer(),
  ])
  files.push(['moving/turning.gif', await makeAnimation()])
  files.push(['drawings/badge.svg', BADGE])
  files.push(['drawings/notes.txt', 'Nothing to see here, only words.\n'])
  files.push(['broken.jpg', (await makePicture(3)).subarray(0, 120)])
  files.push([`odd names/${AWKWARD_NAME}`, await makePicture(5)])
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  return files.length
}

const SHAPES = [
  { width: 360, height: 240 },
  { width: 240, height: 320 },
  { width: 400, height: 200 },
  { width: 300, height: 300 },
] as const

/** A picture of its own for each index: colours, shape and bytes differ. */
export async function makePicture(index: number): Promise<Buffer> {
  const { width, height } = SHAPES[index % SHAPES.length] ?? SHAPES[0]
  const stripe = await sharp(solid(width, 30, index + 3))
    .png()
    .toBuffer()
  return await sharp(solid(width, height, index))
    .composite([{ input: stripe, top: 20 + index * 4, left: 0 }])
    .jpeg({ quality: 85 })
    .toBuffer()
}

export async function makePhoto(): Promise<Buffer> {
  return await sharp(solid(640, 427, 4))
    .withExif({
      IFD0: { Make: 'Praktica', Model: 'MTL 5', ImageDescription: 'The old harbour' },
      IFD2: { FNumber: '28/10', ExposureTime: '1/125', DateTimeOriginal: '2024:05:17 20:41:00' },
    })
    .withXmp(PHOTO_XMP)
    .jpeg()
    .toBuffer()
}

async function makeNoise(width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  return await sharp({ create: { width, height, channels: 3, noise, background: '#000' } })
    .png()
    .toBuffer()
}

async function makeAnimation(): Promise<Buffer> {
  const frames = await Promise.all(
    [0, 2, 4].map((hue) =>
      sharp(solid(120, 90, hue))
        .png()
        .toBuffer(),
    ),
  )
  return await sharp(frames, { join: { animated: true } })
    .gif({ delay: [100, 100, 100] })
    .toBuffer()
}

function solid(width: number, height: number, hue: number): SharpOptions {
  const [r, g, b] = HUES[hue % HUES.length] ?? HUES[0]
  const shade = 1 - (hue % 5) * 0.08
  const background = { r: r * shade, g: g * shade, b: b * shade }
  return { create: { width, height, channels: 3, background } }
}

const BADGE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80" width="120" height="80">
<rect width="120" height="80" fill="#28536b"/><circle cx="60" cy="40" r="24" fill="#f6d55c"/></svg>`
