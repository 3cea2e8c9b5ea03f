import type { AnalysisCapability, AnalysisOrigin } from '../../../contract/analysis.ts'
import { type ChildPool, startChildPool } from '../../lib/child-pool.ts'
import { Failure, isFailure } from '../../lib/failures.ts'
import type { BuiltinRaw } from '../judging/builtin-raw.ts'
import { JUDGING_VERSION, judge } from '../judging/judge.ts'
import type { AnalysisProvider } from '../provider.ts'
import type { BuiltinAnswer, BuiltinTask } from './builtin-child.ts'
import { countDeaths } from './count-deaths.ts'
import { keepModels } from './keep-models.ts'
import { RUNTIME } from './nets.ts'
import type { BuiltinMode } from './read-raw.ts'

export interface BuiltinOptions {
  /** Pictures that are looked at side by side. */
  processes: number
  /** `light` takes a third of the time, finds fewer faces, errs more often about nudity, and reads no text. */
  mode: BuiltinMode
  /** Of ours; models that are not in it are made. */
  modelFolder: string
  /** For one picture; before a child's first, its nets are loaded. */
  timeoutSeconds: number
  /** Told in a sentence, for whoever runs Vitrine, what takes time, and why nothing can be told at all. */
  onProgress?: (sentence: string) => void
  /** The package that runs nets; tests name one that is not there. */
  runtime?: string
  /** URL of the module whose packages the weights are in; tests leave some out. */
  importer?: string
}

/** Raised whenever the nets, what they are given or how their answers are read change. */
const NETS_VERSION = 1

const CAPABILITIES: Record<BuiltinMode, readonly AnalysisCapability[]> = {
  full: ['tags', 'faces', 'alerts', 'alt_text', 'text', 'embedding'],
  light: ['tags', 'faces', 'alerts', 'alt_text', 'embedding'],
}

/** All nets with a picture take three quarters of it. */
const MAX_RSS_BYTES = 600 * 2 ** 20

/** With nothing to look at, the memory of the nets goes back; loading them again takes a second. */
const MAX_IDLE_SECONDS = 60

/** A child that died may have been killed for its neighbour's hunger. */
const RETRY_SECONDS = 30

/** Looks at pictures on this machine, in children of low priority; these start when they are first needed. */
export function startBuiltin(options: BuiltinOptions): AnalysisProvider {
  const { mode, modelFolder, onProgress = () => {}, runtime = RUNTIME } = options
  const models = keepModels({ folder: modelFolder, mode, importer: options.importer, onProgress })
  const deaths = countDeaths(onProgress)
  const pool = startPool(options)
  const capabilities = new Set(CAPABILITIES[mode])
  const origin: AnalysisOrigin = {
    provider: 'builtin',
    model: `vitrine-${mode}`,
    version: `${NETS_VERSION}.${JUDGING_VERSION}`,
  }
  const giveUp = (reason: string): Failure => {
    const detail = `The built-in analysis does not run on this machine: ${reason}`
    if (capabilities.size > 0) onProgress(detail)
    capabilities.clear()
    return new Failure('analysis_failed', detail)
  }
  const look = async (task: Omit<BuiltinTask, 'paths'>, signal: AbortSignal) => {
    deaths.check()
    const paths = await models.paths(signal)
    if (paths.text_detection === undefined) capabilities.delete('text')
    else if (mode === 'full' && capabilities.size > 0) capabilities.add('text')
    const answer = await pool.run({ ...task, paths }, signal).catch((error: unknown) => {
      if (!signal.aborted) deaths.note(error)
      throw error
    })
    deaths.note(null)
    if ('raw' in answer) return answer
    if (answer.trouble === 'runtime') throw giveUp(answer.reason)
    models.forget()
    const detail = `${answer.reason} It is made again.`
    throw new Failure('analysis_failed', detail, { retryAfterSeconds: 5 })
  }
  return {
    name: 'builtin',
    capabilities,
    origin,
    analyze: async ({ still, facts }, wants, signal) => {
      const task = { still, mode, wants, runtime }
      const { raw, took_ms } = await look(task, signal).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : explain(error)
      })
      return { ...origin, findings: judge(raw, facts, wants), raw: toKeep(raw), took_ms }
    },
    close: () => pool.close(),
  }
}

function startPool({
  processes,
  timeoutSeconds,
}: BuiltinOptions): ChildPool<BuiltinTask, BuiltinAnswer> {
  return startChildPool({
    module: new URL('./builtin-child.ts', import.meta.url),
    size: processes,
    taskTimeoutSeconds: timeoutSeconds,
    maxRssBytes: MAX_RSS_BYTES,
    maxIdleSeconds: MAX_IDLE_SECONDS,
  })
}

/** The findings hold the vector already. */
function toKeep({ embedding: _, ...raw }: BuiltinRaw): BuiltinRaw {
  return raw
}

/** What the pool says of files, in words for pictures that are looked at. */
function explain(cause: unknown): Failure {
  if (isFailure(cause, 'analysis_failed')) return cause
  const detail = isFailure(cause, 'timeout')
    ? 'The built-in analysis took too long and was stopped.'
    : isFailure(cause, 'broken_file')
      ? 'The built-in analysis broke down while it looked at this picture.'
      : isFailure(cause, 'not_ready')
        ? cause.detail
        : 'The built-in analysis failed.'
  return new Failure('analysis_failed', detail, { cause, retryAfterSeconds: RETRY_SECONDS })
}
