import type * as Transformers from '@huggingface/transformers'
import { findModel, type ModelPlace } from './model-folder.ts'
import { ProviderFailure } from './provider-failure.ts'
import type { ModelPlaces } from './transformers-task.ts'

/** The package and the models it has loaded, in a child process; each is loaded once. */

export type Runtime = typeof Transformers

/** @throws ProviderFailure `package` */
export async function loadRuntime({ runtime, hubCache, folder }: ModelPlaces): Promise<Runtime> {
  let loaded: Runtime
  try {
    loaded = await import(runtime)
  } catch (cause) {
    const detail = 'The optional package that runs these models is not installed.'
    throw new ProviderFailure('package', detail, { cause })
  }
  const { env } = loaded
  env.logLevel = loaded.LogLevel.ERROR
  const mayFetch = folder === null && hubCache !== null
  env.allowRemoteModels = mayFetch
  env.allowLocalModels = folder !== null
  env.useFSCache = mayFetch
  if (mayFetch) env.cacheDir = hubCache
  return loaded
}

/**
 * Opens a model by `open`.
 * @throws ProviderFailure `settings`, `files`, `unreachable`
 */
export async function loadModel<Loaded>(
  places: ModelPlaces,
  model: string,
  open: (id: string, options: LoadOptions) => Promise<Loaded>,
): Promise<Loaded> {
  const { id, options } = await findModel(places, model)
  const session_options = { intraOpNumThreads: places.threads, interOpNumThreads: 1 }
  try {
    return await open(id, { ...options, device: 'cpu', session_options })
  } catch (cause) {
    if (cause instanceof ProviderFailure) throw cause
    throw explainLoad(cause, model, options.local_files_only)
  }
}

export type LoadOptions = ModelPlace['options'] & {
  device: 'cpu'
  session_options: Record<string, number>
}

function explainLoad(cause: unknown, model: string, isLocal: boolean): ProviderFailure {
  const name = cause instanceof Error ? cause.name : ''
  if (name === 'ModelFileNotFoundError') {
    const detail = `A file of the model “${model}” is missing.`
    return new ProviderFailure('files', detail, { cause })
  }
  if (!isLocal && cause instanceof TypeError && cause.message === 'fetch failed') {
    const detail = 'The hub can’t be reached to fetch the model.'
    return new ProviderFailure('unreachable', detail, { cause })
  }
  const detail = `The model “${model}” can’t be opened: it is damaged, or of another kind than this is for.`
  return new ProviderFailure('files', detail, { cause })
}
