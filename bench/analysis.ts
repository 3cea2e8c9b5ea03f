import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { readPixels } from '../server/imaging/pixels.ts'
import {
  type Look,
  look,
  measureRate,
  openBenchNets,
  type Rate,
  settle,
  toMegapixel,
} from './analysis/cost.ts'
import { readPictures } from './analysis/pictures.ts'
import { asLight, judgeAll, listUnconfirmed } from './analysis/quality.ts'
import { type Costs, reportAnalysis } from './analysis/report.ts'
import { describeMachine } from './machine.ts'

const CORPUS = new URL('../../shared/corpus/', import.meta.url)
const MODELS = fileURLToPath(new URL('../node_modules/.cache/vitrine-models/', import.meta.url))

/**
 * `npm run bench:analysis -- [--pictures 40] [--unconfirmed] [--save]`: what the built-in analysis finds in the labelled
 * pictures of the corpus, and what that costs. `--pictures` is how many of them are looked at for the cost, each made a
 * JPEG of one megapixel; `--unconfirmed` lists tags that nobody has confirmed; `--save` writes the figures to
 * bench/results/analysis.md.
 */
async function main(): Promise<void> {
  if (!existsSync(CORPUS)) throw new Error(`There is no corpus at ${CORPUS.pathname}.`)
  const machine = describeMachine()
  const pictures = await readPictures(CORPUS)
  const nets = await openBenchNets(MODELS)
  const looked: { picture: (typeof pictures)[number]; raw: Look['raw'] }[] = []
  for (const picture of pictures) {
    looked.push({ picture, raw: (await look(nets, picture.still, 'full')).raw })
  }
  const full = judgeAll(looked)
  const light = judgeAll(looked.map(({ picture, raw }) => ({ picture, raw: asLight(raw) })))
  if (process.argv.includes('--unconfirmed')) {
    for (const { path, tags } of listUnconfirmed(full)) {
      console.log(path, tags.map(({ label, score }) => `${label} ${score ?? ''}`).join(', '))
    }
  }
  const costs = await measureCosts(pictures, option('--pictures', 40))
  const report = `# Analysis\n\n${machine}\n\n${reportAnalysis({ full, light, costs })}`
  console.log(report)
  if (!process.argv.includes('--save')) return
  await writeFile(new URL('./results/analysis.md', import.meta.url), report)
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}

type Pictures = Awaited<ReturnType<typeof readPictures>>

/** Photographs alone, evenly from all of them: diagrams have more text and less of everything else. */
function choosePhotos(pictures: Pictures, count: number): Pictures {
  const photos = pictures.filter(
    ({ facts, path }) => facts.width * facts.height > 2e5 && !/^(graphics|animated)\//.test(path),
  )
  const step = Math.max(1, photos.length / count)
  return Array.from(
    { length: Math.min(count, photos.length) },
    (_, at) => photos[Math.floor(at * step)],
  ).filter((photo) => photo !== undefined)
}

async function measureCosts(all: Pictures, count: number): Promise<Costs> {
  const nets = await openBenchNets(MODELS)
  const photos: Pictures = []
  let reading = 0
  for (const photo of choosePhotos(all, count)) {
    const jpeg = await toMegapixel(fileURLToPath(new URL(encodeURI(photo.path), CORPUS)))
    const before = process.cpuUsage()
    const { still } = await readPixels(sharp(jpeg), { still: true })
    const { user, system } = process.cpuUsage(before)
    reading += (user + system) / 1000
    if (still) photos.push({ ...photo, still })
  }
  const stages = { full: [] as Look['stages'][], light: [] as Look['stages'][] }
  for (const mode of ['full', 'light'] as const) {
    // Loads the nets, and makes them allocate what they need.
    for (const { still } of photos.slice(0, 2)) await look(nets, still, mode)
    for (const { still } of photos) stages[mode].push((await look(nets, still, mode)).stages)
  }
  const rates: Rate[] = []
  for (const mode of ['full', 'light'] as const) {
    for (const processes of [1, 2]) {
      await settle()
      rates.push(await measureRate(photos, { modelFolder: MODELS, mode, processes }))
    }
  }
  return {
    photos: photos.length,
    readingMilliseconds: reading / photos.length,
    stages,
    rates,
    load: loadavg()[0] ?? 0,
  }
}
await main()
