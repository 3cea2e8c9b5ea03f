import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { IndexErrorAttributes } from '../../contract/resources.ts'
import { deleteSource } from '../catalog/delete-source.ts'
import { listIndexErrors } from '../catalog/index-errors.ts'
import { requireSource } from '../catalog/sources.ts'
import { Failure } from '../lib/failures.ts'
import { presetOf } from '../origins/presets/presets.ts'
import type { ResourceSchema } from './document.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { SOURCE } from './source-resource.ts'
import { enqueueListing, presentSources, SOURCE_PARAMS, type SourceNeeds, TAG } from './sources.ts'

export function sourceActionEndpoints(needs: SourceNeeds): Endpoint[] {
  return [deleteOne(needs), listAnew(needs), listErrors(needs)]
}

function deleteOne(needs: SourceNeeds): Endpoint {
  const { db, enqueue } = needs
  return endpoint({
    method: 'DELETE',
    path: '/sources/:sid',
    operationId: 'deleteSource',
    tag: TAG,
    summary: 'Delete a Source',
    description:
      'Ours. It is gone at once, its hosts are free, and everything that is known of its assets goes in the ' +
      'background. The Origin is not touched.',
    permissions: ['sources'],
    params: SOURCE_PARAMS,
    query: z.strictObject({
      confirm: z
        .string()
        .meta({ description: 'The name of the Source, so that it is the right one.' }),
    }),
    answer: { resource: SOURCE },
    tells: ({ params: { sid } }) => [{ kind: 'source', source_id: sid }],
    async handle({ principal, request, params: { sid }, query: { confirm } }) {
      const key = { accountId: principal.accountId, publicId: sid }
      const source = await requireSource(db, key)
      const [presented] = await presentSources(needs, [source], { principal, request })
      await db.transaction().execute(async (tx) => {
        const id = await deleteSource(tx, { ...key, name: confirm })
        await enqueue(tx, 'delete-source', { sourceId: id }, { key: String(id) })
      })
      await needs.sourceChanged()
      if (!presented) return { data: null }
      const attributes = { ...presented.attributes, enabled: false, deployment_status: 'deleted' }
      return { data: { ...presented, attributes } }
    },
  })
}

function listAnew(needs: SourceNeeds): Endpoint {
  const { db, enqueue } = needs
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/listings',
    operationId: 'listOrigin',
    tag: TAG,
    summary: 'List the Origin anew',
    description: 'Ours. Nothing happens when that is being done already.',
    permissions: ['sources'],
    params: SOURCE_PARAMS,
    status: 202,
    answer: { resource: SOURCE },
    tells: ({ params: { sid } }) => [{ kind: 'source', source_id: sid }],
    async handle({ principal, request, params: { sid } }) {
      const source = await requireSource(db, { accountId: principal.accountId, publicId: sid })
      const { about } = presetOf(source.deployment)
      if (!about.can_list) {
        const detail = `A ${about.name} can’t be listed: its files are found when they are asked for.`
        throw new Failure('conflict', detail)
      }
      if (!source.enabled) {
        throw new Failure('conflict', 'This Source is paused. Resume it, and it will be listed.')
      }
      await enqueueListing(db, enqueue, source)
      const [presented] = await presentSources(needs, [source], { principal, request })
      return { data: presented }
    },
  })
}

const INDEX_ERROR = {
  type: 'index_errors',
  attributes: z.object({
    error: z.string(),
    count: z.int(),
    origin_paths: z.array(z.string()).meta({ description: 'Some of them.' }),
  }) satisfies z.ZodType<IndexErrorAttributes>,
} satisfies ResourceSchema

function listErrors({ db }: SourceNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/index_errors',
    operationId: 'listIndexErrors',
    tag: TAG,
    summary: 'What could not be read, by what went wrong',
    description: 'Ours. The 50 most frequent, each with some of the paths.',
    permissions: ['sources'],
    params: SOURCE_PARAMS,
    answer: { resource: INDEX_ERROR, list: 'whole' },
    async handle({ principal: { accountId }, params: { sid } }) {
      const { id } = await requireSource(db, { accountId, publicId: sid })
      const data = (await listIndexErrors(db, id)).map(({ error, count, paths }) => ({
        id: createHash('sha256').update(error).digest('hex').slice(0, 16),
        type: 'index_errors',
        attributes: { error, count, origin_paths: paths.map((path) => `/${path}`) },
      }))
      return { data }
    },
  })
}
