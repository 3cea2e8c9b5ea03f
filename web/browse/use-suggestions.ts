import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect } from 'react'
import { useFoundTags } from '../asset/use-found-tags.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { facetsQuery } from '../lib/counts.ts'
import type { Library } from '../lib/use-library.ts'
import { vocabularyQuery } from '../lib/vocabulary.ts'
import type { Offer } from './SearchBox.tsx'
import { planSuggestions } from './search-suggestions.ts'
import { readLastWord } from './search-text.ts'

/** Until it is known what there is. */
const NONE = { tags: [], categories: [], folders: [], media_kinds: [], counts_are_estimates: false }

/** Hands the box what to offer for its text; any tag is found once `tag:` stands before it. */
export function useSuggestions(
  { sourceId }: Library,
  text: string,
  { isOpen, recent, setOptions }: Offer,
): void {
  const facets = useQuery({ ...facetsQuery(sourceId, EMPTY_QUERY), enabled: isOpen }).data
  const keys = useQuery({ ...vocabularyQuery('custom_field_keys'), enabled: isOpen }).data
  const { prefix, word } = readLastWord(text)
  const found = useFoundTags(sourceId, isOpen && prefix === 'tag' ? word : '')
  const { texts } = recent
  // Before anything is drawn or the next key is pressed.
  useLayoutEffect(() => {
    const fields = keys?.map(({ name, asset_count }) => ({ value: name, count: asset_count })) ?? []
    const known = { ...NONE, ...facets, found, fields }
    setOptions(isOpen ? planSuggestions(text, texts, known) : [])
  }, [isOpen, text, texts, facets, keys, found, setOptions])
}
