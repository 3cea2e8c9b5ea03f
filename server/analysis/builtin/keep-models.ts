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
/** Without these there are answers all the same. */
const MISSING_PAUSE_SECONDS = 3600

/** What full analysis does without when its packages are missing, and what that costs. */
const EXTRAS: readonly { names: readonly ModelName[]; loss: string }[] = [
  { names: ['nsfw_inception'], loss: 'Alerts are less exact' },
  { names: ['ssd_face'], loss: 'Fewer faces are found' },
  {
    names: ['text_detection', 'text_recognition', 'text_keys'],
    loss: 'Text in images is not read',
  },
]

interface KeepingNeeds {
  folder: string
  mode: BuiltinMode
  importer: string | undefined
  onProgress(sentence: string): void
}

export function keepModels({ folder, mode, importer, onProgress }: KeepingNeeds): KeptModels {
  let known: Promise<ModelPaths> | null = null
  let knownUntil = 0
  const told = new Set<string>()
  const make = (names: readonly ModelName[]): Promise<ModelPaths> =>
    ensureModels(folder, names, {
      onProgress: (name) => onProgress(`Making the model ${name} for analysis …`),
      ...(importer !== undefined && { importer }),
    })
  const makeExtra = async ({ names, loss }: (typeof EXTRAS)[number]): Promise<ModelPaths> => {
    try {
      return await make(names)
    } catch (cause) {
      knownUntil = performance.now() + MISSING_PAUSE_SECONDS * 1000
      if (!told.has(loss)) onProgress(`${loss} by the built-in analysis. ${sayCause(cause)}`)
      told.add(loss)
      return {}
    }
  }
  const ensure = async (): Promise<ModelPaths> => {
    knownUntil = Number.POSITIVE_INFINITY
    try {
      let paths = await make(LIGHT)
      for (const extra of mode === 'full' ? EXTRAS : []) {
        paths = { ...paths, ...(await makeExtra(extra)) }
      }
      return paths
    } catch (cause) {
      knownUntil = performance.now() + PAUSE_SECONDS * 1000
      const detail = sayCause(cause)
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

function sayCause(cause: unknown): string {
  return cause instanceof Failure ? cause.detail : 'The models cannot be made.'
}

const LIGHT = (Object.keys(MODELS) as ModelName[]).filter((name) => MODELS[name].mode === 'light') // the keys of that list are their type

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
