import type { Endpoint } from './routes.ts'
import { sourceActionEndpoints } from './source-actions.ts'
import { connectionEndpoints } from './source-connection.ts'
import { sourceTypeEndpoints } from './source-types.ts'
import { type SourceNeeds, sourceResourceEndpoints } from './sources.ts'

/** All that can be done with Sources themselves. */
export function sourceEndpoints(needs: SourceNeeds): Endpoint[] {
  return [
    ...sourceTypeEndpoints(needs.localRoots),
    ...sourceResourceEndpoints(needs),
    ...connectionEndpoints(needs),
    ...sourceActionEndpoints(needs),
  ]
}
