import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../../contract/document.ts'
import type { Permission, UserAttributes } from '../../../contract/resources.ts'
import { callApi } from '../../lib/api.ts'

export type User = Resource<'users', UserAttributes>

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }): Promise<User[]> =>
    (await callApi<User[]>('/users', { signal })).data,
})

/** What somebody is called on the screen. */
export function nameOf({ attributes: { name, email } }: User): string {
  return name ?? email
}

export interface UserDraft {
  email: string
  name: string | null
  password: string
  permissions: readonly Permission[]
}

/** @throws ApiFailure 409 when somebody has this e-mail */
export async function createUser(client: QueryClient, draft: UserDraft): Promise<User> {
  const data = { type: 'users', attributes: draft }
  const answer = await callApi<User>('/users', { method: 'POST', data })
  await client.invalidateQueries(usersQuery)
  return answer.data
}

/** @throws ApiFailure 409 when nobody would be left who may manage the account */
export async function updateUser(
  client: QueryClient,
  id: string,
  changes: Partial<Omit<UserDraft, 'email'>>,
): Promise<User> {
  const data = { type: 'users', id, attributes: changes }
  const answer = await callApi<User>(`/users/${encodeURIComponent(id)}`, { method: 'PATCH', data })
  await client.invalidateQueries(usersQuery)
  return answer.data
}

/** @throws ApiFailure 409 when nobody would be left who may manage the account */
export async function deleteUser(client: QueryClient, id: string): Promise<void> {
  await callApi(`/users/${encodeURIComponent(id)}`, { method: 'DELETE' })
  await client.invalidateQueries(usersQuery)
}
