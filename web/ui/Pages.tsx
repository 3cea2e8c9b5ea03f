import type { RefObject } from 'react'
import { Button } from './Button.tsx'
import styles from './Pages.module.css'

interface PagesProps {
  /** From 0 on. */
  page: number
  pages: number
  words: { list: string; previous: string; next: string; of(page: number, pages: number): string }
  /** What turns: one is led to its beginning. It needs a tabIndex of −1. */
  list: RefObject<HTMLElement | null>
  onTurn(page: number): void
}

/** The way through a long list; nothing where all of it is seen. */
export function Pages({ page, pages, words, list, onTurn }: PagesProps) {
  if (pages <= 1) return null
  const turn = (to: number) => {
    onTurn(to)
    list.current?.focus({ preventScroll: true })
    list.current?.scrollIntoView({ block: 'start' })
  }
  return (
    <nav className={styles.pages} aria-label={words.list}>
      <Button disabled={page === 0} onClick={() => turn(page - 1)}>
        {words.previous}
      </Button>
      <span className="small t2 num">{words.of(page + 1, pages)}</span>
      <Button disabled={page + 1 >= pages} onClick={() => turn(page + 1)}>
        {words.next}
      </Button>
    </nav>
  )
}
