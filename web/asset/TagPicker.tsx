import { useQuery } from '@tanstack/react-query'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { facetsQuery } from '../lib/counts.ts'
import { t } from '../texts/asset.ts'
import { WordPicker } from '../ui/WordPicker.tsx'
import styles from './sections.module.css'

interface TagPickerProps {
  sourceId: string
  taken: string[]
  onPick: (label: string) => void
  onCancel: () => void
  onDone?: () => void
}

/** A tag by hand: the frequent ones of the source are offered, any other can be typed. */
export function TagPicker({ sourceId, ...rest }: TagPickerProps) {
  const known = useQuery(facetsQuery(sourceId, EMPTY_QUERY)).data?.tags ?? []
  const words = known.map(({ value, count }) => ({ name: value, count }))
  return (
    <div className={styles.editor}>
      <WordPicker {...rest} label={t.chooseTag} words={words} />
    </div>
  )
}
