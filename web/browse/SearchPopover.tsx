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
import type { ReactNode } from 'react'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { countQuery } from '../lib/counts.ts'
import { formatTotal } from '../lib/format.ts'
import type { Library } from '../lib/use-library.ts'
import { LinkButton } from '../ui/Button.tsx'
import styles from './SearchBox.module.css'
import type { Offer } from './SearchBox.tsx'
import { markMatch, type Suggestion, type SuggestionKind } from './search-suggestions.ts'
import { readSearchText } from './search-text.ts'

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

interface SearchPopoverProps {
  id: string
  library: Library
  text: string
  offer: Offer
  onChoose: (suggestion: Suggestion) => void
}

/** Recent searches, suggestions by kind, and how to ask for more; the box keeps the focus. */
export function SearchPopover({ id, library, text, offer, onChoose }: SearchPopoverProps) {
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
      <div id={id} role="listbox" aria-label="Recent searches and suggestions">
        {recents.length > 0 && <Group title="Recent">{recents.map(item)}</Group>}
        {rest.length > 0 && (
          <Group title={`Suggestions for “${text.trim()}”`}>{rest.map(item)}</Group>
        )}
      </div>
      <div className={styles.help}>
        <span>
          Narrow with <code>tag:</code> <code>folder:</code> <code>type:</code> <code>colour:</code>{' '}
          <code>faces:</code> <code>field:</code> · <code>"exact phrase"</code>{' '}
          <code>-without</code> <code>a OR b</code>
        </span>
        {recents.length > 0 && (
          <LinkButton tabIndex={-1} onClick={offer.recent.clear}>
            Clear recent
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
      <div className={styles.heading} aria-hidden>
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
      className={styles.option}
      onClick={onChoose}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <span className="truncate">
        {kind === 'search' ? (
          `Search everything for “${label}”`
        ) : (
          <>
            {before}
            {same && <mark>{same}</mark>}
            {after}
          </>
        )}
      </span>
      <span className={styles.end}>
        {kind === 'search' && <kbd className={styles.enter}>Enter</kbd>}
        {count !== null && `${kind} · ${count}`}
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
        title="Forget (Shift-Delete)"
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
