import type { Kysely } from 'kysely'
import { z } from 'zod'
import { retryUnreadable } from '../catalog/index-errors.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import type { EnqueueAll } from '../jobs/queue.ts'
import { type ResourceSchema, resourceBody } from './document.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { SOURCE_PARAMS, TAG } from './sources.ts'

const RETRIED = {
  type: 'index_retries',
  attributes: z.object({ count: z.int().meta({ description: 'Files that will be read again.' }) }),
} satisfies ResourceSchema

/** Ours: another try with files that could not be read. */
export function indexRetryEndpoint({
  db,
  enqueueAll,
}: {
  db: Kysely<Database>
  enqueueAll: EnqueueAll
}): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/index_errors/retry',
    operationId: 'retryIndexErrors',
    tag: TAG,
    summary: 'Read files again that could not be read',
    description: 'Ours. `error`: only those with that error; else all. At most 100,000 at once.',
    permissions: ['sources'],
    params: SOURCE_PARAMS,
    body: resourceBody('index_retries', z.strictObject({ error: z.string().optional() })),
    status: 202,
    answer: { resource: RETRIED },
    tells: ({ params: { sid } }) => [{ kind: 'source', source_id: sid }],
    async handle({ principal: { accountId }, params: { sid }, body: { error = null } }) {
      const { id: sourceId } = await requireSource(db, { accountId, publicId: sid })
      const count = await retryUnreadable(db, enqueueAll, { sourceId, error })
      return { data: { id: sid, type: 'index_retries', attributes: { count } } }
    },
  })
}
