import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { holdPictures } from '../lib/held-pictures.ts'
import type { Library } from '../lib/use-library.ts'
import { readSearchText } from './search-text.ts'

/**
 * What comes at once, as from an input method, a key that is held down or a page that was busy, is one search. Any other
 * key searches by itself. The search of the key before is given up.
 */
const TYPING_REST_MS = 40
const AT_ONCE_MS = 60
/** A single letter finds most of the library, and is seldom all of the word. */
const LETTER_REST_MS = 120

/**
 * What stands in the search box, and the ways from there to the address. `onFilters` is told of a text that became
 * filters, in part or as a whole: it does not stay in the box.
 */
export function useSearchText({ query, show }: Library, onFilters: (text: string) => void) {
  const [text, setText] = useState(query.q)
  const sent = useRef(query.q)
  const timer = useRef(0)
  const typedAt = useRef(0)
  // On their way into the address, which is drawn later than the next letter is typed.
  const pending = useRef<string[]>([])
  // The address was changed elsewhere: by Back, a chip, "Clear all".
  useEffect(() => {
    const own = pending.current.indexOf(query.q)
    pending.current = own < 0 ? [] : pending.current.slice(own + 1)
    if (own >= 0 || query.q === sent.current) return
    sent.current = query.q
    clearTimeout(timer.current)
    setText(query.q)
  }, [query.q])
  const search = (wanted: string, isFinished: boolean) => {
    clearTimeout(timer.current)
    const { q, part } = readSearchText(wanted, query, isFinished)
    if (part) {
      onFilters(wanted)
      setText(q && /\s$/.test(wanted) ? `${q} ` : q)
    }
    if (q === sent.current && !part) return
    // The first letter makes a history entry; the rest of the typing belongs to it.
    const replace = sent.current !== '' && q !== '' && !part
    if (q !== sent.current) pending.current.push(q)
    sent.current = q
    show({ ...part, q }, { replace })
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
      holdPictures()
      const now = performance.now()
      const isBurst = now - typedAt.current < AT_ONCE_MS
      typedAt.current = now
      const rest = isLetter(wanted) ? LETTER_REST_MS : isBurst ? TYPING_REST_MS : 0
      timer.current = window.setTimeout(() => latest.current(wanted, false), rest)
    },
    searchNow: (wanted: string) => {
      setText(wanted)
      search(wanted, true)
    },
  }
}

/** One letter of an alphabet; elsewhere a single sign may be a word. */
function isLetter(text: string): boolean {
  return text.trim().length === 1 && text < '\u2e80'
}
