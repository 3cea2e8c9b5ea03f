import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { TagAttributes } from '../../contract/organising.ts'
import { callApi } from '../lib/api.ts'
import type { PickerWord } from '../ui/word-picker.ts'

export interface FoundTag extends PickerWord {
  count: number
}

/** Letters follow each other faster than this. */
const REST_MS = 150
const MOST_TAGS = '50'

/** Asks when the typing rests; going on with it cancels what was asked. */
function tagsQuery(sourceId: string, typed: string) {
  return queryOptions({
    queryKey: ['tags', sourceId, typed],
    queryFn: async ({ signal }): Promise<FoundTag[]> => {
      await new Promise((resolve) => setTimeout(resolve, REST_MS))
      signal.throwIfAborted()
      const query = new URLSearchParams({
        'filter[name]': typed,
        sort: '-asset_count',
        'page[size]': MOST_TAGS,
      })
      const path = `/sources/${encodeURIComponent(sourceId)}/tags`
      const { data } = await callApi<Resource<'tags', TagAttributes>[]>(path, { query, signal })
      return data
        .map(({ attributes }) => attributes)
        .filter(({ asset_count }) => asset_count > 0)
        .map(({ name, asset_count: count, count_is_estimate: isEstimate }) => ({
          name,
          count,
          isEstimate,
        }))
    },
    staleTime: 30_000,
  })
}

const NONE: FoundTag[] = []
const LONGEST_NAME = 200

/** Tags of a source with the text in their names; until they are there, those of the text before. */
export function useFoundTags(sourceId: string, text: string): FoundTag[] {
  const typed = text.trim()
  const found = useQuery({
    ...tagsQuery(sourceId, typed),
    enabled: typed !== '' && typed.length <= LONGEST_NAME,
    placeholderData: keepPreviousData,
  })
  return typed === '' ? NONE : (found.data ?? NONE)
}
