import { useQuery, useQueryClient } from '@tanstack/react-query'
import { describeFailure } from '../lib/failure-text.ts'
import {
  createSavedSearch,
  deleteSavedSearch,
  forgetSavedSearches,
  patchSavedSearch,
  type SavedSearch,
  type SavedSearchPart,
} from '../lib/saved-searches.ts'
import { noteFailure, sessionQuery } from '../lib/session.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { useToast } from '../ui/Toast.tsx'

/** What can be done to a saved search of one's own; all of it can be undone. */
export interface SearchEdits {
  /** @returns whether it was saved; if not, that has been said */
  patch: (search: SavedSearch, part: SavedSearchPart) => Promise<boolean>
  remove: (search: SavedSearch) => void
}

/** Whether the person may share what they save. */
export function useMayShare(): boolean {
  return useQuery(sessionQuery).data?.permissions.includes('asset_edit') ?? false
}

export function useSearchEdits({ sourceId }: Pick<Library, 'sourceId'>): SearchEdits {
  const client = useQueryClient()
  const toast = useToast()
  const run = async (act: () => Promise<unknown>, said: { text: string; undo?: () => void }) => {
    const failure = await act().then(
      () => null,
      (error: Error) => error,
    )
    if (failure) noteFailure(client, failure)
    toast(failure ? { text: describeFailure(failure).text } : said)
    await forgetSavedSearches(client)
    return failure === null
  }
  return {
    patch: (search, part) => {
      const { id, attributes } = search
      const { name, query, shared } = attributes
      const before = { name, query, shared }
      const keys = Object.keys(part) as (keyof SavedSearchPart)[] // it has just those
      const back = Object.fromEntries(keys.map((key) => [key, before[key]]))
      return run(() => patchSavedSearch(id, part), {
        text: describeChange(name, part),
        undo: () => run(() => patchSavedSearch(id, back), { text: t.isAsItWas(name) }),
      })
    },
    remove: ({ id, attributes: { name, query, shared } }) => {
      const again = { name, query, shared, source_id: sourceId }
      run(() => deleteSavedSearch(id), {
        text: t.deletedSearch(name),
        undo: () => run(() => createSavedSearch(again), { text: t.isBack(name) }),
      })
    },
  }
}

function describeChange(name: string, part: SavedSearchPart): string {
  if (part.name !== undefined) return t.renamedTo(part.name)
  if (part.query !== undefined) return t.isCurrentSearch(name)
  return part.shared ? t.everybodySees(name) : t.onlyYouSee(name)
}
