import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { assertDrawn } from './assert-drawn.ts'
import { createSampleLibrary } from './create.ts'
import { listSamples } from './samples.ts'

test('the whole library is drawn, and every picture of it can be decoded', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'sample-library-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  await createSampleLibrary(folder)
  await assertDrawn(folder, listSamples())
})
