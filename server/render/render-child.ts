import { open as openFile } from 'node:fs/promises'
import sharp, { type Metadata } from 'sharp'
import { toBrokenFile } from '../imaging/broken-file.ts'
import { openPicture } from '../imaging/decode.ts'
import { detectMediaType } from '../imaging/media-type.ts'
import { configureSharp, INPUT_OPTIONS } from '../imaging/sharp-input.ts'
import { serveTasks } from '../lib/child-pool.ts'
import { Failure } from '../lib/failures.ts'
import { CONTENT_TYPES } from './encode.ts'
import type { Acceptance } from './negotiate.ts'
import type { RenderParams } from './params/index.ts'
import { type OpenFrames, renderPlan } from './pipeline.ts'
import { planRender, type RenderLimits, type SourceFacts, uprightTurn } from './plan.ts'
import type { Preview } from './preview.ts'
import { measureTrim } from './trim.ts'
import { turnedSize } from './turn.ts'

export interface RenderTask {
  /** The original on this machine's disk, or a small still of it. */
  source: { file: string } | Preview
  params: RenderParams
  acceptance: Acceptance
  limits: RenderLimits
}

export interface Rendered {
  body: Uint8Array
  contentType: string
  width: number
  height: number
}

configureSharp()

serveTasks<RenderTask, Rendered>(async (task) => {
  try {
    return await render(task)
  } catch (error) {
    throw 'file' in task.source ? await explain(error, task.source.file) : error
  }
})

async function render(task: RenderTask): Promise<Rendered> {
  const { params, acceptance, limits } = task
  const { open, metadata } = await openSource(task.source, limits)
  const source = 'file' in task.source ? readFacts(metadata) : task.source.facts
  const options = { acceptance, limits }
  // Planned once before anything is decoded, so that what is too large is refused unseen.
  let plan = planRender(params, source, options)
  if (params.trim && plan.frames === 1) {
    const turn = uprightTurn(params, source)
    const image = open({ page: plan.firstFrame, pages: 1 })
    const region = await measureTrim(image, params, turnedSize(source, turn), turn)
    plan = planRender(params, source, { ...options, region })
  }
  const body = await renderPlan(open, plan, metadata)
  return { body, contentType: CONTENT_TYPES[plan.output.format], ...plan.size }
}

interface OpenedSource {
  open: OpenFrames
  metadata: Metadata
}

async function openSource(
  source: RenderTask['source'],
  limits: RenderLimits,
): Promise<OpenedSource> {
  // All frames of an animation together are one picture here; planRender looks closer.
  const limitInputPixels = Math.max(limits.maxInputPixels, limits.maxAnimationPixels)
  const input = 'file' in source ? source.file : source.bytes
  const options = { ...INPUT_OPTIONS, limitInputPixels }
  try {
    const metadata = await sharp(input, options).metadata()
    if (!needsOurDecoder(metadata) || !('file' in source)) {
      const withFrames = metadata.pages !== undefined
      return { metadata, open: (frames) => sharp(input, { ...options, ...(withFrames && frames) }) }
    }
  } catch (error) {
    if (!('file' in source) || !UNSUPPORTED.test(String(error))) throw error
  }
  return openOtherwise(source.file)
}

/** sharp reads the head of HEIC but not its pixels, and SVG by its name only: see openPicture. */
function needsOurDecoder({ format, compression }: Metadata): boolean {
  return format === 'svg' || (format === 'heif' && compression !== 'av1')
}

const UNSUPPORTED = /unsupported image format/i

/**
 * What sharp does not know, as a still. And SVG, without the name of its file: knowing that, the renderer
 * would let it show the files beside it.
 */
async function openOtherwise(file: string): Promise<OpenedSource> {
  const { format } = await detectFile(file)
  // sharp has tried these already, and not even known them.
  const picture = format === 'avif' ? null : await openPicture(file, format)
  if (!picture) throw new Failure('unsupported_media', 'Files of this kind cannot be rendered.')
  return { open: () => picture.clone(), metadata: await picture.metadata() }
}

function readFacts(metadata: Metadata): SourceFacts {
  const { format, compression, width, height, pages = 1 } = metadata
  const moves = format === 'gif' || format === 'webp'
  return {
    format: format === 'heif' && compression === 'av1' ? 'avif' : format,
    width,
    height,
    orientation: metadata.orientation ?? 1,
    hasAlpha: metadata.hasAlpha,
    frames: moves ? pages : 1,
    decodesScaled: format === 'jpeg' || format === 'webp',
    progressive: metadata.isProgressive,
  }
}

/** What the decoders say is for people who write decoders, and may hold paths. */
async function explain(error: unknown, file: string): Promise<Failure> {
  if (error instanceof Failure) return error
  const message = String(error)
  const { format } = await detectFile(file)
  if (/pixel limit|limitInputPixels/i.test(message)) {
    return new Failure('too_large', 'The picture has too many pixels to be rendered.', {
      cause: error,
    })
  }
  return toBrokenFile(format, error)
}

async function detectFile(file: string) {
  const handle = await openFile(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0)
    return await detectMediaType(buffer.subarray(0, bytesRead), (await handle.stat()).size)
  } finally {
    await handle.close()
  }
}
