import type { Db } from '../db/tables.ts'
import { labelList } from './label-list.ts'
import type { Endpoint } from './routes.ts'

/** Ours: the categories of the account. */
export function categoryEndpoints(needs: { db: Db }): Endpoint[] {
  return [
    labelList(needs, {
      kind: 'category',
      path: '/categories',
      operationId: 'listCategories',
      summary: 'List all categories, with the number of assets that have them',
    }),
  ]
}
