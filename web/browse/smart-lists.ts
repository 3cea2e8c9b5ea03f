import { type BrowseQuery, EMPTY_QUERY, writeBrowseQuery } from '../lib/browse-query.ts'
import { daysBefore } from '../lib/spans.ts'

/** Lists that everybody has, each of them an address. */
export type SmartList = 'all' | 'week' | 'noAltText' | 'errors'

/** What a smart list looks for, in the order and view that are used now. */
export function smartQuery(
  list: SmartList,
  { sort, view }: Pick<BrowseQuery, 'sort' | 'view'>,
  now: Date,
): BrowseQuery {
  const all = { ...EMPTY_QUERY, sort, view }
  if (list === 'week') return { ...all, created: { from: daysBefore(now, 6), to: null } }
  if (list === 'noAltText') return { ...all, hasAltText: false }
  return list === 'errors' ? { ...all, status: 'error' } : all
}

/** Whether two queries show the same list, whichever of its assets is selected. */
export function isSameList(one: BrowseQuery, other: BrowseQuery): boolean {
  const address = (query: BrowseQuery) => writeBrowseQuery({ ...query, at: null }).toString()
  return address(one) === address(other)
}
