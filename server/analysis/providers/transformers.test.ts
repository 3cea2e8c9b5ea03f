import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { AnalysisCapability, TransformersSettings } from '../../../contract/analysis.ts'
import { drawTestPicture } from './doubles/test-picture.ts'
import { writeTinyModels } from './doubles/tiny-models.ts'
import { ProviderFailure } from './provider-failure.ts'
import {
  startTransformers,
  type TransformersNeeds,
  type TransformersProvider,
} from './transformers.ts'

const { signal } = new AbortController()
let folder: string
const open: TransformersProvider[] = []

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-models-'))
  await writeTinyModels(folder)
})

after(async () => {
  await Promise.all(open.map((provider) => provider.close()))
  await rm(folder, { recursive: true })
})

function start(
  settings: Partial<TransformersSettings>,
  needs: Partial<TransformersNeeds> = {},
): TransformersProvider {
  const provider = startTransformers(
    {
      model_folder: folder,
      zero_shot_model: null,
      zero_shot_labels: [],
      caption_model: null,
      ...settings,
    },
    { hubCache: null, ...needs },
  )
  open.push(provider)
  return provider
}

test('x', async () => {
  const provider = start({
    zero_shot_model: 'tiny/clip',
    zero_shot_labels: ['Red', 'green', 'blue'],
    caption_model: 'tiny/caption',
  })
  console.log(
    JSON.stringify(
      await provider.analyze(
        await drawTestPicture(),
        new Set<AnalysisCapability>(['tags', 'alerts', 'alt_text', 'embedding']),
        signal,
      ),
    ),
  )
  console.log(await provider.embedText('a red picture', signal))
})
