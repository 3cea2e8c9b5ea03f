import { useQuery } from '@tanstack/react-query'
import {
  FileType,
  Folder,
  FolderInput,
  History,
  type LucideIcon,
  Search,
  SlidersHorizontal,
  Tag,
  TextCursorInput,
  X,
} from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { countQuery } from '../lib/counts.ts'
import { formatTotal } from '../lib/format.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { LinkButton } from '../ui/Button.tsx'
import base from '../ui/Choices.module.css'
import { joinClasses } from '../ui/classes.ts'
import { Rich } from '../ui/Rich.tsx'
import styles from './SearchBox.module.css'
import type { Offer } from './SearchBox.tsx'
import { markMatch, type Suggestion, type SuggestionKind } from './search-suggestions.ts'
import { readSearchText } from './search-text.ts'
import { useSuggestions } from './use-suggestions.ts'

const ICONS: Record<SuggestionKind, LucideIcon> = {
  recent: History,
  prefix: SlidersHorizontal,
  tag: Tag,
  category: FolderInput,
  folder: Folder,
  type: FileType,
  field: TextCursorInput,
  search: Search,
}

/** As they are typed, in any language. */
const KEYS = ['tag:', 'folder:', 'type:', 'colour:', 'faces:', 'field:']
const GRAMMAR = ['"exact phrase"', '-without', 'a OR b']

function codes(words: readonly string[]) {
  return words.map((word) => (
    <Fragment key={word}>
      <code>{word}</code>{' '}
    </Fragment>
  ))
}

interface SearchPopoverProps {
  id: string
  library: Library
  text: string
  offer: Offer
  onChoose: (suggestion: Suggestion) => void
}

/** Recent searches, suggestions by kind, and how to ask for more; the box keeps the focus. */
export function SearchPopover({ id, library, text, offer, onChoose }: SearchPopoverProps) {
  useSuggestions(library, text, offer)
  const { options } = offer
  const item = (suggestion: Suggestion) => (
    <Option
      key={`${suggestion.kind} ${suggestion.text}`}
      id={`${id}-${options.indexOf(suggestion)}`}
      isActive={options[offer.active] === suggestion}
      suggestion={suggestion}
      text={text}
      onChoose={() => onChoose(suggestion)}
    >
      {suggestion.kind === 'recent' && <RecentEnd {...{ library, suggestion, offer }} />}
    </Option>
  )
  const recents = options.filter(({ kind }) => kind === 'recent')
  const rest = options.filter(({ kind }) => kind !== 'recent')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pressing here must not take the focus away
    <div
      className={styles.popover}
      hidden={!offer.isOpen}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
    >
      <div id={id} role="listbox" aria-label={t.offers}>
        {recents.length > 0 && <Group title={t.recent}>{recents.map(item)}</Group>}
        {rest.length > 0 && <Group title={t.suggestionsFor(text.trim())}>{rest.map(item)}</Group>}
      </div>
      <div className={styles.help}>
        <span>
          <Rich text={t.narrowWith} parts={{ keys: codes(KEYS), grammar: codes(GRAMMAR) }} />
        </span>
        {recents.length > 0 && (
          <LinkButton tabIndex={-1} onClick={offer.recent.clear}>
            {t.clearRecent}
          </LinkButton>
        )}
      </div>
    </div>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
    <div role="group" aria-label={title} className={styles.group}>
      <div className={base.heading} aria-hidden>
        {title}
      </div>
      {children}
    </div>
  )
}

interface OptionProps {
  id: string
  suggestion: Suggestion
  isActive: boolean
  text: string
  onChoose: () => void
  children: ReactNode
}

function Option({ id, suggestion, isActive, text, onChoose, children }: OptionProps) {
  const { kind, label, count } = suggestion
  const Icon = ICONS[kind]
  const [before, same, after] = kind === 'search' ? ['', '', ''] : markMatch(label, text)
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box
    // biome-ignore lint/a11y/useKeyWithClickEvents: the box handles the keys
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      className={joinClasses(base.option, styles.option)}
      onClick={onChoose}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <span className="truncate">
        {kind === 'search' ? (
          t.searchEverything(label)
        ) : (
          <>
            {before}
            {same && <mark>{same}</mark>}
            {after}
          </>
        )}
      </span>
      <span className={joinClasses(base.end, styles.end)}>
        {kind === 'search' && <kbd className={styles.enter}>{t.enter}</kbd>}
        {count !== null && `${t.suggestion[kind]} · ${count}`}
        {children}
      </span>
    </div>
  )
}

interface RecentEndProps {
  library: Library
  suggestion: Suggestion
  offer: Offer
}

/** How many it finds now, and a way to forget it. */
function RecentEnd({ library, suggestion, offer }: RecentEndProps) {
  const { q, part } = readSearchText(suggestion.text, EMPTY_QUERY, true)
  const count = useQuery(countQuery(library.sourceId, { ...EMPTY_QUERY, ...part, q })).data
  return (
    <>
      {count && formatTotal(count.total, count.isEstimate)}
      {/* Shift-Delete does the same without a pointer. */}
      <span
        className={styles.forget}
        title={t.forget}
        aria-hidden
        onClick={(event) => {
          event.stopPropagation()
          offer.recent.forget(suggestion.label)
        }}
      >
        <X size={14} />
      </span>
    </>
  )
}
