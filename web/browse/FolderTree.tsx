import { ChevronRight, Folder as FolderIcon, FolderOpen, Search } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { usePaletteDoor } from '../lib/commands.ts'
import { formatNumber } from '../lib/format.ts'
import type { Library } from '../lib/use-library.ts'
import type { Folder } from '../lib/vocabulary.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { IconButton, LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { useListWindow } from '../ui/use-list-window.ts'
import { planTreeKey, type RestRow, type TreeRow } from './folder-tree.ts'
import styles from './SideBar.module.css'
import { useFolderRows, useMoreFolders, useOpenFolders } from './use-folder-rows.ts'

interface FolderTreeProps {
  library: Library
  onChosen?: (() => void) | undefined
}

/** The folders of the source, loaded as they are opened and scrolled to. */
export function FolderTree({ library, onChosen }: FolderTreeProps) {
  const { sourceId, query } = library
  const { open, toggle } = useOpenFolders(query.folder)
  const { rows, hasFailed, isLoaded } = useFolderRows(sourceId, open)
  const door = usePaletteDoor()
  if (isLoaded && rows.length === 0) return null
  return (
    <>
      <div className={styles.title}>
        {t.folders}
        <IconButton
          className={styles.add}
          label={t.findFolder}
          onClick={() => door.openPalette('folders')}
        >
          <Search size={14} aria-hidden />
        </IconButton>
      </div>
      {!isLoaded && !hasFailed && <TreeSkeleton />}
      {hasFailed && <p className={styles.note}>{t.foldersFailed}</p>}
      {rows.length > 0 && <Tree {...{ library, onChosen, rows, toggle }} />}
    </>
  )
}

/** As wide as names of folders often are, in per cent. */
const WIDTHS = [52, 64, 38, 58, 46, 70]

function TreeSkeleton() {
  return WIDTHS.map((width) => (
    <div key={width} className={joinClasses(styles.item, styles.folder)} aria-hidden>
      <Skeleton width={`${width}%`} height={12} />
    </div>
  ))
}

type AnyRow = TreeRow | RestRow

interface TreeProps extends FolderTreeProps {
  rows: readonly AnyRow[]
  toggle: (path: string) => void
}

/** Only rows near the screen are in the page, and the one that Tab leads to. */
function Tree({ library, onChosen, rows, toggle }: TreeProps) {
  const { sourceId, query, show } = library
  const { list, from, to } = useListWindow<HTMLDivElement>(rows.length)
  const folders = useMemo(() => rows.filter((row) => row.kind === 'folder'), [rows])
  const [focused, setFocused] = useState<string | null>(null)
  const focus = useLateFocus(list)
  const stop = Math.max(
    0,
    rows.findIndex((row) => isAt(row, focused)),
  )
  const drawn = rows.slice(from, to).map((row, i) => ({ row, at: from + i }))
  const first = rows[stop]
  if (first && (stop < from || stop >= to)) drawn.push({ row: first, at: stop })
  const near = drawn.flatMap(({ row }) => (row.kind === 'rest' ? [row.parent] : []))
  const more = useMoreFolders(sourceId, near)
  const choose = (folder: Folder) => {
    setFocused(folder.path)
    show({ folder: folder.path, deep: true, sort: query.sort, view: query.view })
    onChosen?.()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const at = folders.findIndex((row) => isAt(row, focused))
    const row = folders[at]
    if (row && (event.key === 'Enter' || event.key === ' ')) choose(row.folder)
    else {
      const plan = planTreeKey(folders, at, event.key)
      if (!plan) return
      if ('toggle' in plan) toggle(plan.toggle)
      else {
        setFocused(plan.focus)
        focus(plan.focus)
      }
    }
    event.preventDefault()
  }
  return (
    <div
      ref={list}
      role="tree"
      aria-label={t.folders}
      className={styles.tree}
      style={{ '--rows': rows.length } as CSSProperties}
      onKeyDown={onKeyDown}
    >
      {drawn.map(({ row, at }) => (
        <div
          key={row.kind === 'folder' ? row.folder.path : `${row.parent}/`}
          role="presentation"
          className={styles.place}
          style={{ '--at': at } as CSSProperties}
        >
          {row.kind === 'folder' ? (
            <TreeItem
              row={row}
              isSelected={row.folder.path === query.folder}
              isTabStop={at === stop}
              onFocus={() => setFocused(row.folder.path)}
              onChoose={() => choose(row.folder)}
              onToggle={() => toggle(row.folder.path)}
            />
          ) : (
            <Rest row={row} hasFailed={more.failed.has(row.parent)} onLoad={more.load} />
          )}
        </div>
      ))}
    </div>
  )
}

function isAt(row: AnyRow, path: string | null): boolean {
  return row.kind === 'folder' && row.folder.path === path
}

/** The focus goes to a row once it is in the page. */
function useLateFocus(tree: { current: HTMLElement | null }) {
  const wanted = useRef<string | null>(null)
  const [, countMoves] = useState(0)
  useEffect(() => {
    if (wanted.current === null) return
    const item = tree.current?.querySelector<HTMLElement>(
      `[data-path="${CSS.escape(wanted.current)}"]`,
    )
    item?.focus()
    if (item) wanted.current = null
  })
  return (path: string) => {
    wanted.current = path
    countMoves((count) => count + 1)
  }
}

interface RestProps {
  row: RestRow
  hasFailed: boolean
  onLoad: (parent: string) => void
}

/** In place of folders that are not loaded yet. */
function Rest({ row, hasFailed, onLoad }: RestProps) {
  return (
    <div className={styles.rest} style={{ paddingInlineStart: 22 + (row.level - 1) * 14 }}>
      {hasFailed ? (
        <>
          {t.moreFoldersFailed}
          <LinkButton onClick={() => onLoad(row.parent)}>{common.retry}</LinkButton>
        </>
      ) : (
        t.loadingFolders
      )}
    </div>
  )
}

interface TreeItemProps {
  row: TreeRow
  isSelected: boolean
  isTabStop: boolean
  onFocus: () => void
  onChoose: () => void
  onToggle: () => void
}

function TreeItem({ row, isSelected, isTabStop, onFocus, onChoose, onToggle }: TreeItemProps) {
  const { folder, level, isOpen } = row
  const Icon = isOpen ? FolderOpen : FolderIcon
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys
    <div
      role="treeitem"
      data-path={folder.path}
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={isSelected}
      aria-expanded={folder.has_children ? isOpen : undefined}
      tabIndex={isTabStop ? 0 : -1}
      title={t.folderTitle(folder.path, common.assets(folder.asset_count))}
      className={joinClasses(styles.item, styles.folder)}
      style={{ paddingInlineStart: 4 + (level - 1) * 14 }}
      onFocus={onFocus}
      onClick={onChoose}
    >
      <Twist isShown={folder.has_children} isOpen={isOpen} onToggle={onToggle} />
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <bdi className="truncate">{folder.name}</bdi>
      <span className={styles.count}>{formatNumber(folder.asset_count)}</span>
    </div>
  )
}

function Twist({
  isShown,
  isOpen,
  onToggle,
}: {
  isShown: boolean
  isOpen: boolean
  onToggle: () => void
}) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys do the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <span
      className={joinClasses(styles.twist, isOpen && styles.open)}
      onClick={(event) => {
        event.stopPropagation()
        onToggle()
      }}
    >
      {isShown && <ChevronRight size={12} strokeWidth={2} aria-hidden />}
    </span>
  )
}
