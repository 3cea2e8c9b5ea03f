import { z } from 'zod'
import { listLabels } from '../catalog/labels.ts'
import type { Db } from '../db/tables.ts'
import { type Endpoint, endpoint } from './routes.ts'

interface LabelList {
  kind: 'category' | 'custom_field_key'
  path: '/categories' | '/custom_field_keys'
  operationId: string
  summary: string
}

/** Categories and custom field keys are listed alike. */
export function labelList({ db }: { db: Db }, list: LabelList): Endpoint {
  const { kind, path, operationId, summary } = list
  const type = path.slice(1)
  return endpoint({
    method: 'GET',
    path,
    operationId,
    tag: 'Categories and custom fields',
    summary,
    permissions: ['asset_browse'],
    answer: {
      resource: { type, attributes: z.object({ name: z.string(), asset_count: z.int() }) },
      list: 'whole',
    },
    async handle({ principal }) {
      const labels = await listLabels(db, kind, principal.accountId)
      const data = labels.map(({ id, label, assetCount }) => ({
        id: String(id),
        type,
        attributes: { name: label, asset_count: assetCount },
      }))
      return { data }
    },
  })
}
