import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readMedia } from '../../server/imaging/read-media.ts'
import { localFolder } from '../../server/origins/local/local-folder.ts'
import { drawPhoto } from '../photos.ts'
import type { Photo } from '../search/linked-photos.ts'
import { pick, randomOf } from '../search/random.ts'

const PHOTOS = 300
const LONGEST = 1200
/** Wide and high ones as people take and cut them. */
const RATIOS = [3 / 2, 3 / 2, 3 / 2, 4 / 3, 4 / 3, 1, 2 / 3, 2 / 3, 3 / 4, 16 / 9, 9 / 16, 2.4]

/** Different small photos, and what Vitrine reads in them. Those of a folder are made once. */
export async function makePhotos(folder: string): Promise<Photo[]> {
  const note = join(folder, 'photos.json')
  if (existsSync(note)) return JSON.parse(await readFile(note, 'utf8'))
  await mkdir(folder, { recursive: true })
  const photos: Photo[] = []
  for (let number = 0; number < PHOTOS; number += 1) photos.push(await makePhoto(folder, number))
  await writeFile(`${note}.tmp`, JSON.stringify(photos))
  await rename(`${note}.tmp`, note)
  return photos
}

async function makePhoto(folder: string, number: number): Promise<Photo> {
  const name = `${number}.jpg`
  const file = join(folder, name)
  const next = randomOf(number + 1)
  const ratio = pick(next, RATIOS)
  const width = Math.round(LONGEST * Math.min(1, ratio))
  const height = Math.round(LONGEST * Math.min(1, 1 / ratio))
  await (await drawPhoto({ width, height, next })).toFile(file)
  const [facts, known] = [await readMedia(file), await localFolder(folder).stat(name)]
  if (!facts.pixels || !known) throw new Error(`${file} could not be read.`)
  const { colors, namedColors, averageLuminance, blurhash } = facts.pixels
  return {
    ...{ file, etag: known.etag, sizeBytes: known.sizeBytes, width, height, blurhash },
    colors: {
      dominant_colors: Object.fromEntries(colors.map(({ hex, share }) => [hex, share])),
      named_colors: namedColors,
      average_luminance: averageLuminance,
    },
  }
}
