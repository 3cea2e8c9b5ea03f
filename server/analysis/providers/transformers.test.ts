import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import * as transformers from '@huggingface/transformers'
import sharp from 'sharp'
import type { AnalysisCapability, TransformersSettings } from '../../../contract/analysis.ts'
import type { Picture } from '../provider.ts'
import { drawTestPicture } from './doubles/test-picture.ts'
import { TINY_CAPTION, writeTinyModels } from './doubles/tiny-models.ts'
import { choosePrecisions } from './model-folder.ts'
import { ProviderFailure, type TroubleKind } from './provider-failure.ts'
import {
  startTransformers,
  type TransformersNeeds,
  type TransformersProvider,
} from './transformers.ts'
import { LABEL_TEMPLATE, OTHER_LABEL } from './zero-shot-prompts.ts'

const { signal } = new AbortController()
const ALL: ReadonlySet<AnalysisCapability> = new Set([
  'tags',
  'faces',
  'alerts',
  'alt_text',
  'text',
  'embedding',
])
const COLOURS = ['red', 'green', 'blue']
let folder: string
let reddish: Picture
let bluish: Picture
let clip: TransformersProvider
let siglip: TransformersProvider
const open: TransformersProvider[] = []

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-models-'))
  await writeTinyModels(folder)
  reddish = await drawTestPicture('#605040')
  bluish = await drawTestPicture('#405060')
  clip = start({
    zero_shot_model: 'tiny/clip',
    zero_shot_labels: ['Red ', 'green', 'RED', 'blue'],
    caption_model: 'tiny/caption',
  })
  siglip = start({ zero_shot_model: 'tiny/siglip', zero_shot_labels: COLOURS })
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
    { hubCache: null, modelRoots: [folder], ...needs },
  )
  open.push(provider)
  return provider
}

/** What the package's own pipeline says of the same picture. */
async function scoresOfPipeline(model: string, { still }: Picture): Promise<Map<string, number>> {
  const { env, pipeline, RawImage } = transformers
  env.allowRemoteModels = false
  const options = { dtype: 'fp32', device: 'cpu' } as const
  const classify = await pipeline('zero-shot-image-classification', join(folder, model), options)
  const { data, info } = await sharp(still).raw().toBuffer({ resolveWithObject: true })
  const image = new RawImage(new Uint8ClampedArray(data), info.width, info.height, info.channels)
  const labels = [...COLOURS, OTHER_LABEL]
  const said = await classify(image, labels, { hypothesis_template: LABEL_TEMPLATE })
  await classify.dispose()
  return new Map(said.map(({ label, score }) => [label, score]))
}

describe('zero-shot tags are those of the package’s own pipeline', () => {
  for (const model of ['tiny/clip', 'tiny/siglip']) {
    test(model, async () => {
      const provider = model === 'tiny/clip' ? clip : siglip
      // the second picture is compared with what was kept of the words
      for (const picture of [reddish, bluish]) {
        const expected = await scoresOfPipeline(model, picture)
        const { raw } = await provider.analyze(picture, new Set(['tags']), signal)
        const { labels } = raw as { labels: Record<string, number> }
        for (const label of COLOURS) {
          const difference = Math.abs((labels[label] ?? -1) - (expected.get(label) ?? -2))
          assert.ok(difference < 1e-3, `${label}: ${labels[label]} and ${expected.get(label)}`)
        }
      }
    })
  }
})

test('tags, alerts, place and caption of one picture', async () => {
  assert.deepEqual(
    clip.capabilities,
    new Set(['alerts', 'embedding', 'tags', 'alt_text'] as AnalysisCapability[]),
  )
  const { findings, model } = await clip.analyze(await drawTestPicture(), ALL, signal)
  assert.equal(model, 'tiny/clip + tiny/caption')
  assert.deepEqual(
    findings.tags?.map(({ label }) => label),
    ['red'],
  )
  assert.deepEqual(findings.alt_text, { text: 'A picture of red.', weak: false })
  assert.equal(TINY_CAPTION, 'a picture of red')
  const levels = Object.values(findings.alerts ?? {}).map(({ level }) => level)
  assert.deepEqual(levels, [1, 1, 1, 1, 1])
  assert.deepEqual([findings.faces, findings.text], [undefined, undefined])
  assert.equal(findings.embedding?.model, 'transformers:tiny/clip')
  const length = Math.hypot(...(findings.embedding?.vector ?? []))
  assert.ok(Math.abs(length - 1) < 1e-6)
})

test('words lie beside the pictures that show what they say', async () => {
  const places: number[][] = []
  for (const colour of ['#d01010', '#10d010', '#1010d0']) {
    const picture = await drawTestPicture(colour)
    const { findings } = await clip.analyze(picture, new Set(['embedding']), signal)
    places.push(findings.embedding?.vector ?? [])
  }
  for (const [at, word] of COLOURS.entries()) {
    const { model, vector } = await clip.embedText(`a ${word} picture`, signal)
    assert.equal(model, 'transformers:tiny/clip')
    const near = places.map((place) => place.reduce((sum, n, i) => sum + n * (vector[i] ?? 0), 0))
    assert.equal(near.indexOf(Math.max(...near)), at, word)
  }
})

