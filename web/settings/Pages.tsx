import { t } from '../texts/settings.ts'
import { Button } from '../ui/Button.tsx'
import styles from './Pages.module.css'

interface PagesProps {
  /** From 0 on. */
  page: number
  pages: number
  onTurn(page: number): void
}

/** The way through a long list; nothing where all of it is seen. */
export function Pages({ page, pages, onTurn }: PagesProps) {
  if (pages <= 1) return null
  return (
    <nav className={styles.pages} aria-label={t.listPages}>
      <Button disabled={page === 0} onClick={() => onTurn(page - 1)}>
        {t.previous}
      </Button>
      <span className="small t2 num">{t.pageOf(page + 1, pages)}</span>
      <Button disabled={page + 1 >= pages} onClick={() => onTurn(page + 1)}>
        {t.next}
      </Button>
    </nav>
  )
}
