import { useQuery, useQueryClient } from '@tanstack/react-query'
import { assetQuery } from '../lib/assets.ts'
import { facetsQuery } from '../lib/counts.ts'
import type { SelectionProps } from '../lib/library-parts.ts'
import { factsOfSearch, type SelectedFacts, sumUp } from './selected-facts.ts'

/** Each of so many is looked at; of more, only a search knows what they have in common. */
const MOST_LOOKED_AT = 50

/** What the selected assets have in common; null while that isn't known, or where it would cost too much. */
export function useSelectedFacts({ library, selection }: SelectionProps): {
  facts: SelectedFacts | null
  isPending: boolean
} {
  const client = useQueryClient()
  const { sourceId, query } = library
  const isSearch = selection.kind === 'search'
  const isFew = !isSearch && selection.assets.size <= MOST_LOOKED_AT
  const paths = isFew ? [...selection.assets.keys()].sort() : []
  const search = useQuery({ ...facetsQuery(sourceId, query), enabled: isSearch })
  const named = useQuery({
    queryKey: ['selected-facts', sourceId, ...paths],
    queryFn: async () => {
      const assets = paths.map((path) => client.fetchQuery(assetQuery(sourceId, path)))
      return sumUp((await Promise.all(assets)).map(({ attributes }) => attributes))
    },
    enabled: isFew,
  })
  if (isSearch) {
    return { facts: search.data ? factsOfSearch(search.data) : null, isPending: search.isLoading }
  }
  return { facts: named.data ?? null, isPending: named.isLoading }
}
