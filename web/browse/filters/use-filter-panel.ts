import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import type { FacetAttributes } from '../../../contract/searching.ts'
import type { BrowseQuery } from '../../lib/browse-query.ts'
import { facetsQuery } from '../../lib/counts.ts'
import type { Library } from '../../lib/use-library.ts'
import type { PickerWord } from '../../ui/word-picker.ts'
import { pickEmpty } from '../filter-sections.ts'

/** What a section of the panel gets. */
export interface SectionProps {
  library: Library
  query: BrowseQuery
  /** Changes the address; one step back undoes it. */
  set: (part: Partial<BrowseQuery>) => void
  /** The same for what is dragged or typed: all that is done in one go is one step. */
  slide: (part: Partial<BrowseQuery>) => void
}

/** The ways to change the address from the panel, and what tells it that something new begins. */
export function useFilterChanges({ show }: Library) {
  const isSameGo = useRef(false)
  const begin = () => {
    isSameGo.current = false
  }
  return {
    set: (part: Partial<BrowseQuery>) => {
      isSameGo.current = false
      show(part)
    },
    slide: (part: Partial<BrowseQuery>) => {
      show(part, { replace: isSameGo.current })
      isSameGo.current = true
    },
    begin: { onPointerDownCapture: begin, onFocusCapture: begin },
  }
}

/**
 * What the assets have in common that the filters leave, those of `without` taken away: values of which any
 * will do are counted as if none were chosen. Undefined until it is known.
 */
export function useFacets(
  { library, query }: Pick<SectionProps, 'library' | 'query'>,
  without: readonly (keyof BrowseQuery)[] = [],
): FacetAttributes | undefined {
  const rest = { ...query, ...pickEmpty(without) }
  const facets = useQuery({
    ...facetsQuery(library.sourceId, rest),
    placeholderData: keepPreviousData,
  })
  return facets.data
}

/** How many of the assets found have it. */
export interface CountedWord extends PickerWord {
  count: number
}

/** Values of one kind as words that can be offered. */
export function toWords(
  facets: FacetAttributes | undefined,
  kind: 'tags' | 'categories' | 'content_types',
): CountedWord[] {
  const isEstimate = facets?.counts_are_estimates
  return facets?.[kind].map(({ value, count }) => ({ name: value, count, isEstimate })) ?? []
}
