import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { compareCorpus } from './compare-corpus.ts'
import { readExplanations, readTruth } from './corpus-truth.ts'
import { readDirectly } from './read-directly.ts'

const CORPUS = new URL('../../shared/corpus/', import.meta.url).pathname
const PAGE = new URL('../docs/corpus-differences.md', import.meta.url).pathname
const skip = existsSync(CORPUS) ? false : `there is no corpus at ${CORPUS}`

test('every file of the corpus is read as the truth says, or the difference is explained', {
  skip,
}, async () => {
  const truths = await readTruth(`${CORPUS}TRUTH.tsv`)
  const files = await readDirectly(CORPUS, truths)
  const { differences, unusedExplanations } = compareCorpus(
    truths,
    files,
    await readExplanations(PAGE),
  )
  assert.deepEqual(
    differences.filter(({ explanation }) => !explanation),
    [],
  )
  assert.deepEqual(unusedExplanations, [])
})
