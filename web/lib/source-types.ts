import { queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { SourceDeployment, SourceTypeAttributes } from '../../contract/resources.ts'
import { callApi } from './api.ts'

export type SourceType = Resource<'source_types', SourceTypeAttributes>

/** Everything that differs between the kinds of storage; it changes with the server's version only. */
export const sourceTypesQuery = queryOptions({
  queryKey: ['source-types'],
  queryFn: async ({ signal }): Promise<SourceType[]> =>
    (await callApi<SourceType[]>('/source_types', { signal })).data,
  staleTime: Number.POSITIVE_INFINITY,
})

/** The kind of a Source; of S3-compatible ones whose provider is not known, the general one. */
export function findSourceType(
  types: readonly SourceType[],
  { type, storage_provider }: Pick<SourceDeployment, 'type' | 'storage_provider'>,
): SourceType | undefined {
  const fitting = types.filter(({ attributes }) => attributes.type === type)
  const wanted = storage_provider?.toLowerCase()
  return (
    fitting.find(({ attributes }) => attributes.storage_provider?.toLowerCase() === wanted) ??
    fitting.find(({ attributes }) => attributes.storage_provider === 'Other') ??
    fitting[0]
  )
}

/** Fills `{origin}`, `{bucket}` and `{prefix}` into a text to copy; what is not known stays as it is. */
export function fillTemplate(text: string, values: Record<string, string | undefined>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

/** What a Source's bucket, container or folder is called. */
export function placeOf(deployment: SourceDeployment): string {
  const { s3_bucket, gcs_bucket, azure_bucket, bucket_name, webfolder_base_url, local_path } =
    deployment
  return (
    s3_bucket ?? gcs_bucket ?? azure_bucket ?? bucket_name ?? webfolder_base_url ?? local_path ?? ''
  )
}

/** The folder in the bucket that is the root, with a slash at its end; empty for all of it. */
export function prefixOf(deployment: SourceDeployment): string {
  const { s3_prefix, gcs_prefix, azure_prefix, prefix } = deployment
  const text = (s3_prefix ?? gcs_prefix ?? azure_prefix ?? prefix ?? '').replace(/^\/+|\/+$/g, '')
  return text === '' ? '' : `${text}/`
}
