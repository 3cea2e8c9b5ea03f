import type { ModelName } from '../models/model-list.ts'

/** A model's file is missing, or is not what it should be. */
export class ModelTrouble extends Error {
  constructor(model: ModelName, cause: unknown) {
    super(`The model ${model} cannot be loaded.`, { cause })
    this.name = 'ModelTrouble'
  }
}
