import type { InferenceSession, Tensor } from 'onnxruntime-node'
import type { ModelName } from '../models/model-list.ts'
import { ModelTrouble } from './model-trouble.ts'

export type ModelPaths = Partial<Record<ModelName, string>>

/** Numbers, and how many there are in each direction. */
export interface NetData {
  data: Float32Array
  dims: readonly number[]
}

/** The nets of one process; each is loaded when it is first asked. */
export interface Nets {
  /**
   * @param outputs names of those that are wanted
   * @throws ModelTrouble when the net cannot be loaded
   */
  run<Output extends string>(
    name: ModelName,
    input: NetData,
    outputs: readonly Output[],
  ): Promise<Record<Output, NetData>>
  /** Whether it has been made; one that only makes answers better may be missing. */
  has(name: ModelName): boolean
  /** @throws ModelTrouble */
  pathOf(name: ModelName): string
}

/** The package that runs nets. */
export const RUNTIME = 'onnxruntime-node'

export type Runtime = typeof import('onnxruntime-node')

/** @throws whatever the loader throws when there is none for this machine */
export async function loadRuntime(name = RUNTIME): Promise<Runtime> {
  const runtime: Runtime = await import(name)
  // Warnings about devices it looks for in vain help nobody.
  runtime.env.logLevel = 'error'
  return runtime
}

export function openNets(runtime: Runtime, paths: ModelPaths): Nets {
  const sessions = new Map<ModelName, InferenceSession>()
  const pathOf = (name: ModelName): string => {
    const path = paths[name]
    if (path === undefined) throw new ModelTrouble(name, 'it has not been made')
    return path
  }
  const open = async (name: ModelName): Promise<InferenceSession> => {
    const session = sessions.get(name) ?? (await openSession(runtime, name, pathOf(name)))
    sessions.set(name, session)
    return session
  }
  return {
    has: (name) => paths[name] !== undefined,
    pathOf,
    async run<Output extends string>(
      name: ModelName,
      { data, dims }: NetData,
      outputs: readonly Output[],
    ) {
      const session = await open(name)
      const tensor = new runtime.Tensor('float32', data, dims)
      const answer = await session.run({ [session.inputNames[0] ?? '']: tensor }, outputs)
      const named = outputs.map((output) => [output, readTensor(answer[output])])
      return Object.fromEntries(named) as Record<Output, NetData> // one for each of the names
    },
  }
}

/**
 * One thread, since the processes are the parallelism: a second one doubles the CPU time for nothing. Without an arena
 * memory goes back after each run; without a pattern that is in pieces the allocator keeps, while one large block would be
 * asked of the system every time.
 */
async function openSession(
  runtime: Runtime,
  name: ModelName,
  path: string,
): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(path, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      enableCpuMemArena: false,
      enableMemPattern: false,
      logSeverityLevel: 3,
    })
  } catch (cause) {
    throw new ModelTrouble(name, cause)
  }
}

function readTensor(tensor: Tensor | undefined): NetData {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('A net gave no numbers.')
  return { data: tensor.data, dims: tensor.dims }
}
