import { useQuery } from '@tanstack/react-query'
import { Bookmark, Ellipsis, Plus, Users } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { isFiltered } from '../lib/browse-query.ts'
import { countQuery } from '../lib/counts.ts'
import { formatTotal } from '../lib/format.ts'
import {
  readSavedQuery,
  type SavedSearch,
  savedSearchesQuery,
  writeSavedQuery,
} from '../lib/saved-searches.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { inputClass } from '../ui/Field.tsx'
import { hasLeft } from '../ui/has-left.ts'
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx'
import styles from './SideBar.module.css'
import { type SearchEdits, useMayShare, useSearchEdits } from './use-search-edits.ts'

interface SavedSearchesProps {
  library: Library
  onChosen: (() => void) | undefined
  onSave: () => void
}

/** Searches that somebody keeps: own ones, which can be changed here, and those that others share. */
export function SavedSearches({ library, onChosen, onSave }: SavedSearchesProps) {
  const { sourceId, query } = library
  const searches = useQuery(savedSearchesQuery(sourceId))
  const edits = useSearchEdits(library)
  const canSave = isFiltered(query) || query.folder !== null
  if (searches.isPending || (searches.data?.length === 0 && !canSave)) return null
  return (
    <section aria-label={t.savedSearches}>
      <div className={styles.title}>
        {t.savedSearches}
        {canSave && (
          <IconButton className={styles.add} label={t.saveThisSearch} onClick={onSave}>
            <Plus size={14} aria-hidden />
          </IconButton>
        )}
      </div>
      {searches.isError && <p className={styles.note}>{t.savedSearchesFailed}</p>}
      {searches.data?.length === 0 && <p className={styles.note}>{t.savedSearchesHint}</p>}
      <ul>
        {searches.data?.map((search) => (
          <SearchItem key={search.id} {...{ library, search, edits, onChosen }} />
        ))}
      </ul>
    </section>
  )
}

interface SearchItemProps {
  library: Library
  search: SavedSearch
  edits: SearchEdits
  onChosen: (() => void) | undefined
}

function SearchItem({ library, search, edits, onChosen }: SearchItemProps) {
  const { sourceId, query } = library
  const { name, shared, is_own } = search.attributes
  /** The name that is being typed. */
  const [typed, setTyped] = useState<string | null>(null)
  const mayShare = useMayShare()
  const saved = readSavedQuery(search.attributes.query, query.view)
  const isCurrent = writeSavedQuery(saved) === writeSavedQuery(query)
  const { item, isSeen } = useSeen()
  const count = useQuery({ ...countQuery(sourceId, saved), enabled: isSeen }).data
  if (typed !== null) {
    return (
      <li className={styles.renaming}>
        <RenameField
          name={name}
          typed={typed}
          onEnd={async (next) => {
            setTyped(null)
            if (next && !(await edits.patch(search, { name: next }))) setTyped(next)
          }}
        />
      </li>
    )
  }
  const Icon = shared && !is_own ? Users : Bookmark
  return (
    <li ref={item} className={styles.saved}>
      <Link
        className={joinClasses(styles.item, is_own && styles.hasMenu)}
        to={libraryAddress(sourceId, saved)}
        aria-current={isCurrent ? 'page' : undefined}
        title={describeOwner(search.attributes)}
        onClick={onChosen}
      >
        <Icon size={16} strokeWidth={1.75} aria-hidden />
        <bdi className="truncate">{name}</bdi>
        {count && (
          <span className={styles.count}>{formatTotal(count.total, count.isEstimate)}</span>
        )}
      </Link>
      {is_own && (
        <Menu
          label={t.change(name)}
          button={<Ellipsis size={14} aria-hidden />}
          buttonClass={styles.more}
          alignEnd
        >
          <MenuItem onSelect={() => setTyped(name)}>{t.rename}</MenuItem>
          {mayShare && (
            <MenuItem onSelect={() => edits.patch(search, { shared: !shared })}>
              {shared ? t.stopSharing : t.share}
            </MenuItem>
          )}
          {!isCurrent && (
            <MenuItem onSelect={() => edits.patch(search, { query: writeSavedQuery(query) })}>
              {t.replaceSearch}
            </MenuItem>
          )}
          <MenuLine />
          <MenuItem onSelect={() => edits.remove(search)}>{t.delete}</MenuItem>
        </Menu>
      )}
    </li>
  )
}

function describeOwner({ name, shared, is_own, owner }: SavedSearch['attributes']): string {
  if (is_own) return shared ? t.sharedWithAll(name) : name
  return owner ? t.sharedBy(name, owner) : t.sharedBySomebody(name)
}

interface RenameFieldProps {
  name: string
  /** What stands in it at first. */
  typed: string
  onEnd: (name: string | null) => void
}

/** Enter or leaving it saves, Esc does not. */
function RenameField({ name, typed, onEnd }: RenameFieldProps) {
  const [text, setText] = useState(typed)
  const hasEnded = useRef(false)
  const end = (next: string | null) => {
    if (hasEnded.current) return
    hasEnded.current = true
    onEnd(next && next !== name ? next : null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') end(text.trim())
    else if (event.key === 'Escape') end(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked for it
      autoFocus
      className={inputClass}
      aria-label={t.newNameOf(name)}
      maxLength={100}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onKeyDown={onKeyDown}
      onBlur={(event) => hasLeft(event) && end(text.trim())}
    />
  )
}

/** True from when the element has first been in view: before, nobody looks at its count. */
function useSeen() {
  const item = useRef<HTMLLIElement>(null)
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (isSeen || !item.current) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true)
    })
    observer.observe(item.current)
    return () => observer.disconnect()
  }, [isSeen])
  return { item, isSeen }
}
