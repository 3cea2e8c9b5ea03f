import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type { ApiKeyAttributes } from '../../contract/resources.ts'
import type { Db } from '../db/tables.ts'
import { type ApiKeyRow, createApiKey, deleteApiKey, listApiKeys } from '../identity/api-keys.ts'
import {
  PERMISSIONS,
  type Principal,
  requireOwnPermissions,
  requirePermissions,
} from '../identity/principal.ts'
import { Failure } from '../lib/failures.ts'
import { type ResourceSchema, resourceBody, unixSeconds } from './document.ts'
import { type Endpoint, endpoint } from './routes.ts'

const API_KEY = {
  type: 'api_keys',
  attributes: z.object({
    name: z.string(),
    permissions: z.array(z.enum(PERMISSIONS)),
    date_created: z.int(),
    date_last_used: z.int().nullable(),
    created_by: z.string().nullable(),
    key_end: z.string().nullable(),
    key: z.string().optional().meta({ description: 'Only in the answer that made it.' }),
  }) satisfies z.ZodType<ApiKeyAttributes>,
} satisfies ResourceSchema

const TAG = 'API keys'
const NEEDS_ADMIN = 'Asked with an API key, this needs `account_admin`.'

export interface ApiKeyNeeds {
  db: Db
  /** How many an account may have; imgix: 20. */
  maxApiKeys: number
}

/** Ours. A user manages the keys they made, an Account Admin (user or key) all of the account. */
export function apiKeyEndpoints(needs: ApiKeyNeeds): Endpoint[] {
  return [listKeys(needs), createKey(needs), deleteKey(needs)]
}

function listKeys({ db }: ApiKeyNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/api_keys',
    operationId: 'listApiKeys',
    tag: TAG,
    summary: 'List API keys',
    description: `Those you made; with \`account_admin\` all of the account. ${NEEDS_ADMIN}`,
    permissions: [],
    answer: { resource: API_KEY, list: 'whole' },
    async handle({ principal }) {
      return { data: (await listApiKeys(db, scopeOf(principal))).map(presentApiKey) }
    },
  })
}

function createKey({ db, maxApiKeys: maxKeys }: ApiKeyNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/api_keys',
    operationId: 'createApiKey',
    tag: TAG,
    summary: 'Make an API key',
    description: `The key itself is in this answer and never again. Nobody can give more permissions than they have. ${NEEDS_ADMIN}`,
    permissions: [],
    body: resourceBody(
      'api_keys',
      z.strictObject({
        name: z.string().trim().min(1).max(200),
        permissions: z.array(z.enum(PERMISSIONS)).min(1),
      }),
    ),
    status: 201,
    answer: { resource: API_KEY },
    async handle({ principal, body }) {
      const { accountId } = scopeOf(principal)
      requireOwnPermissions(principal, body.permissions)
      const permissions = [...new Set(body.permissions)]
      const made = { accountId, createdBy: principal.userId, name: body.name, permissions, maxKeys }
      const { key, ...row } = await createApiKey(db, made)
      const resource = presentApiKey(row)
      return { data: { ...resource, attributes: { ...resource.attributes, key } } }
    },
  })
}

function deleteKey({ db }: ApiKeyNeeds): Endpoint {
  return endpoint({
    method: 'DELETE',
    path: '/api_keys/:id',
    operationId: 'deleteApiKey',
    tag: TAG,
    summary: 'Delete an API key',
    description: `What uses it is refused from now on. ${NEEDS_ADMIN}`,
    permissions: [],
    params: z.object({ id: z.uuid() }),
    answer: { resource: API_KEY },
    async handle({ principal, params: { id } }) {
      const row = await deleteApiKey(db, { id, ...scopeOf(principal) })
      if (row === null) throw new Failure('not_found', 'There is no API key with this id.')
      return { data: presentApiKey(row) }
    },
  })
}

/**
 * Which keys somebody may see and delete. A key without Account Admin may not manage keys: whoever stole it
 * could make themselves another.
 */
function scopeOf(principal: Principal): { accountId: number; createdBy: string | null } {
  const { accountId, userId, permissions } = principal
  if (userId === null) requirePermissions(principal, ['account_admin'])
  return { accountId, createdBy: permissions.has('account_admin') ? null : userId }
}

function presentApiKey(row: ApiKeyRow): Resource<'api_keys', ApiKeyAttributes> {
  const { id, name, permissions, created_at, last_used_at, createdBy, key_end } = row
  return {
    id,
    type: 'api_keys',
    attributes: {
      name,
      permissions,
      date_created: unixSeconds(created_at),
      date_last_used: last_used_at === null ? null : unixSeconds(last_used_at),
      created_by: createdBy,
      key_end,
    },
  }
}
