import { type ComponentProps, useState } from 'react'
import { TokenField } from '../ui/TokenField.tsx'
import { joinWords } from '../ui/word-picker.ts'
import { useFoundTags } from './use-found-tags.ts'

interface TagFieldProps extends Omit<ComponentProps<typeof TokenField>, 'onType'> {
  sourceId: string
  /** The words are counted in what a search finds; how many of it have any other tag is not known. */
  isOfSearch?: boolean
}

/** Tags as tokens: the words are offered at once, any other tag of the source while it is typed. */
export function TagField({ sourceId, words, isOfSearch, ...rest }: TagFieldProps) {
  const [typed, setTyped] = useState('')
  const tags = useFoundTags(sourceId, typed)
  const found = isOfSearch ? tags.map(({ name }) => ({ name, count: null })) : tags
  return <TokenField {...rest} words={joinWords(words, found)} onType={setTyped} />
}
