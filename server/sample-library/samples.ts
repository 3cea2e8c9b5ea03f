import type { Sample } from './sample.ts'
import { LANDSCAPES } from './samples-landscapes.ts'

/** The whole library, in the order in which it is drawn. */
export function listSamples(): readonly Sample[] {
  return [...LANDSCAPES]
}
