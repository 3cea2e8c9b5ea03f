import { Bookmark, X } from 'lucide-react'
import { memo } from 'react'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { LinkButton } from '../ui/Button.tsx'
import { FileName } from '../ui/FileName.tsx'
import styles from './FilterChips.module.css'
import { type Chip, clearChips, planChips } from './filter-chips.ts'
import type { Filters } from './use-filters.ts'

interface FilterChipsProps {
  library: Library
  filters: Filters
}

/** What narrows the list, one chip for each condition; a click opens where it is changed. */
export const FilterChips = memo(function FilterChips({
  library: { query, show },
  filters,
}: FilterChipsProps) {
  const chips = planChips(query)
  if (chips.length === 0) return null
  return (
    <ul className={styles.chips} aria-label={t.filters}>
      {chips.map((chip) => (
        <ChipItem
          key={`${chip.key} ${chip.value}`}
          chip={chip}
          onOpen={() => filters.open(chip.section)}
          onRemove={() => show(chip.remove)}
        />
      ))}
      <li>
        <LinkButton className="small" onClick={() => show(clearChips(query))}>
          {t.clearAll}
        </LinkButton>
      </li>
      <li>
        <LinkButton className={`small ${styles.save}`} onClick={() => filters.setSaving(true)}>
          <Bookmark size={12} strokeWidth={2} aria-hidden /> {t.saveSearch}
        </LinkButton>
      </li>
    </ul>
  )
})

interface ChipItemProps {
  chip: Chip
  onOpen: () => void
  onRemove: () => void
}

function ChipItem({ chip: { key, value, color, path }, onOpen, onRemove }: ChipItemProps) {
  return (
    <li className={styles.chip}>
      <button type="button" className={styles.open} title={path ?? t.changeFilter} onClick={onOpen}>
        {color && <span className={styles.dot} style={{ background: color }} />}
        <span className={styles.key}>{key}</span>
        {path ? <FileName name={value} /> : <bdi className="truncate">{value}</bdi>}
      </button>
      <button
        type="button"
        className={styles.remove}
        aria-label={t.removeFilter(key, value)}
        onClick={onRemove}
      >
        <X size={12} strokeWidth={2} aria-hidden />
      </button>
    </li>
  )
}
