import { X } from 'lucide-react'
import type { Library } from '../lib/use-library.ts'
import { LinkButton } from '../ui/Button.tsx'
import styles from './FilterChips.module.css'
import { clearChips, planChips } from './filter-chips.ts'

/** What narrows the list, one chip for each condition. */
export function FilterChips({ library: { query, show } }: { library: Library }) {
  const chips = planChips(query)
  if (chips.length === 0) return null
  return (
    <ul className={styles.chips} aria-label="Filters">
      {chips.map((chip) => (
        <li key={`${chip.key} ${chip.value}`} className={styles.chip}>
          {chip.color && <span className={styles.dot} style={{ background: chip.color }} />}
          <span className={styles.key}>{chip.key}</span>
          <span className="truncate">{chip.value}</span>
          <button
            type="button"
            className={styles.remove}
            aria-label={`Remove filter ${chip.key} ${chip.value}`}
            onClick={() => show(chip.remove)}
          >
            <X size={12} strokeWidth={2} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <LinkButton className="small" onClick={() => show(clearChips(query))}>
          Clear all
        </LinkButton>
      </li>
    </ul>
  )
}
