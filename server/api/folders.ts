import { z } from 'zod'
import { type Folder, listFolders } from '../catalog/folders.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { wholeNumber } from './filter-query.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { SOURCE_PARAMS } from './sources.ts'

const FOLDER = {
  type: 'folders',
  attributes: z.object({
    path: z.string().meta({ description: 'With a leading slash.' }),
    name: z.string(),
    asset_count: z.int().meta({ description: 'All assets below that lists show.' }),
    own_asset_count: z.int().meta({ description: 'Of these, those that lie in it directly.' }),
    has_children: z.boolean(),
  }),
}

const MAX_PAGE = 1000
/** Longer than the longest path of an asset. */
const MAX_PARENT = 4096

const QUERY = z.strictObject({
  parent: z
    .string()
    .max(MAX_PARENT)
    .default('')
    .meta({ description: 'The path of a folder, such as /a/b; the top without.' }),
  'page[after]': z
    .string()
    .max(2 * MAX_PARENT)
    .optional()
    .meta({ description: 'meta.cursor.after of the page before.' }),
  'page[limit]': wholeNumber(1, MAX_PAGE).default(MAX_PAGE),
})

/** Ours: the folders of a Source. */
export function folderEndpoints({ db }: { db: Db }): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/sources/:sid/folders',
      operationId: 'listFolders',
      tag: 'Assets',
      summary: 'List the folders directly in a folder',
      description:
        'In the order of their names, a and A before b, whatever is not a to z by its bytes. ' +
        'totalRecords is exact when all are on one page, and 10,000 at most.',
      permissions: ['asset_browse'],
      params: SOURCE_PARAMS,
      query: QUERY,
      answer: { resource: FOLDER, list: 'cursor' },
      async handle({ principal: { accountId }, params: { sid }, query }) {
        const source = await requireSource(db, { accountId, publicId: sid })
        const current = query['page[after]'] ?? ''
        const { folders, hasMore, total, totalIsEstimate } = await listFolders(db, {
          sourceId: source.id,
          parent: query.parent.replace(/^\//, ''),
          after: current === '' ? null : readCursor(current),
          limit: query['page[limit]'],
        })
        const last = folders.at(-1)
        const after = hasMore && last ? writeCursor(last.name) : null
        const cursor = {
          current,
          hasMore,
          next: after,
          totalRecords: String(total),
          ...(totalIsEstimate ? { totalIsEstimate } : {}),
          after,
        }
        return { data: folders.map((folder) => presentFolder(sid, folder)), meta: { cursor } }
      },
    }),
  ]
}

/** A name may be empty, so something stands before it. */
function writeCursor(name: string): string {
  return Buffer.from(`n${name}`).toString('base64url')
}

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  if (text.startsWith('n') && !text.includes('\0')) return text.slice(1)
  const detail = 'page[after] has to be the meta.cursor.after of an answer with the same parent.'
  throw new Failure('invalid_parameter', detail, { parameter: 'page[after]' })
}

function presentFolder(
  sid: string,
  { path, name, assetCount, ownAssetCount, hasChildren }: Folder,
) {
  return {
    id: `${sid}/${path}`,
    type: FOLDER.type,
    attributes: {
      path: `/${path}`,
      name,
      asset_count: assetCount,
      own_asset_count: ownAssetCount,
      has_children: hasChildren,
    },
  }
}
