import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { LabelAttributes } from '../../contract/organising.ts'
import { callApi } from '../lib/api.ts'
import { type BrowseQuery, EMPTY_QUERY } from '../lib/browse-query.ts'

export type LabelKind = 'categories' | 'custom_field_keys'
export type Label = Resource<LabelKind, LabelAttributes>
const COLUMNS = ['name', 'asset_count', 'last_used_at'] as const
export type LabelColumn = (typeof COLUMNS)[number]
export type LabelSort = LabelColumn | `-${LabelColumn}`

/** What the address of a list of labels says. */
export interface LabelQuery {
  q: string
  sort: LabelSort
  /** From 0 on. */
  page: number
}

const SORTS = COLUMNS.flatMap((column): LabelSort[] => [column, `-${column}`])

/** What is not understood is as it is at the start. */
export function readLabelQuery(params: URLSearchParams): LabelQuery {
  const page = params.get('page') ?? ''
  return {
    q: (params.get('q') ?? '').slice(0, 200),
    sort: SORTS.find((sort) => sort === params.get('sort')) ?? 'name',
    page: /^[1-9]\d{0,4}$/.test(page) ? Number(page) - 1 : 0,
  }
}

export function writeLabelQuery({ q, sort, page }: LabelQuery): URLSearchParams {
  const params = new URLSearchParams()
  if (q) params.set('q', q)
  if (sort !== 'name') params.set('sort', sort)
  if (page > 0) params.set('page', String(page + 1))
  return params
}

/** What a click on the head of a column asks for; counts and times are of interest from the top. */
export function nextSort(column: LabelColumn, sort: LabelSort): LabelSort {
  const first: LabelSort = column === 'name' ? 'name' : `-${column}`
  if (sort.replace('-', '') !== column) return first
  return sort.startsWith('-') ? column : `-${column}`
}

const PAGE_SIZE = 100

export function labelsQuery(kind: LabelKind, { q, sort, page }: LabelQuery) {
  return queryOptions({
    queryKey: ['labels', kind, q, sort, page],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({
        'filter[name]': q,
        sort,
        'page[number]': String(page),
        'page[size]': String(PAGE_SIZE),
      })
      const { data, meta } = await callApi<Label[]>(`/${kind}`, { query, signal })
      return {
        labels: data,
        pages: meta.pagination?.totalPages ?? 1,
        total: meta.pagination?.totalRecords ?? 0,
      }
    },
    placeholderData: keepPreviousData,
  })
}

/** What finds the assets that have it. */
export function usesQuery({ type, attributes: { name } }: Label): BrowseQuery {
  return type === 'categories'
    ? { ...EMPTY_QUERY, categories: [name] }
    : { ...EMPTY_QUERY, fields: [{ key: name, match: 'any', value: '' }] }
}

/** @throws ApiFailure 409 when the name is taken */
export async function createLabel(
  client: QueryClient,
  kind: LabelKind,
  name: string,
): Promise<Label> {
  const data = { type: kind, attributes: { name } }
  const answer = await callApi<Label>(`/${kind}`, { method: 'POST', data })
  await forgetLabels(client)
  return answer.data
}

/** @throws ApiFailure 409 when the name is taken, unless `merge`; 412 when somebody was first */
export async function renameLabel(
  client: QueryClient,
  label: Label,
  { name, merge }: { name: string; merge: boolean },
): Promise<Label> {
  const { type, id, attributes } = label
  const answer = await callApi<Label>(`/${type}/${id}`, {
    method: 'PATCH',
    query: new URLSearchParams(merge ? { merge: 'true' } : {}),
    data: { type, id, attributes: { name } },
    ifMatch: `"${attributes.version}"`,
  })
  await forgetLabels(client)
  return answer.data
}

/** @param confirm its name, as somebody has typed it */
export async function deleteLabel(
  client: QueryClient,
  { type, id }: Label,
  confirm: string,
): Promise<Label> {
  const query = new URLSearchParams({ confirm })
  const answer = await callApi<Label>(`/${type}/${id}`, { method: 'DELETE', query })
  await forgetLabels(client)
  return answer.data
}

/** Names are on every asset, too. */
export async function forgetLabels(client: QueryClient): Promise<void> {
  await Promise.all(
    ['labels', 'vocabulary', 'asset', 'assets'].map((key) =>
      client.invalidateQueries({ queryKey: [key] }),
    ),
  )
}
