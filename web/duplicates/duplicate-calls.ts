import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type {
  DuplicateDecisionAttributes,
  DuplicateGroupAttributes,
  NewDuplicateDecision,
} from '../../contract/searching.ts'
import { callApi } from '../lib/api.ts'
import { duplicatesPath, type Likeness } from '../lib/duplicates.ts'

export type Group = Resource<'duplicate_groups', DuplicateGroupAttributes>
export type Decision = Resource<'duplicate_decisions', DuplicateDecisionAttributes>

const PAGE = '50'

/** Groups that nobody has decided about, newest first. */
export function groupsQuery(sourceId: string, likeness: Likeness) {
  return infiniteQueryOptions({
    queryKey: ['duplicates', sourceId, likeness],
    queryFn: async ({ pageParam, signal }) => {
      const query = new URLSearchParams({ 'filter[likeness]': likeness, 'page[limit]': PAGE })
      if (pageParam !== null) query.set('page[after]', pageParam)
      const { data, meta } = await callApi<Group[]>(duplicatesPath(sourceId), { query, signal })
      return { groups: data, after: meta.cursor?.after ?? null }
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.after,
  })
}

/** What has been decided, newest first. */
export function decisionsQuery(sourceId: string) {
  return infiniteQueryOptions({
    queryKey: ['duplicate-decisions', sourceId],
    queryFn: async ({ pageParam, signal }) => {
      const query = new URLSearchParams({ 'page[limit]': PAGE })
      if (pageParam !== null) query.set('page[after]', pageParam)
      const path = `${duplicatesPath(sourceId)}/decisions`
      const { data, meta } = await callApi<Decision[]>(path, { query, signal })
      return { decisions: data, after: meta.cursor?.after ?? null }
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.after,
  })
}

/** Keeps all of these decisions, or none. @returns their ids @throws ApiFailure that points at the one refused */
export async function sendDecisions(
  sourceId: string,
  decisions: readonly NewDuplicateDecision[],
): Promise<string[]> {
  const path = `${duplicatesPath(sourceId)}/decisions`
  const data = { type: 'duplicate_decisions', attributes: { decisions } }
  const answer = await callApi<Decision[]>(path, { method: 'POST', data })
  return answer.data.map(({ id }) => id)
}

export async function takeBack(sourceId: string, id: string): Promise<void> {
  const path = `${duplicatesPath(sourceId)}/decisions/${encodeURIComponent(id)}`
  await callApi(path, { method: 'DELETE' })
}

/** @returns how many were still there to be taken back */
export async function takeBackMany(sourceId: string, ids: readonly string[]): Promise<number> {
  const path = `${duplicatesPath(sourceId)}/decisions/undo`
  const data = { type: 'duplicate_decisions', attributes: { ids } }
  return (await callApi<Decision[]>(path, { method: 'POST', data })).data.length
}

/** What somebody has decided meanwhile about some of these assets, and that whoever decides has not seen. */
export async function findTheirs(
  sourceId: string,
  paths: readonly string[],
  known: readonly string[],
): Promise<Decision | null> {
  for (const path of paths) {
    const query = new URLSearchParams({ 'filter[origin_path]': path })
    const address = `${duplicatesPath(sourceId)}/decisions`
    const { data } = await callApi<Decision[]>(address, { query })
    const isAboutThese = ({ id, attributes }: Decision) =>
      !known.includes(id) && attributes.origin_paths.every((one) => paths.includes(one))
    const found = data.find(isAboutThese)
    if (found) return found
  }
  return null
}

/** All that may show what a decision has changed. */
const TOUCHED = ['asset', 'similar', 'duplicate-count', 'duplicate-decisions', 'facets', 'count']

/** Groups that were decided about go at once; the others stay where they are. */
export function forgetGroups(
  client: QueryClient,
  sourceId: string,
  gone: ReadonlySet<string>,
): void {
  for (const likeness of ['same', 'near'] as const) {
    client.setQueryData(
      groupsQuery(sourceId, likeness).queryKey,
      (list) =>
        list && {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            groups: page.groups.filter(({ id }) => !gone.has(id)),
          })),
        },
    )
  }
  for (const key of TOUCHED) client.invalidateQueries({ queryKey: [key] })
  forgetMarkedLists(client)
}

/** After a decision was taken back: its group is shown again. */
export function readGroupsAgain(client: QueryClient): void {
  for (const key of ['duplicates', ...TOUCHED]) client.invalidateQueries({ queryKey: [key] })
  forgetMarkedLists(client)
}

/** Other lists of assets do not depend on marks. */
function forgetMarkedLists(client: QueryClient): void {
  const isMarked = (key: readonly unknown[]) => String(key[2]).includes('duplicate')
  client.invalidateQueries({
    queryKey: ['assets'],
    predicate: ({ queryKey }) => isMarked(queryKey),
  })
}
