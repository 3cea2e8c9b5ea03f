import { serveTasks } from '../../lib/child-pool.ts'
import { type ConvertedModel, convertModel } from './convert-model.ts'
import { writeModel } from './model-files.ts'

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

serveTasks<ConversionTask, ConversionOutcome>(async ({ name, file, importer }) => {
  let trouble: ConversionOutcome['trouble'] = 'package'
  try {
    const model = await convertModel(name, importer)
    trouble = 'folder'
    return { trouble: null, sha256: await writeModel(file, model) }
  } catch (error) {
    return { trouble, sha256: '', reason: String(error) }
  }
})
