import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type {
  BrowserSessionAttributes,
  SignedInBrowserAttributes,
} from '../../contract/resources.ts'
import { callApi } from '../lib/api.ts'
import { sessionQuery } from '../lib/session.ts'

type SessionResource = Resource<'sessions', BrowserSessionAttributes>
export type SignedInBrowser = Resource<'browsers', SignedInBrowserAttributes>

export async function saveOwnName(client: QueryClient, name: string | null): Promise<void> {
  const data = { type: 'sessions', attributes: { name } }
  const answer = await callApi<SessionResource>('/session', { method: 'PATCH', data })
  client.setQueryData(sessionQuery.queryKey, answer.data.attributes)
}

/** @throws ApiFailure 403 when the present one is wrong, 429 after too many attempts */
export async function changePassword(
  client: QueryClient,
  { current, next }: { current: string; next: string },
): Promise<void> {
  const attributes = { current_password: current, new_password: next }
  const data = { type: 'sessions', attributes }
  const answer = await callApi<SessionResource>('/session/password', { method: 'PATCH', data })
  client.setQueryData(sessionQuery.queryKey, answer.data.attributes)
  await client.invalidateQueries(browsersQuery)
}

/** Where one is signed in; here first. */
export const browsersQuery = queryOptions({
  queryKey: ['browsers'],
  queryFn: async ({ signal }): Promise<SignedInBrowser[]> =>
    (await callApi<SignedInBrowser[]>('/session/browsers', { signal })).data,
})

/** @param id of one browser; absent, of all but this one */
export async function signOutElsewhere(client: QueryClient, id?: string): Promise<void> {
  const path =
    id === undefined ? '/session/browsers' : `/session/browsers/${encodeURIComponent(id)}`
  const { data } = await callApi<SignedInBrowser[]>(path, { method: 'DELETE' })
  client.setQueryData(browsersQuery.queryKey, data)
}
