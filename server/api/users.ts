import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type { UserAttributes } from '../../contract/resources.ts'
import type { Db } from '../db/tables.ts'
import { PERMISSIONS, type Principal } from '../identity/principal.ts'
import { createUser, deleteUser, listUsers, type UserRow, updateUser } from '../identity/users.ts'
import { Failure } from '../lib/failures.ts'
import { type ResourceSchema, resourceBody, unixSeconds } from './document.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { NEW_PASSWORD } from './sessions.ts'

const USER = {
  type: 'users',
  attributes: z.object({
    email: z.string(),
    name: z.string().nullable(),
    permissions: z.array(z.enum(PERMISSIONS)),
    date_created: z.int(),
    date_last_seen: z.int().nullable(),
  }) satisfies z.ZodType<UserAttributes>,
} satisfies ResourceSchema

export const USER_NAME = z.string().trim().max(200).nullable()
const GRANTED = z.array(z.enum(PERMISSIONS)).transform((permissions) => [...new Set(permissions)])
const USER_ID = z.object({ id: z.uuid() })
const TAG = 'Users'

/** Ours: the people of the account. */
export function userEndpoints(needs: { db: Db }): Endpoint[] {
  return [listAll(needs), createOne(needs), updateOne(needs), deleteOne(needs)]
}

function listAll({ db }: { db: Db }): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/users',
    operationId: 'listUsers',
    tag: TAG,
    summary: 'List users',
    permissions: ['account_admin'],
    answer: { resource: USER, list: 'whole' },
    async handle({ principal }) {
      return { data: (await listUsers(db, principal.accountId)).map(presentUser) }
    },
  })
}

function createOne({ db }: { db: Db }): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/users',
    operationId: 'createUser',
    tag: TAG,
    summary: 'Add a user',
    permissions: ['account_admin'],
    body: resourceBody(
      'users',
      z.strictObject({
        email: z.email().max(320),
        name: USER_NAME.default(null),
        password: NEW_PASSWORD,
        permissions: GRANTED,
      }),
    ),
    status: 201,
    answer: { resource: USER },
    async handle({ principal, body }) {
      const given = { accountId: principal.accountId, passwordIsGiven: isGiven(principal) }
      return { data: presentUser(await createUser(db, { ...given, ...body })) }
    },
  })
}

function updateOne({ db }: { db: Db }): Endpoint {
  return endpoint({
    method: 'PATCH',
    path: '/users/:id',
    operationId: 'updateUser',
    tag: TAG,
    summary: 'Change a user',
    description: 'Members that are not sent stay. A new password ends all sessions of the user.',
    permissions: ['account_admin'],
    params: USER_ID,
    body: resourceBody(
      'users',
      z.strictObject({ name: USER_NAME, password: NEW_PASSWORD, permissions: GRANTED }).partial(),
    ),
    answer: { resource: USER },
    async handle({ principal, params: { id }, body }) {
      const user = { id, accountId: principal.accountId }
      // Whoever sets their own password here is the only one who knows it.
      const passwordIsGiven = isGiven(principal) && principal.userId !== id
      const row = await updateUser(db, user, { ...body, passwordIsGiven })
      return { data: presentUser(requireUser(row)) }
    },
  })
}

function deleteOne({ db }: { db: Db }): Endpoint {
  return endpoint({
    method: 'DELETE',
    path: '/users/:id',
    operationId: 'deleteUser',
    tag: TAG,
    summary: 'Delete a user',
    description: 'Ends their sessions. API keys they made go on working until they are deleted.',
    permissions: ['account_admin'],
    params: USER_ID,
    answer: { resource: USER },
    async handle({ principal: { accountId }, params: { id } }) {
      return { data: presentUser(requireUser(await deleteUser(db, { id, accountId }))) }
    },
  })
}

/** A program that makes users has its own way to hand passwords over, and to say what becomes of them. */
function isGiven({ userId }: Principal): boolean {
  return userId !== null
}

function requireUser(user: UserRow | null): UserRow {
  if (user === null) throw new Failure('not_found', 'There is no user with this id.')
  return user
}

function presentUser(row: UserRow): Resource<'users', UserAttributes> {
  const { id, email, name, permissions, created_at, last_seen_at } = row
  return {
    id,
    type: 'users',
    attributes: {
      email,
      name,
      permissions,
      date_created: unixSeconds(created_at),
      date_last_seen: last_seen_at === null ? null : unixSeconds(last_seen_at),
    },
  }
}
