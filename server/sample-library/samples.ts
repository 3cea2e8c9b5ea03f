import type { Sample } from './sample.ts'
import { GRAPHICS } from './samples-graphics.ts'
import { LANDSCAPES } from './samples-landscapes.ts'
import { listEarth, STUDIO } from './samples-studio.ts'

/** The whole library, in the order in which it is drawn. */
export function listSamples(): readonly Sample[] {
  return [...LANDSCAPES, ...listEarth(), ...STUDIO, ...GRAPHICS]
}
