import {
  ArrowLeft,
  ArrowRight,
  Columns2,
  Command,
  Database,
  EyeOff,
  FolderInput,
  Folders,
  Grid2x2,
  Keyboard,
  Link,
  ListChecks,
  type LucideIcon,
  PanelLeft,
  PanelRight,
  Play,
  RefreshCw,
  Scan,
  Search,
  SlidersHorizontal,
  Tag,
  Undo2,
  Upload,
  ZoomIn,
  ZoomOut,
} from 'lucide-react'
import { useState } from 'react'
import { listCommands } from '../lib/commands.ts'
import { t } from '../texts/palette.ts'
import { listShortcuts } from '../ui/keys.ts'
import { type ShortcutName, shortcutOf } from '../ui/shortcuts.ts'
import type { PaletteItem } from './plan-palette.ts'

const ICONS: Partial<Record<ShortcutName, LucideIcon>> = {
  search: Search,
  filters: SlidersHorizontal,
  goToSource: Database,
  goToFolder: Folders,
  sheet: Keyboard,
  selectAll: ListChecks,
  previous: ArrowLeft,
  next: ArrowRight,
  zoomIn: ZoomIn,
  zoomOut: ZoomOut,
  fit: Scan,
  hide: EyeOff,
  play: Play,
  editTags: Tag,
  addCategory: FolderInput,
  copyUrl: Link,
  refresh: RefreshCw,
  undo: Undo2,
  infoPanel: PanelRight,
  sideBar: PanelLeft,
  larger: ZoomIn,
  smaller: ZoomOut,
  layout: Grid2x2,
  upload: Upload,
  uploads: Columns2,
}

/** What the screen below offers: its commands, and its shortcuts, as they were when the palette was opened. */
export function useCommandsNow(): PaletteItem[] {
  const [items] = useState(listNow)
  return items
}

function listNow(): PaletteItem[] {
  const names: Partial<Record<ShortcutName, string>> = t.asCommands
  const shortcuts = listShortcuts().flatMap(({ name, act }): PaletteItem[] => {
    if (!act || shortcutOf(name).isMove || name === 'palette') return []
    return [
      {
        id: `command:${name}`,
        group: 'commands',
        label: names[name] ?? t.shortcuts[name],
        icon: ICONS[name] ?? Command,
        shortcut: name,
        run: act,
      },
    ]
  })
  const commands = listCommands().map(
    ({ id, title, ...rest }): PaletteItem => ({
      id: `command:${id}`,
      group: 'commands',
      label: title,
      icon: Command,
      ...rest,
    }),
  )
  return [...shortcuts, ...commands]
}
