import { parentPort, workerData } from 'node:worker_threads'
import { type ConvertedModel, convertModel } from './convert-model.ts'
import { writeModel } from './model-files.ts'

/** A thread of its own: converting takes a second or two, in which nobody else should wait. */
export interface ConversionTask {
  name: ConvertedModel
  file: string
  /** URL of the module whose packages the weights are in. */
  importer: string
}

/** What is wrong: the package, or the folder that was to be written to; null: nothing. */
export interface ConversionOutcome {
  trouble: 'package' | 'folder' | null
  /** Of what was written. */
  sha256: string
  reason?: string
}

parentPort?.postMessage(await work(workerData as ConversionTask)) // of ensure-models.ts alone

async function work({ name, file, importer }: ConversionTask): Promise<ConversionOutcome> {
  let trouble: ConversionOutcome['trouble'] = 'package'
  try {
    const model = await convertModel(name, importer)
    trouble = 'folder'
    return { trouble: null, sha256: await writeModel(file, model) }
  } catch (error) {
    return { trouble, sha256: '', reason: String(error) }
  }
}
