import { useQuery } from '@tanstack/react-query'
import { type LucideIcon, Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useNavigate } from 'react-router'
import type { Permission } from '../../contract/resources.ts'
import type { PaletteScope } from '../lib/commands.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { type RenderingSource, readRenderingSource } from '../lib/rendering-url.ts'
import { sessionQuery } from '../lib/session.ts'
import { sourceQuery } from '../lib/sources.ts'
import { t as browse } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/palette.ts'
import { Announce } from '../ui/Announce.tsx'
import { IconButton, LinkButton } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { KeyCaps } from '../ui/Keys.tsx'
import { planLibraryItems } from './library-items.ts'
import styles from './Palette.module.css'
import box from './PaletteHost.module.css'
import { PaletteList } from './PaletteList.tsx'
import { type PaletteItem, planPalette } from './plan-palette.ts'
import { keepChoice, readChoices } from './recent-choices.ts'
import { useAppItems } from './use-app-items.ts'
import { useCommandsNow } from './use-commands-now.ts'
import { useFoundItems } from './use-found-items.ts'
import { type Place, usePlace } from './use-place.ts'

export interface PaletteProps {
  /** Only things of this kind. */
  scope: PaletteScope | null
  /** What was typed before this has come. */
  typed: string
  /** The pages of settings that somebody with these rights may open. */
  listPages: (
    permissions: readonly Permission[],
  ) => { to: string; title: string; icon: LucideIcon }[]
  onClose: () => void
}

