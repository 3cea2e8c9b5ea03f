import { useQueries } from '@tanstack/react-query'
import { ChevronRight, Folder as FolderIcon, FolderOpen } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { formatCount, formatNumber } from '../lib/format.ts'
import type { Library } from '../lib/use-library.ts'
import { type Folder, foldersQuery } from '../lib/vocabulary.ts'
import { joinClasses } from '../ui/classes.ts'
import { ancestorsOf, planTree, planTreeKey, type TreeRow } from './folder-tree.ts'
import styles from './SideBar.module.css'

/** The folders of the source, loaded as they are opened. */
export function FolderTree({
  library,
  onChosen,
}: {
  library: Library
  onChosen?: (() => void) | undefined
}) {
  const { sourceId, query, show } = library
  const { open, toggle } = useOpenFolders(query.folder)
  const { rows, failure, isLoaded } = useRows(sourceId, open)
  const tree = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const choose = (folder: Folder) => {
    setFocused(folder.path)
    show({ folder: folder.path, deep: true, sort: query.sort, view: query.view })
    onChosen?.()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.folder.path === focused)
    const row = rows[at]
    if (row && (event.key === 'Enter' || event.key === ' ')) choose(row.folder)
    else {
      const plan = planTreeKey(rows, at, event.key)
      if (!plan) return
      if ('toggle' in plan) toggle(plan.toggle)
      else {
        setFocused(plan.focus)
        treeItem(tree.current, plan.focus)?.focus()
      }
    }
    event.preventDefault()
  }
  if (isLoaded && rows.length === 0) return null
  const stop = rows.some((row) => row.folder.path === focused)
    ? focused
    : (rows[0]?.folder.path ?? null)
  return (
    <>
      <div className={styles.title}>Folders</div>
      {failure && <p className={styles.note}>The folders did not load.</p>}
      {rows.length > 0 && (
        <div ref={tree} role="tree" aria-label="Folders" onKeyDown={onKeyDown}>
          {rows.map((row) => (
            <TreeItem
              key={row.folder.path}
              row={row}
              isSelected={row.folder.path === query.folder}
              isTabStop={row.folder.path === stop}
              onFocus={() => setFocused(row.folder.path)}
              onChoose={() => choose(row.folder)}
              onToggle={() => toggle(row.folder.path)}
            />
          ))}
        </div>
      )}
    </>
  )
}

function treeItem(tree: HTMLElement | null, path: string): HTMLElement | null {
  return tree?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`) ?? null
}

/** Open folders; the way to the current one is opened when it changes. */
function useOpenFolders(current: string | null) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (current) setOpen((before) => new Set([...before, ...ancestorsOf(current)]))
  }, [current])
  const toggle = (path: string) =>
    setOpen((before) => {
      const after = new Set(before)
      if (!after.delete(path)) after.add(path)
      return after
    })
  return { open, toggle }
}

function useRows(sourceId: string, open: ReadonlySet<string>) {
  const parents = ['', ...open]
  return useQueries({
    queries: parents.map((parent) => foldersQuery(sourceId, parent)),
    combine: (results) => {
      const children = new Map(parents.map((parent, i) => [parent, results[i]?.data ?? []]))
      return {
        rows: planTree(children, open),
        failure: results.some((result) => result.isError),
        isLoaded: results[0]?.isSuccess ?? false,
      }
    },
  })
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
      title={`${folder.path} · ${formatCount(folder.asset_count, 'asset')}`}
      className={joinClasses(styles.item, styles.folder)}
      style={{ paddingLeft: 4 + (level - 1) * 14 }}
      onFocus={onFocus}
      onClick={onChoose}
    >
      <Twist isShown={folder.has_children} isOpen={isOpen} onToggle={onToggle} />
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <span className="truncate">{folder.name}</span>
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
