import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { readBoolean } from '../lib/preferences.ts'
import { usePreference } from '../lib/use-preference.ts'
import { useKeptFocus } from '../ui/use-kept-focus.ts'
import styles from './PanelSection.module.css'

interface PanelSectionProps {
  title: string
  /** Under which this browser remembers it, in any language; else its title. */
  name?: string
  count?: number
  /** Stands in the head, to be seen while it is folded. */
  status?: ReactNode
  /** Beside the head, not inside it: it must not fold the section. */
  action?: ReactNode
  /** Folded until somebody opens it, and not made before. */
  startsFolded?: boolean
  children: ReactNode
}

/** A part of the Info Panel that folds; this browser remembers how it was left. */
export function PanelSection({
  title,
  name = title.toLowerCase(),
  count,
  status,
  action,
  startsFolded = false,
  children,
}: PanelSectionProps) {
  const [isOpen, setOpen] = usePreference(`section-${name}`, !startsFolded, readBoolean)
  return (
    <section
      className={styles.section}
      aria-label={title}
      {...useKeptFocus(`summary, .${styles.action} button`)}
    >
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <ChevronRight className={styles.twist} size={14} aria-hidden />
          {title}
          {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
          {status && <span className={styles.status}>{status}</span>}
        </summary>
        <div className={styles.body}>{(isOpen || !startsFolded) && children}</div>
      </details>
      {(isOpen || !startsFolded) && action && (
        // biome-ignore lint/a11y/noStaticElementInteractions: what its buttons do is to be seen
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <div className={styles.action} onClick={() => setOpen(true)}>
          {action}
        </div>
      )}
    </section>
  )
}
