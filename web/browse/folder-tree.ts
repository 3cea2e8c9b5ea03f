import type { Folder } from '../lib/vocabulary.ts'

export interface TreeRow {
  folder: Folder
  level: number
  isOpen: boolean
  /** Position among its siblings, from 1. */
  position: number
  siblings: number
}

/** The visible rows of a tree of which only opened folders are loaded. */
export function planTree(
  children: ReadonlyMap<string, readonly Folder[]>,
  open: ReadonlySet<string>,
  parent = '',
  level = 1,
): TreeRow[] {
  const folders = children.get(parent) ?? []
  return folders.flatMap((folder, i) => {
    const isOpen = folder.has_children && open.has(folder.path)
    const row = { folder, level, isOpen, position: i + 1, siblings: folders.length }
    return isOpen ? [row, ...planTree(children, open, folder.path, level + 1)] : [row]
  })
}

/** /a/b/c → /a, /a/b */
export function ancestorsOf(path: string): string[] {
  const parts = path.split('/').slice(1, -1)
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)
}

/** What a key does in a tree (WAI-ARIA), from the row that has the focus. */
export function planTreeKey(
  rows: readonly TreeRow[],
  at: number,
  key: string,
): { focus: string } | { toggle: string } | null {
  const row = rows[at]
  if (!row) return null
  const focus = (target: TreeRow | undefined) => (target ? { focus: target.folder.path } : null)
  if (key === 'ArrowDown') return focus(rows[at + 1])
  if (key === 'ArrowUp') return focus(rows[at - 1])
  if (key === 'Home') return focus(rows[0])
  if (key === 'End') return focus(rows.at(-1))
  if (key === 'ArrowRight' && row.folder.has_children) {
    return row.isOpen ? focus(rows[at + 1]) : { toggle: row.folder.path }
  }
  if (key === 'ArrowLeft') {
    if (row.isOpen) return { toggle: row.folder.path }
    return focus(rows.slice(0, at).findLast((one) => one.level === row.level - 1))
  }
  return null
}