/** Everything there is to do and to go to, by typing a few letters of its name. */
export function Palette({ scope: firstScope, typed: first, listPages, onClose }: PaletteProps) {
  const [typed, setTyped] = useState(first)
  const [scope, setScope] = useState(firstScope)
  const place = usePlace()
  const { choose, recent } = useChoosing(onClose)
  const found = useFoundItems(place, typed)
  const items = useItems(place, listPages, found.items)
  const groups = planPalette({
    items: withRecent(items, recent),
    typed,
    recent: recent.map(({ id }) => id),
    only: scope,
  })
  const shown = groups.flatMap((group) => group.items.map((item) => ({ ...item, in: group.group })))
  const list = useList(shown.length, typed)
  const active = shown[list.at]
  const id = useId()
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // Enter and arrows belong to the input method while it composes a word.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') list.move(1)
    else if (event.key === 'ArrowUp') list.move(-1)
    else if (event.key === 'PageDown') list.move(6, true)
    else if (event.key === 'PageUp') list.move(-6, true)
    else if (event.key === 'Enter' && active) choose(active, event.ctrlKey || event.metaKey)
    else if (event.key === 'Backspace' && typed === '' && scope) setScope(null)
    else return
    event.preventDefault()
  }
  return (
    <Dialog label={t.palette} className={box.palette} onClose={onClose}>
      <div className={box.head}>
        <Search size={20} strokeWidth={1.75} aria-hidden />
        {scope && (
          <LinkButton className={styles.scope} title={t.leaveScope} onClick={() => setScope(null)}>
            {t.groups[scope]} <X size={12} aria-hidden />
          </LinkButton>
        )}
        <input
          data-autofocus
          role="combobox"
          aria-label={scope ? t.scopedField[scope] : t.field}
          placeholder={scope ? t.scopedField[scope] : t.field}
          aria-expanded={shown.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={active ? `${id}-${list.at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span className={styles.esc} aria-hidden>
          <KeyCaps keys="Escape" />
        </span>
        <IconButton className={styles.close} label={common.close} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <PaletteList
        {...{ id, groups, at: list.at, source: useRendering(place) }}
        onPoint={list.point}
        onChoose={choose}
      />
      <Trouble found={found} isEmpty={shown.length === 0} typed={typed.trim()} />
      <Announce text={typed && !found.isSearching ? t.found(shown.length) : ''} />
      <Foot />
    </Dialog>
  )
}

interface TroubleProps {
  found: ReturnType<typeof useFoundItems>
  isEmpty: boolean
  typed: string
}

function Trouble({ found, isEmpty, typed }: TroubleProps) {
  if (found.failure) {
    return (
      <p className={styles.note} role="alert">
        {t.notFound(describeFailure(found.failure).text)}{' '}
        <LinkButton onClick={found.retry}>{common.retry}</LinkButton>
      </p>
    )
  }
  if (found.needsLetters) return <p className={styles.note}>{browse.keepTyping}</p>
  if (!isEmpty) return null
  const words = typed ? t.nothing(typed) : t.nothingYet
  return <p className={styles.note}>{found.isSearching ? t.searching : words}</p>
}

function Foot() {
  return (
    <div className={styles.foot} aria-hidden>
      <span>
        <KeyCaps keys="ArrowUp" />
        <KeyCaps keys="ArrowDown" /> {t.move}
      </span>
      <span>
        <KeyCaps keys="Enter" /> {t.open}
      </span>
      <span>
        <KeyCaps keys="Mod+Enter" /> {t.newTab}
      </span>
    </div>
  )
}

/** Everything that could be meant, each thing once. */
function useItems(
  place: Place,
  listPages: PaletteProps['listPages'],
  found: readonly PaletteItem[],
): PaletteItem[] {
  const commands = useCommandsNow()
  const app = useAppItems(place)
  const permissions = useQuery(sessionQuery).data?.permissions ?? []
  const settings = listPages(permissions).map(
    ({ to, title, icon }): PaletteItem => ({
      id: `settings:${to}`,
      group: 'settings',
      label: title,
      to,
      icon,
    }),
  )
  const all = [...commands, ...planLibraryItems(place), ...app, ...settings, ...found]
  return [...new Map(all.map((item) => [item.id, item])).values()]
}

/** What was chosen before is offered before it is found again; a command only while it makes sense. */
function withRecent(items: PaletteItem[], recent: readonly PaletteItem[]): PaletteItem[] {
  const known = new Set(items.map(({ id }) => id))
  return [...items, ...recent.filter(({ id, to }) => to !== undefined && !known.has(id))]
}

function useRendering({ sourceId }: Place): RenderingSource | null {
  const source = useQuery({ ...sourceQuery(sourceId ?? ''), enabled: sourceId !== null })
  const attributes = source.data?.attributes
  return useMemo(() => (attributes ? readRenderingSource(attributes) : null), [attributes])
}

function useChoosing(onClose: () => void) {
  const navigate = useNavigate()
  const userId = useQuery(sessionQuery).data?.user.id ?? ''
  const [recent] = useState(() => readChoices(userId))
  const choose = (item: PaletteItem, inNewTab: boolean) => {
    keepChoice(userId, item)
    if (item.to && inNewTab) {
      window.open(item.to, '_blank', 'noopener')
      return
    }
    // First the focus goes back to where it was: what is done now may take it elsewhere.
    flushSync(onClose)
    if (item.to) navigate(item.to)
    else item.run?.()
  }
  return { choose, recent }
}

/** Which of the shown ones Enter takes: the first of each new text, until an arrow or the pointer has moved. */
function useList(count: number, typed: string) {
  const [active, setActive] = useState({ at: 0, typed })
  const at = active.typed === typed ? Math.min(active.at, Math.max(0, count - 1)) : 0
  const pointed = useRef(false)
  const set = (next: number) => setActive({ at: next, typed })
  // The list has changed below a pointer that rests: it does not mean what is there now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every change of the text
  useEffect(() => {
    pointed.current = false
  }, [typed])
  return {
    at,
    move: (by: number, stops = false) => {
      if (count === 0) return
      set(stops ? Math.max(0, Math.min(count - 1, at + by)) : (at + by + count) % count)
    },
    point: (next: number) => {
      if (pointed.current && next !== at) set(next)
      pointed.current = true
    },
  }
}
