import type * as Transformers from '@huggingface/transformers'
import type { ModelPlace } from './model-folder.ts'
import { ProviderFailure } from './provider-failure.ts'
import type { RuntimeSettings } from './transformers-task.ts'

/** The package that runs the models, in a child process. */
export type Runtime = typeof Transformers

/** @throws ProviderFailure `package` */
export async function loadRuntime({ name, hubCache }: RuntimeSettings): Promise<Runtime> {
  let loaded: Runtime
  try {
    loaded = await import(name)
  } catch (cause) {
    const detail = 'The optional package that runs these models is not installed.'
    throw new ProviderFailure('package', detail, { cause })
  }
  const { env } = loaded
  env.logLevel = loaded.LogLevel.ERROR
  env.allowRemoteModels = hubCache !== null
  env.useFSCache = hubCache !== null
  env.cacheDir = hubCache
  return loaded
}

/** What is passed to whatever of the package opens a model or a part of it. */
export interface LoadOptions extends Pick<ModelPlace, 'dtype'> {
  local_files_only: boolean
  device: 'cpu'
  session_options: Record<string, number>
}

/**
 * Opens a model by `open`.
 * @throws ProviderFailure `files`, `unreachable`
 */
export async function loadModel<Loaded>(
  { name, id, dtype, isLocal }: ModelPlace,
  threads: number,
  open: (id: string, options: LoadOptions) => Promise<Loaded>,
): Promise<Loaded> {
  const session_options = { intraOpNumThreads: threads, interOpNumThreads: 1 }
  try {
    return await open(id, { dtype, local_files_only: isLocal, device: 'cpu', session_options })
  } catch (cause) {
    throw explainLoad(cause, name, isLocal)
  }
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
