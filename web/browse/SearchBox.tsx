import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import type { Library } from '../lib/use-library.ts'
import { IconButton } from '../ui/Button.tsx'
import { useShortcut } from '../ui/keys.ts'
import styles from './SearchBox.module.css'

interface SearchBoxProps {
  library: Library
  sourceName: string
  /** The arrow down was pressed: on to the results. */
  onLeave: () => void
}

const TYPING_REST_MS = 150

/** Searches 150 ms after the last letter, on Enter at once. */
export function SearchBox({ library, sourceName, onLeave }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  const { text, type, searchNow } = useSearchText(library)
  useShortcut('/', () => input.current?.select(), library.assetPath === null)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') searchNow(text)
    else if (event.key === 'ArrowDown') onLeave()
    else if (event.key === 'Escape' && text) searchNow('')
    else if (event.key === 'Escape') input.current?.blur()
    else return
    event.preventDefault()
  }
  return (
    <search>
      <div className={styles.box}>
        <Search size={16} strokeWidth={1.75} aria-hidden />
        <input
          ref={input}
          type="search"
          placeholder="Search names, paths, tags, categories"
          aria-label={`Search ${sourceName}`}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {text ? (
          <IconButton
            className={styles.clear}
            label="Clear search"
            onClick={() => {
              searchNow('')
              input.current?.focus()
            }}
          >
            <X size={14} aria-hidden />
          </IconButton>
        ) : (
          <kbd className={styles.key} aria-hidden>
            /
          </kbd>
        )}
      </div>
    </search>
  )
}

function useSearchText({ query, show }: Library) {
  const [text, setText] = useState(query.q)
  const sent = useRef(query.q)
  const timer = useRef(0)
  // The address was changed elsewhere: by Back, a chip, "Clear all".
  useEffect(() => {
    if (query.q === sent.current) return
    sent.current = query.q
    clearTimeout(timer.current)
    setText(query.q)
  }, [query.q])
  const search = (wanted: string) => {
    clearTimeout(timer.current)
    if (wanted === sent.current) return
    // The first letter makes a history entry; the rest of the typing belongs to it.
    const replace = sent.current !== '' && wanted !== ''
    sent.current = wanted
    show({ q: wanted }, { replace })
  }
  const latest = useRef(search)
  latest.current = search
  // Whoever has gone elsewhere in the meantime is not led back by a search.
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: going elsewhere is what it waits for
  useEffect(() => () => clearTimeout(timer.current), [pathname])
  return {
    text,
    type: (wanted: string) => {
      setText(wanted)
      clearTimeout(timer.current)
      timer.current = window.setTimeout(() => latest.current(wanted), TYPING_REST_MS)
    },
    searchNow: (wanted: string) => {
      setText(wanted)
      search(wanted)
    },
  }
}
