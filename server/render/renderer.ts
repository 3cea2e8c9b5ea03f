import { startChildPool } from '../lib/child-pool.ts'
import { Failure } from '../lib/failures.ts'
import type { RenderLimits } from './plan.ts'
import type { Rendered, RenderTask } from './render-child.ts'

/** Renders in processes of their own: what a decoder does wrong, or without end, ends with its process. */
export interface Renderer {
  /**
   * @param signal aborted when nobody waits for it any more: what has not begun is given up
   * @throws Failure `overloaded` when too many wait, `timeout`, `too_large`, `broken_file`,
   *   `unsupported_media`, `invalid_parameter`
   */
  render(
    task: Pick<RenderTask, 'source' | 'params' | 'acceptance'>,
    signal?: AbortSignal,
  ): Promise<Rendered>
  load(): { running: number; waiting: number }
  readonly limits: RenderLimits
  close(): Promise<void>
}

export interface RendererOptions {
  processes: number
  /** Renderings that may wait for a process; further ones are refused. */
  maxWaiting: number
  timeoutSeconds: number
  limits?: Partial<RenderLimits>
}

const LIMITS: RenderLimits = {
  maxInputPixels: 100_000_000,
  maxOutputPixels: 40_000_000,
  maxAnimationPixels: 100_000_000,
}

/** The pool ends a child in the middle of its task at twice this. */
const MAX_RSS_BYTES = 768 * 2 ** 20

export function startRenderer(options: RendererOptions): Renderer {
  const limits = { ...LIMITS, ...options.limits }
  const pool = startChildPool<RenderTask, Rendered>({
    module: new URL('./render-child.ts', import.meta.url),
    size: options.processes,
    startAtOnce: true,
    finishesBegun: true,
    taskTimeoutSeconds: options.timeoutSeconds,
    maxRssBytes: MAX_RSS_BYTES,
    crashDetail: 'The file made its decoder crash, or takes too much memory to be rendered.',
  })
  return {
    limits,
    render: async (task, signal) => {
      const { running, waiting } = pool.load()
      if (waiting >= options.maxWaiting && running >= options.processes) {
        const detail = 'Too many renderings are waiting; try again in a moment.'
        throw new Failure('overloaded', detail, { retryAfterSeconds: 2 })
      }
      return pool.run({ ...task, limits }, signal)
    },
    load: () => pool.load(),
    close: () => pool.close(),
  }
}
