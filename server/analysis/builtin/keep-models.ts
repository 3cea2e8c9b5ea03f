import { Failure } from '../../lib/failures.ts'
import { ensureModels } from '../models/ensure-models.ts'
import { MODELS, type ModelName } from '../models/model-list.ts'
import type { ModelPaths } from './nets.ts'
import type { BuiltinMode } from './read-raw.ts'

export interface KeptModels {
  /**
   * Looked after, and made where missing, once for all who ask.
   * @throws Failure `analysis_failed`; the signal's reason
   */
  paths(signal: AbortSignal): Promise<ModelPaths>
  /** One of them turned out to be damaged: they are looked after again. */
  forget(): void
}

/** Nobody asks again before: packages do not come back by themselves, and all models are read to find out. */
const PAUSE_SECONDS = 60

export function keepModels(
  folder: string,
  mode: BuiltinMode,
  onProgress: (sentence: string) => void,
): KeptModels {
  let known: Promise<ModelPaths> | null = null
  let knownUntil = 0
  const ensure = async (): Promise<ModelPaths> => {
    knownUntil = Number.POSITIVE_INFINITY
    try {
      return await ensureModels(folder, namesFor(mode), {
        onProgress: (name) => onProgress(`Making the model ${name} for analysis …`),
      })
    } catch (cause) {
      knownUntil = performance.now() + PAUSE_SECONDS * 1000
      const detail = cause instanceof Failure ? cause.detail : 'The models cannot be made.'
      throw new Failure('analysis_failed', detail, { cause, retryAfterSeconds: PAUSE_SECONDS })
    }
  }
  return {
    paths: (signal) => {
      if (performance.now() >= knownUntil) known = null
      known ??= ensure()
      return unlessAborted(known, signal)
    },
    forget: () => {
      known = null
    },
  }
}

function namesFor(mode: BuiltinMode): ModelName[] {
  const names = Object.keys(MODELS) as ModelName[] // the keys of that list are their type
  return names.filter((name) => mode === 'full' || MODELS[name].mode === 'light')
}

/** Others may be waiting for the same. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
