import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../../contract/document.ts'
import type { ApiKeyAttributes, Permission } from '../../../contract/resources.ts'
import { callApi } from '../../lib/api.ts'

export type ApiKey = Resource<'api_keys', ApiKeyAttributes>

/** One's own; of an Account Admin all of the account. */
export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }): Promise<ApiKey[]> =>
    (await callApi<ApiKey[]>('/api_keys', { signal })).data,
})

/** The answer alone has the key itself; it is kept nowhere. */
export async function createApiKey(
  client: QueryClient,
  attributes: { name: string; permissions: readonly Permission[] },
): Promise<{ name: string; key: string }> {
  const data = { type: 'api_keys', attributes }
  const answer = await callApi<ApiKey>('/api_keys', { method: 'POST', data })
  await client.invalidateQueries(apiKeysQuery)
  const { name, key = '' } = answer.data.attributes
  return { name, key }
}

export async function deleteApiKey(client: QueryClient, id: string): Promise<void> {
  await callApi(`/api_keys/${encodeURIComponent(id)}`, { method: 'DELETE' })
  await client.invalidateQueries(apiKeysQuery)
}
