import type { RawImage } from '@huggingface/transformers'
import sharp from 'sharp'
import { configureSharp } from '../../imaging/sharp-input.ts'
import { BACKGROUND_NICENESS, serveTasks } from '../../lib/child-pool.ts'
import { type Captioner, openCaptioner } from './captioner.ts'
import { ProviderFailure } from './provider-failure.ts'
import { loadRuntime, type Runtime } from './transformers-models.ts'
import type {
  TransformersAnswer,
  TransformersFindings,
  TransformersTask,
} from './transformers-task.ts'
import { openZeroShot, type ZeroShot } from './zero-shot.ts'

configureSharp()

/** What has been opened so far. A child works for one provider, whose models do not change. */
let runtime: Runtime | null = null
let zeroShot: ZeroShot | null = null
let captioner: Captioner | null = null

serveTasks<TransformersTask, TransformersAnswer>(async (task) => {
  try {
    return await look(task)
  } catch (error) {
    if (error instanceof ProviderFailure) {
      const { kind, detail, cause } = error
      return { trouble: kind, detail, reason: String(cause ?? '') }
    }
    const detail = 'The models fail on this picture, or are of another kind than they are used for.'
    return { trouble: 'unusable', detail, reason: String(error) }
  }
}, BACKGROUND_NICENESS)

async function look(task: TransformersTask): Promise<TransformersFindings> {
  const { subject } = task
  const { threads } = task.runtime
  runtime ??= await loadRuntime(task.runtime)
  if (task.zeroShot) zeroShot ??= await openZeroShot(runtime, task.zeroShot.model, threads)
  if (task.caption) captioner ??= await openCaptioner(runtime, task.caption, threads)
  if ('words' in subject) {
    return zeroShot ? { vector: await zeroShot.placeWords(subject.words) } : {}
  }
  const image = await decode(runtime, subject.still)
  const seen =
    task.zeroShot && (await zeroShot?.look(image, task.zeroShot.labels, task.zeroShot.wants))
  const caption = task.caption ? await captioner?.(image) : undefined
  return { ...seen, ...(caption !== undefined && { caption }) }
}

async function decode({ RawImage }: Runtime, still: Uint8Array): Promise<RawImage> {
  const raw = await sharp(still).removeAlpha().toColourspace('srgb').raw().toBuffer({
    resolveWithObject: true,
  })
  const { width, height, channels } = raw.info
  return new RawImage(new Uint8ClampedArray(raw.data), width, height, channels)
}