test('Florence-2 is asked by its task', async () => {
  const provider = start({ caption_model: 'tiny/florence' })
  assert.deepEqual(provider.capabilities, new Set(['alt_text']))
  const { findings } = await provider.analyze(reddish, ALL, signal)
  assert.deepEqual(findings, { alt_text: { text: 'A picture of red.', weak: false } })
})

test('without a captioner a sentence is made of the labels', async () => {
  const picture = await drawTestPicture('#e00000')
  const { findings } = await siglip.analyze(picture, new Set(['alt_text']), signal)
  assert.deepEqual(findings, { alt_text: { text: 'Photo: red.', weak: false } })
})

test('other labels are another origin', () => {
  const versionOf = (zero_shot_labels: string[]) =>
    start({ zero_shot_model: 'tiny/clip', zero_shot_labels }).origin.version
  assert.equal(versionOf(['a', 'b']), versionOf(['A', 'b ']))
  assert.notEqual(versionOf(['a', 'b']), versionOf(['a', 'c']))
})

describe('what can’t be opened', () => {
  const cases: [
    name: string,
    settings: Partial<TransformersSettings>,
    needs: Partial<TransformersNeeds>,
    kind: TroubleKind,
    detail: RegExp,
  ][] = [
    [
      'a model that is not there',
      { caption_model: 'tiny/none' },
      {},
      'files',
      /no model “tiny\/none”/,
    ],
    [
      'a folder that is not there',
      { caption_model: 'a/b', model_folder: '/none' },
      {},
      'place',
      /MODEL_ROOTS/,
    ],
    [
      'a relative folder',
      { caption_model: 'a/b', model_folder: 'models' },
      {},
      'place',
      /absolute/,
    ],
    [
      'a folder that the operator does not name',
      { caption_model: 'tiny/caption' },
      { modelRoots: ['/none', join(tmpdir(), 'none')] },
      'place',
      /MODEL_ROOTS/,
    ],
    ['a name that leads out', { caption_model: '../../etc' }, {}, 'settings', /owner\/name/],
    ['a name with dots', { caption_model: 'tiny/..' }, {}, 'settings', /owner\/name/],
    ['an absolute name', { caption_model: '/etc/passwd' }, {}, 'settings', /owner\/name/],
    [
      'no folder, and no hub',
      { caption_model: 'a/b', model_folder: null },
      {},
      'place',
      /MODEL_HUB/,
    ],
    ['another kind of model', { zero_shot_model: 'tiny/caption' }, {}, 'unusable', /another kind/],
    [
      'without the package',
      { caption_model: 'tiny/caption' },
      { runtime: 'no-such-package' },
      'package',
      /not installed/,
    ],
  ]
  for (const [name, settings, needs, kind, detail] of cases) {
    test(name, async () => {
      const failure = await failureOf(start(settings, needs))
      assert.equal(failure.kind, kind, failure.detail)
      assert.match(failure.detail, detail)
      assert.equal(failure.retryAfterSeconds, undefined)
    })
  }

  test('a damaged model', async () => {
    await writeFile(join(folder, 'tiny/florence/onnx/embed_tokens.onnx'), 'no model')
    const failure = await failureOf(start({ caption_model: 'tiny/florence' }))
    assert.equal(failure.kind, 'files')
    assert.match(failure.detail, /damaged/)
  })
})

describe('a child that does not answer', () => {
  test('takes too long', async () => {
    const provider = start({ caption_model: 'tiny/caption' }, { timeoutSeconds: 0.01 })
    const failure = await failureOf(provider)
    assert.deepEqual([failure.kind, failure.retryAfterSeconds], ['slow', 120])
  })

  test('is killed in the middle of a picture', async () => {
    const deadly = join(folder, 'deadly.mjs')
    await writeFile(deadly, "process.kill(process.pid, 'SIGKILL')")
    const runtime = pathToFileURL(deadly).href
    const failure = await failureOf(start({ caption_model: 'tiny/caption' }, { runtime }))
    assert.deepEqual([failure.kind, failure.retryAfterSeconds], ['crash', 300])
  })

  test('is told to stop', async () => {
    const provider = start({ caption_model: 'tiny/caption' })
    const stop = new AbortController()
    const looking = provider.analyze(reddish, ALL, stop.signal)
    const reason = new Error('enough')
    setTimeout(() => stop.abort(reason), 20)
    await assert.rejects(looking, reason)
  })
})

async function failureOf(provider: TransformersProvider): Promise<ProviderFailure> {
  const error = await provider.analyze(reddish, ALL, signal).then(
    (answer) => assert.fail(`It answered ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ProviderFailure, String(error))
  return error
}

test('of several files the one that is quickest is taken', () => {
  const files = ['model', 'model_quantized', 'model_fp16', 'decoder_q4', 'decoder_q4f16', 'encoder']
  const chosen = { model: 'q8', encoder: 'fp32', decoder: 'q4' }
  assert.deepEqual(choosePrecisions(files), chosen)
  assert.deepEqual(choosePrecisions([]), {})
})
