import type { Db } from '../db/tables.ts'
import { labelList } from './label-list.ts'
import type { Endpoint } from './routes.ts'

/** Ours: the keys of custom fields of the account. */
export function customFieldKeyEndpoints(needs: { db: Db }): Endpoint[] {
  return [
    labelList(needs, {
      kind: 'custom_field_key',
      path: '/custom_field_keys',
      operationId: 'listCustomFieldKeys',
      summary: 'List all keys of custom fields, with the number of assets that have them',
    }),
  ]
}
