import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { MediaFacts } from '../server/imaging/facts.ts'
import { startMediaReader } from '../server/imaging/media-reader.ts'
import { isFailure } from '../server/lib/failures.ts'
import { type Comparison, compareCorpus } from './compare-corpus.ts'
import {
  type IndexedFacts,
  type IndexedFile,
  readExplanations,
  readTruth,
  type Truth,
} from './corpus-truth.ts'

const DIFFERENCES_PAGE = new URL('../docs/corpus-differences.md', import.meta.url).pathname

/**
 * npm run verify:corpus -- FOLDER [--direct]
 * Compares what Vitrine knows of the files of a corpus with its TRUTH.tsv. Ends with 1 when a difference is
 * not explained in docs/corpus-differences.md. --direct asks the reader alone, without a database.
 */
async function main(): Promise<void> {
  const { positionals } = parseArgs({
    allowPositionals: true,
    options: { direct: { type: 'boolean' } },
  })
  const folder = resolve(positionals[0] ?? '../shared/corpus')
  const truths = await readTruth(join(folder, 'TRUTH.tsv'))
  const files = await readDirectly(folder, truths)
  const comparison = compareCorpus(truths, files, await readExplanations(DIFFERENCES_PAGE))
  printComparison(comparison)
  if (comparison.differences.some(({ explanation }) => !explanation)) process.exitCode = 1
}

async function readDirectly(folder: string, truths: readonly Truth[]): Promise<IndexedFile[]> {
  const reader = startMediaReader({ processes: 2 })
  try {
    const read = async ({ path }: Truth): Promise<IndexedFile> => {
      try {
        const facts = await reader.read(join(folder, path))
        return { path, status: 'indexed', error: null, facts: toIndexedFacts(facts) }
      } catch (error) {
        if (!isFailure(error)) throw error
        return { path, status: 'error', error: error.detail, facts: null }
      }
    }
    return await Promise.all(truths.map(read))
  } finally {
    await reader.close()
  }
}

function toIndexedFacts({ metadata, ...facts }: MediaFacts): IndexedFacts {
  const { OffsetTimeOriginal: zone } = metadata.exif
  const hasAny = (group: object) => Object.keys(group).length > 0
  return {
    ...facts,
    zone: zone === undefined ? null : String(zone),
    hasExif: hasAny(metadata.exif),
    hasIptc: hasAny(metadata.iptc),
    hasXmp: hasAny(metadata.xmp),
  }
}

function printComparison({ agreements, differences, unusedExplanations }: Comparison): void {
  console.log('column            agree  explained  unexplained')
  for (const [column, agreeing] of agreements) {
    const ofColumn = differences.filter((difference) => difference.column === column)
    const explained = ofColumn.filter(({ explanation }) => explanation).length
    const counts = [String(agreeing).padStart(5), String(explained).padStart(9)]
    console.log(column.padEnd(16), ...counts, String(ofColumn.length - explained).padStart(12))
  }
  for (const { path, column, expected, found, explanation } of differences) {
    if (!explanation)
      console.log(`\n${path}\n  ${column}: expected "${expected}", found "${found}"`)
  }
  for (const { files, columns } of unusedExplanations) {
    console.log(
      `\nNo longer needed in docs/corpus-differences.md: ${files} (${columns.join(', ')})`,
    )
  }
}

await main()
