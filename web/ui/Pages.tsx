import { Button } from './Button.tsx'
import styles from './Pages.module.css'

interface PagesProps {
  /** From 0 on. */
  page: number
  pages: number
  words: { list: string; previous: string; next: string; of(page: number, pages: number): string }
  onTurn(page: number): void
}

/** The way through a long list; nothing where all of it is seen. */
export function Pages({ page, pages, words, onTurn }: PagesProps) {
  if (pages <= 1) return null
  return (
    <nav className={styles.pages} aria-label={words.list}>
      <Button disabled={page === 0} onClick={() => onTurn(page - 1)}>
        {words.previous}
      </Button>
      <span className="small t2 num">{words.of(page + 1, pages)}</span>
      <Button disabled={page + 1 >= pages} onClick={() => onTurn(page + 1)}>
        {words.next}
      </Button>
    </nav>
  )
}
