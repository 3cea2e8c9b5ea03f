import { ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { readBoolean } from '../../lib/preferences.ts'
import { usePreference } from '../../lib/use-preference.ts'
import { t } from '../../texts/filters.ts'
import { LinkButton } from '../../ui/Button.tsx'
import styles from './FilterPanel.module.css'

interface FilterSectionProps {
  id: string
  title: string
  isSet: boolean
  /** A new object whenever somebody wants to see this section. */
  wanted: object | null
  onReset: () => void
  children: ReactNode
}

/** A part of the filter panel that folds; this browser remembers how it was left. */
export function FilterSection({ id, title, isSet, wanted, ...props }: FilterSectionProps) {
  const [isOpen, setOpen] = usePreference(`filter-${id}`, true, readBoolean)
  const summary = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!wanted) return
    setOpen(true)
    summary.current?.focus()
    summary.current?.scrollIntoView({ block: 'start' })
  }, [wanted, setOpen])
  return (
    <section className={styles.section} aria-label={title}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary ref={summary}>
          <ChevronRight className={styles.twist} size={14} aria-hidden />
          {title}
          {isSet && (
            <span className={styles.dot} title={t.isSet}>
              <span className="vh">{t.setForReaders}</span>
            </span>
          )}
        </summary>
        <div className={styles.body}>{isOpen && props.children}</div>
      </details>
      {isSet && (
        <LinkButton
          className={styles.reset}
          aria-label={t.resetSection(title)}
          onClick={() => {
            props.onReset()
            summary.current?.focus()
          }}
        >
          {t.reset}
        </LinkButton>
      )}
    </section>
  )
}
