import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { IndexErrorAttributes, RightCheck } from '../../contract/resources.ts'
import { callApi } from '../lib/api.ts'
import { forgetSources, type Source, sourcesQuery } from '../lib/sources.ts'

/** What a connection test is made of: what is not sent is taken from the stored Source. */
export interface TestedConnection {
  source_id?: string
  deployment?: Record<string, unknown>
  upload_credentials?: Record<string, unknown>
}

export interface ConnectionTest {
  reading: RightCheck[]
  uploading: RightCheck[] | null
}

export async function testConnection(tested: TestedConnection): Promise<ConnectionTest> {
  const attributes = { ...tested, page_origin: location.origin }
  const data = { type: 'connection_tests', attributes }
  const answer = await callApi<Resource<'connection_tests', ConnectionTest>>(
    '/sources/test_connection',
    { method: 'POST', data },
  )
  return answer.data.attributes
}

export async function createSource(
  client: QueryClient,
  attributes: Record<string, unknown>,
): Promise<Source> {
  const data = { type: 'sources', attributes }
  const answer = await callApi<Source>('/sources', { method: 'POST', data })
  await forgetSources(client)
  return answer.data
}

export async function changeSource(
  client: QueryClient,
  id: string,
  attributes: Record<string, unknown>,
): Promise<Source> {
  const data = { type: 'sources', id, attributes }
  const answer = await callApi<Source>(`/sources/${id}`, { method: 'PATCH', data })
  await forgetSources(client)
  return answer.data
}

/** @param name as somebody has typed it, to be sure */
export async function deleteSource(client: QueryClient, id: string, name: string): Promise<void> {
  const query = new URLSearchParams({ confirm: name })
  await callApi(`/sources/${id}`, { method: 'DELETE', query })
  // Not even for a moment is it in a list again, and nobody asks for it itself.
  client.setQueryData(sourcesQuery.queryKey, (all) => all?.filter((source) => source.id !== id))
  await client.invalidateQueries({ queryKey: sourcesQuery.queryKey })
}

export async function listAnew(client: QueryClient, id: string): Promise<void> {
  await callApi(`/sources/${id}/listings`, { method: 'POST' })
  await forgetSources(client)
}

export async function setCorsRule(id: string): Promise<void> {
  const data = { type: 'cors_rules', attributes: { page_origin: location.origin } }
  await callApi(`/sources/${id}/cors_rule`, { method: 'POST', data })
}

export function indexErrorsQuery(sourceId: string) {
  return queryOptions({
    queryKey: ['source', sourceId, 'index-errors'],
    queryFn: async ({ signal }) =>
      (
        await callApi<Resource<'index_errors', IndexErrorAttributes>[]>(
          `/sources/${sourceId}/index_errors`,
          { signal },
        )
      ).data,
  })
}
