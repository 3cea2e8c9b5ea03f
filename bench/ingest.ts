import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { startVitrine, untilIndexed } from '../e2e/vitrine.ts'
import { ANALYSIS_SIDE } from '../server/imaging/pixels.ts'
import { forEachConcurrently } from '../server/lib/concurrently.ts'
import { describeMachine, median, spread } from './machine.ts'
import { makePhotoFolder } from './photos.ts'

/**
 * `npm run bench:ingest -- [--files 2000] [--rounds 3]`: the whole ingest of a folder of JPEGs beside its floor, a
 * bare loop of sharp that decodes the same files to the size that the analysis uses.
 */
async function main(): Promise<void> {
  console.log(`# Ingest\n\n${describeMachine()}\n`)
  await measureReading(await makePhotoFolder(option('--files', 2000)), option('--rounds', 3))
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}

/** Floor and ingest in turn, so that both meet the same weather. */
async function measureReading(folder: string, rounds: number): Promise<void> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jpg'))
    .map((file) => join(folder, file))
  const floor: number[] = []
  const whole: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    floor.push(files.length / (await decodeAll(files)))
    whole.push(files.length / (await ingestAll(folder)))
  }
  const ratios = whole.map((rate, round) => rate / (floor[round] ?? Number.NaN))
  console.log(`${files.length} JPEGs of 1 to 12 megapixels (40 distinct), ${rounds} rounds in turn; images/s, min / median / max.

| what | images/s |
| --- | --- |
| floor: sharp decodes to ${ANALYSIS_SIDE} px, ${availableParallelism()} at a time | ${spread(floor)} |
| whole ingest, from the start of Vitrine to the last file searchable | ${spread(whole)} |

Ratio, round by round: ${spread(ratios)}; median ${median(ratios).toFixed(2)} (goal: at least 0.7).
`)
}

/** @returns seconds */
async function decodeAll(files: string[]): Promise<number> {
  sharp.concurrency(1)
  sharp.cache(false)
  const start = performance.now()
  await forEachConcurrently(files, availableParallelism(), async (file) => {
    const picture = sharp(file).autoOrient()
    await picture.resize(ANALYSIS_SIDE, ANALYSIS_SIDE, { fit: 'inside' }).raw().toBuffer()
  })
  return (performance.now() - start) / 1000
}

/** Vitrine as people start it, with its database made before. @returns seconds, its start included */
async function ingestAll(folder: string): Promise<number> {
  const first = await startVitrine({ folders: [await makePhotoFolder(1)] })
  await first.stop()
  const start = performance.now()
  const vitrine = await startVitrine({ folders: [folder], dataDir: first.dataDir })
  await untilIndexed(vitrine, 600)
  const seconds = (performance.now() - start) / 1000
  await vitrine.remove()
  return seconds
}

await main()
