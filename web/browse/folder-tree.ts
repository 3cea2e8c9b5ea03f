import type { Folder, FolderList } from '../lib/vocabulary.ts'

export interface TreeRow {
  kind: 'folder'
  folder: Folder
  level: number
  isOpen: boolean
  /** Position among its siblings, from 1. */
  position: number
  /** -1 while not all of them are loaded. */
  siblings: number
}

/** Stands below the folders that are loaded, in place of the rest. */
export interface RestRow {
  kind: 'rest'
  parent: string
  level: number
}

/** The visible rows of a tree of which only opened folders are loaded, and of these perhaps not all. */
export function planTree(
  children: ReadonlyMap<string, FolderList>,
  open: ReadonlySet<string>,
): (TreeRow | RestRow)[] {
  const rows: (TreeRow | RestRow)[] = []
  const add = (parent: string, level: number): void => {
    const { folders, after } = children.get(parent) ?? { folders: [], after: null }
    const siblings = after === null ? folders.length : -1
    for (const [i, folder] of folders.entries()) {
      const isOpen = folder.has_children && open.has(folder.path)
      rows.push({ kind: 'folder', folder, level, isOpen, position: i + 1, siblings })
      if (isOpen) add(folder.path, level + 1)
    }
    if (after !== null) rows.push({ kind: 'rest', parent, level })
  }
  add('', 1)
  return rows
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
