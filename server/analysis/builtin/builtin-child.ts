import type { AnalysisCapability } from '../../../contract/analysis.ts'
import { configureSharp } from '../../imaging/sharp-input.ts'
import { BACKGROUND_NICENESS, serveTasks } from '../../lib/child-pool.ts'
import type { BuiltinRaw } from '../judging/builtin-raw.ts'
import { timed } from '../timed.ts'
import { ModelTrouble } from './model-trouble.ts'
import { loadRuntime, type ModelPaths, type Nets, openNets, type Runtime } from './nets.ts'
import { type BuiltinMode, readRaw } from './read-raw.ts'

/** What startBuiltin asks of its children. */
export interface BuiltinTask {
  still: Uint8Array
  mode: BuiltinMode
  wants: ReadonlySet<AnalysisCapability>
  paths: ModelPaths
  /** Name of the package that runs nets. */
  runtime: string
}

/** `runtime`: there is none for this machine. `model`: its file is missing or damaged. */
export type BuiltinAnswer =
  | { raw: BuiltinRaw; took_ms: number }
  | { trouble: 'runtime' | 'model'; reason: string }

configureSharp()

let runtime: Runtime | null = null
let nets: Nets | null = null

serveTasks<BuiltinTask, BuiltinAnswer>(async (task) => {
  try {
    runtime ??= await loadRuntime(task.runtime)
  } catch (error) {
    return { trouble: 'runtime', reason: String(error) }
  }
  try {
    nets ??= openNets(runtime, task.paths)
    const opened = nets
    return await timed(async () => ({ raw: await readRaw(task.still, opened, task) }))
  } catch (error) {
    if (error instanceof ModelTrouble) return { trouble: 'model', reason: error.message }
    throw error
  }
}, BACKGROUND_NICENESS)
