import { z } from 'zod'
import { listFolders } from '../catalog/folders.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Db } from '../db/tables.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { SOURCE_PARAMS } from './sources.ts'

const FOLDER = {
  type: 'folders',
  attributes: z.object({
    path: z.string().meta({ description: 'With a leading slash.' }),
    name: z.string(),
    asset_count: z.int().meta({ description: 'All assets below.' }),
    has_children: z.boolean(),
  }),
}

/** Ours: the folders of a Source. */
export function folderEndpoints({ db }: { db: Db }): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/sources/:sid/folders',
      operationId: 'listFolders',
      tag: 'Assets',
      summary: 'List the folders directly in a folder',
      permissions: ['asset_browse'],
      params: SOURCE_PARAMS,
      query: z.strictObject({
        parent: z
          .string()
          .max(4096)
          .default('')
          .meta({ description: 'Such as /a/b; the top without.' }),
      }),
      answer: { resource: FOLDER, list: 'whole' },
      async handle({ principal: { accountId }, params: { sid }, query }) {
        const source = await requireSource(db, { accountId, publicId: sid })
        const parent = query.parent.replace(/^\//, '').replace(/\/$/, '')
        const folders = await listFolders(db, { sourceId: source.id, parent })
        const data = folders.map(({ path, assetCount, hasChildren }) => ({
          id: `${sid}/${path}`,
          type: FOLDER.type,
          attributes: {
            path: `/${path}`,
            name: path.slice(path.lastIndexOf('/') + 1),
            asset_count: assetCount,
            has_children: hasChildren,
          },
        }))
        return { data }
      },
    }),
  ]
}
