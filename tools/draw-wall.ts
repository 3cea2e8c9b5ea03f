import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { listSamples } from '../server/sample-library/samples.ts'

/** Draws the pictures beside the sign-in, `web/account/wall/`: some of the sample library, as high as a row at 2×. */

const FOLDER = fileURLToPath(new URL('../web/account/wall/', import.meta.url))
const HEIGHT = 336

/** In the order of the wall: neighbours differ in subject and colour. */
const PATHS = [
  'landscapes/Dawn above the valley.jpg',
  'products/stoneware.jpg',
  'posters/kyoto.jpg',
  'landscapes/misty-ridges.jpg',
  'abstract/spheres.jpg',
  'portraits/maja.png',
  'landscapes/aurora.jpg',
  'architecture/arches.jpg',
  'landscapes/dunes.jpg',
  'patterns/tiles.png',
  'landscapes/foggy-forest.jpg',
  'landscapes/lighthouse.jpg',
  'products/bottle.jpg',
  'architecture/skyline.jpg',
  'portraits/iris.png',
  'landscapes/tropical-sunset.jpg',
  'abstract/marble.jpg',
  'posters/lofoten.png',
  'landscapes/canyon.jpg',
  'products/cups.jpg',
  'landscapes/富士山.jpg',
  'architecture/façade.jpg',
]

await mkdir(FOLDER, { recursive: true })
const samples = new Map(listSamples().map((sample) => [sample.path, sample]))
for (const [i, path] of PATHS.entries()) {
  const sample = samples.get(path)
  if (!sample) throw new Error(`The sample library has no ${path}.`)
  const { data, info } = await sharp(await sample.make())
    .rotate()
    .resize({ height: HEIGHT })
    .avif({ quality: 42, effort: 7 })
    .toBuffer({ resolveWithObject: true })
  // The name tells the width, so that its place is known before it comes.
  const name = `${String(i + 1).padStart(2, '0')}-${info.width}.avif`
  await writeFile(`${FOLDER}${name}`, data)
  console.log(name, data.length, path)
}
