import { Search, SlidersHorizontal, X } from 'lucide-react'
import { type KeyboardEvent, Suspense, useEffect, useId, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { Afterwards } from '../lib/Afterwards.tsx'
import { isComparing } from '../lib/addresses.ts'
import { countFilters } from '../lib/browse-query.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { IconButton } from '../ui/Button.tsx'
import { useShortcut } from '../ui/keys.ts'
import styles from './SearchBox.module.css'
import type { Suggestion } from './search-suggestions.ts'
import type { Filters } from './use-filters.ts'
import { useRecentSearches } from './use-recent-searches.ts'
import { useSearchText } from './use-search-text.ts'

const SearchPopover = lazyPart(async () => (await import('./SearchPopover.tsx')).SearchPopover)

interface SearchBoxProps {
  library: Library
  sourceName: string
  filters: Filters
  /** The arrow down at the end of what is offered, or Enter once nothing is: on to the results. */
  onLeave: () => void
}

/** Searches a moment after the last letter, on Enter at once; filters typed as `tag:sky` become chips. */
export function SearchBox({ library, sourceName, filters, onLeave }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  const recent = useRecentSearches(library.sourceId)
  const { text, type, searchNow } = useSearchText(library, recent.add)
  const offer = useOffer(library, recent)
  const id = useId()
  const isCovered = isComparing(useLocation().pathname) || library.assetPath !== null
  useShortcut('search', () => input.current?.select(), !isCovered)
  const choose = ({ text: chosen, isWhole }: Suggestion) => {
    if (!isWhole) return type(chosen)
    offer.remember(chosen)
    searchNow(chosen)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and arrows belong to the input method while it composes a word.
    if (event.nativeEvent.isComposing) return
    const active = offer.options[offer.active]
    if (event.key === 'ArrowDown' && offer.isOpen && !offer.isAtEnd) offer.move(1)
    else if (event.key === 'ArrowDown' || (event.key === 'Enter' && !offer.isOpen)) onLeave()
    else if (event.key === 'Enter') choose(active ?? { ...SEARCH, text })
    else if (event.key === 'ArrowUp' && offer.active >= 0) offer.move(-1)
    else if (event.key === 'Delete' && event.shiftKey && active?.kind === 'recent') {
      offer.recent.forget(active.label)
    } else if (event.key === 'Escape') {
      if (offer.active < 0 && text) searchNow('')
      else if (offer.active < 0) input.current?.blur()
      offer.close()
    } else return
    event.preventDefault()
  }
  return (
    <search className={styles.search}>
      <div className={styles.box}>
        <Search size={16} strokeWidth={1.75} aria-hidden />
        <input
          ref={input}
          type="search"
          role="combobox"
          placeholder={t.searchPlaceholder}
          aria-label={t.searchIn(sourceName)}
          aria-expanded={offer.isOpen && offer.options.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={offer.active >= 0 ? `${id}-${offer.active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onFocus={offer.open}
          onClick={offer.open}
          onBlur={() => {
            offer.remember(text)
            offer.close()
          }}
          onChange={(event) => {
            type(event.target.value)
            offer.open()
          }}
          onKeyDown={onKeyDown}
        />
        <BoxEnd
          text={text}
          filters={filters}
          count={countFilters(library.query)}
          onClear={() => {
            searchNow('')
            input.current?.focus()
          }}
        />
      </div>
      <Afterwards>
        <Suspense>
          <SearchPopover {...{ id, library, text, offer }} onChoose={choose} />
        </Suspense>
      </Afterwards>
    </search>
  )
}

const SEARCH = { kind: 'search', label: '', count: null, isWhole: true } as const

interface BoxEndProps {
  text: string
  filters: Filters
  /** How many filters are set. */
  count: number
  onClear: () => void
}

function BoxEnd({ text, filters, count, onClear }: BoxEndProps) {
  return (
    <>
      {text ? (
        <IconButton className={styles.clear} label={t.clearSearch} onClick={onClear}>
          <X size={14} aria-hidden />
        </IconButton>
      ) : (
        <kbd className={styles.key} aria-hidden>
          {'/'}
        </kbd>
      )}
      <span className={styles.line} />
      <button
        type="button"
        ref={filters.button}
        className={styles.advanced}
        title={t.filtersKey}
        aria-expanded={filters.isOpen}
        aria-controls={filters.isOpen ? 'filters' : undefined}
        onClick={filters.toggle}
      >
        <SlidersHorizontal size={14} strokeWidth={1.75} aria-hidden />
        <span className={styles.word}>{t.advanced}</span>
        {count > 0 && (
          <span className={styles.count}>
            {count}
            <span className="vh">{t.filtersSet(count)}</span>
          </span>
        )}
      </button>
    </>
  )
}

/** What is offered below the box, while somebody is there. */
export type Offer = ReturnType<typeof useOffer>

function useOffer({ query }: Library, recent: ReturnType<typeof useRecentSearches>) {
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const [options, setOptions] = useState<Suggestion[]>([])
  // What is offered may have become shorter meanwhile.
  const at = Math.min(active, options.length - 1)
  const close = () => {
    setOpen(false)
    setActive(-1)
  }
  // Filters have become chips, which lie below what is offered: they are to be seen.
  const filters = countFilters(query)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes whenever their number changes
  useEffect(close, [filters])
  return {
    isOpen,
    options,
    /** Told by the part that plans them. */
    setOptions,
    active: at,
    isAtEnd: at === options.length - 1,
    recent,
    open: () => {
      setOpen(true)
      setActive(-1)
    },
    close,
    move: (by: number) => setActive(at + by),
    remember: (wanted: string) => {
      recent.add(wanted)
      close()
    },
  }
}
