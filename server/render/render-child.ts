import sharp, { type Metadata } from 'sharp'
import { serveTasks } from '../lib/child-pool.ts'
import { Failure } from '../lib/failures.ts'
import { CONTENT_TYPES } from './encode.ts'
import type { Acceptance } from './negotiate.ts'
import type { RenderParams } from './params/index.ts'
import { renderPlan } from './pipeline.ts'
import { planRender, type RenderLimits, type SourceFacts, uprightTurn } from './plan.ts'
import { measureTrim } from './trim.ts'
import { turnedSize } from './turn.ts'

export interface RenderTask {
  /** The original on this machine's disk. */
  file: string
  params: RenderParams
  acceptance: Acceptance
  limits: RenderLimits
  /** The child ends itself when its memory grows past this in the middle of a task. */
  maxRssBytes: number
}

export interface Rendered {
  body: Uint8Array
  contentType: string
  width: number
  height: number
}

// One thread each: the processes are what keeps the cores busy. The cache would keep decoders alive whose
// memory nobody counts.
sharp.concurrency(1)
sharp.cache(false)

serveTasks<RenderTask, Rendered>(async (task) => {
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > task.maxRssBytes) process.kill(process.pid, 'SIGKILL')
  }, 100)
  try {
    return await render(task)
  } catch (error) {
    throw explain(error)
  } finally {
    clearInterval(watch)
  }
})

async function render({ file, params, acceptance, limits }: RenderTask): Promise<Rendered> {
  const limitInputPixels = Math.max(limits.maxInputPixels, limits.maxAnimationPixels)
  const open = (pages: { page?: number; pages?: number }) =>
    sharp(file, { failOn: 'error', limitInputPixels, ...pages })
  const metadata = await open({}).metadata()
  const source = readFacts(metadata)
  const options = { acceptance, limits }
  // Planned once before anything is decoded, so that what is too large is refused unseen.
  let plan = planRender(params, source, options)
  if (params.trim && plan.frames === 1) {
    const turn = uprightTurn(params, source)
    const image = open({ page: plan.firstFrame, pages: 1 })
    const region = await measureTrim(image, params, turnedSize(source, turn), turn)
    plan = planRender(params, source, { ...options, region })
  }
  const pages = (range: { page: number; pages: number }) => open(source.frames > 1 ? range : {})
  const body = await renderPlan(pages, plan, metadata)
  return { body, contentType: CONTENT_TYPES[plan.output.format], ...plan.size }
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
    progressive: metadata.isProgressive,
  }
}

/** What the decoders say is for people who write decoders; it may hold paths as well. */
function explain(error: unknown): unknown {
  if (error instanceof Failure) return error
  const text = String(error)
  if (/unsupported image format|no known loader|not a known/i.test(text)) {
    return new Failure('unsupported_media', 'Files of this kind cannot be rendered.', {
      cause: error,
    })
  }
  if (/pixel limit|exceeds/i.test(text)) {
    return new Failure('too_large', 'The picture has too many pixels to be rendered.', {
      cause: error,
    })
  }
  return new Failure('broken_file', 'The file is broken: its picture cannot be read to the end.', {
    cause: error,
  })
}
