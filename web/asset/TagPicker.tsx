import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { facetsQuery } from '../lib/counts.ts'
import { t } from '../texts/asset.ts'
import { WordPicker } from '../ui/WordPicker.tsx'
import { joinWords } from '../ui/word-picker.ts'
import styles from './sections.module.css'
import { useFoundTags } from './use-found-tags.ts'

interface TagPickerProps {
  sourceId: string
  taken: string[]
  onPick: (label: string) => void
  onCancel: () => void
  onDone?: () => void
}

/** A tag by hand: the frequent ones of the source are offered at once, its others while they are typed. */
export function TagPicker({ sourceId, ...rest }: TagPickerProps) {
  const known = useQuery(facetsQuery(sourceId, EMPTY_QUERY)).data?.tags ?? []
  const [typed, setTyped] = useState('')
  const frequent = known.map(({ value, count }) => ({ name: value, count }))
  const words = joinWords(frequent, useFoundTags(sourceId, typed))
  return (
    <div className={styles.editor}>
      <WordPicker {...rest} label={t.chooseTag} words={words} onType={setTyped} />
    </div>
  )
}
