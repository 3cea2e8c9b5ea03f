import { existsSync } from 'node:fs'
import { link, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'

const CACHE = fileURLToPath(new URL('../.cache/bench/', import.meta.url))

/** Deterministic pseudo-random numbers, 0 to 1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * A JPEG that costs as much to decode as a photo of its size: soft shapes with grain, quality 85, made once.
 * @returns the path of the file
 */
export async function makePhoto(index: number, megapixels: number): Promise<string> {
  const folder = join(CACHE, 'photos')
  const file = join(folder, `${megapixels}mp-${index}.jpg`)
  if (existsSync(file)) return file
  await mkdir(folder, { recursive: true })
  const width = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3))
  const height = Math.round((width * 3) / 4)
  const photo = await drawPhoto({ width, height, next: random(index * 1000 + megapixels) })
  await photo.toFile(`${file}.tmp`)
  await rename(`${file}.tmp`, file)
  return file
}

interface PhotoDraft {
  width: number
  height: number
  /** Numbers from 0 to 1 that say what it shows. */
  next: () => number
}

/** Soft shapes with grain, as a JPEG of quality 85. */
export async function drawPhoto({ width, height, next }: PhotoDraft): Promise<Sharp> {
  const shapes = Array.from({ length: 60 }, () => {
    const [x, y, size, hue] = [next() * width, next() * height, next() * width * 0.2, next() * 360]
    return `<circle cx="${x}" cy="${y}" r="${size}" fill="hsl(${hue} 60% 50%)" opacity="0.5"/>`
  })
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 22 }
  const grain = await sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .png({ compressionLevel: 1 })
    .toBuffer()
  return sharp(Buffer.from(picture))
    .flatten({ background: '#7a8a99' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 85 })
}

/** A folder of `count` files over 40 distinct photos of 1 to 12 megapixels (hard links: each is read anew). */
export async function makePhotoFolder(count: number): Promise<string> {
  const sizes = [1, 2, 3, 4, 5, 6, 8, 10, 12, 12]
  const photos: string[] = []
  for (let index = 0; index < 40; index += 1) {
    photos.push(await makePhoto(index, sizes[index % sizes.length] ?? 1))
  }
  const folder = join(CACHE, `folder-${count}`)
  if (existsSync(folder)) return folder
  const draft = `${folder}.tmp-${process.pid}`
  for (let index = 0; index < count; index += 1) {
    const below = join(draft, `album-${Math.floor(index / 100)}`)
    await mkdir(below, { recursive: true })
    await link(photos[index % photos.length] ?? '', join(below, `photo-${index}.jpg`))
  }
  await rename(draft, folder)
  return folder
}
