import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Comparison, compareCorpus } from './compare-corpus.ts'
import { readExplanations, readTruth } from './corpus-truth.ts'
import { readDirectly } from './read-directly.ts'
import { readIndexed } from './read-indexed.ts'

const DIFFERENCES_PAGE = new URL('../docs/corpus-differences.md', import.meta.url).pathname

/**
 * npm run verify:corpus -- FOLDER [--direct]
 * Compares what Vitrine knows of the files of a corpus with its TRUTH.tsv. Ends with 1 when a difference is
 * not explained in docs/corpus-differences.md. --direct asks the reader alone, without a database.
 */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { direct: { type: 'boolean' } },
  })
  const folder = resolve(positionals[0] ?? '../shared/corpus')
  const truths = await readTruth(join(folder, 'TRUTH.tsv'))
  const files = values.direct ? await readDirectly(folder, truths) : await readIndexed(folder)
  const comparison = compareCorpus(truths, files, await readExplanations(DIFFERENCES_PAGE))
  printComparison(comparison)
  if (comparison.differences.some(({ explanation }) => !explanation)) process.exitCode = 1
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
