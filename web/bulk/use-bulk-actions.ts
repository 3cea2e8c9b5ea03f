import {
  Columns2,
  Download,
  Eye,
  EyeOff,
  FileDown,
  Link as LinkIcon,
  type LucideIcon,
  RefreshCw,
  Sparkles,
  TextCursorInput,
  TextQuote,
} from 'lucide-react'
import { useLocation, useNavigate } from 'react-router'
import { isComparing, readScreenAbove } from '../lib/addresses.ts'
import { useAnalyzes } from '../lib/analysis.ts'
import { useCommands } from '../lib/commands.ts'
import { compareAddress, MOST_COMPARED } from '../lib/compared.ts'
import { hideAssets, MOST_CHOICES } from '../lib/hidden-assets.ts'
import type { SelectionProps } from '../lib/library-parts.ts'
import { countSelected } from '../lib/selection.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/bulk.ts'
import { t as compare } from '../texts/compare.ts'
import { useShortcut } from '../ui/keys.ts'
import { useToast } from '../ui/Toast.tsx'
import { countAssets } from './bulk-words.ts'
import { useCopySelected } from './use-copy-selected.ts'

export type DialogName =
  | 'tags'
  | 'categories'
  | 'field'
  | 'text'
  | 'refresh'
  | 'analyze'
  | 'export'
  | 'download'

export interface BulkAction {
  id: string
  title: string
  icon: LucideIcon
  run: () => void
}

/** What the menu of the bulk bar holds; in the palette, too, with keys for what is done most. */
export function useBulkActions(props: SelectionProps, onOpen: (name: DialogName) => void) {
  const edits = useEdits(onOpen)
  const others = useOthers(props, onOpen)
  const { library, selection } = props
  const { pathname } = useLocation()
  const isCovered =
    library.assetPath !== null || isComparing(pathname) || readScreenAbove(pathname) !== null
  const download = { id: 'bulk-download', title: t.download, icon: Download }
  useCommands([...edits, ...others, { ...download, run: () => onOpen('download') }], !isCovered)
  // The keys of a single one belong to its Info Panel.
  useBulkKeys(props, onOpen, !isCovered && countSelected(selection) > 1)
  return { edits, others }
}

function useBulkKeys(
  props: SelectionProps,
  onOpen: (name: DialogName) => void,
  isActive: boolean,
): void {
  const { mayEdit, mayRefresh } = useRights()
  const copy = useCopySelected(props)
  useShortcut('editTags', () => onOpen('tags'), isActive && mayEdit)
  useShortcut('addCategory', () => onOpen('categories'), isActive && mayEdit)
  useShortcut('addField', () => onOpen('field'), isActive && mayEdit)
  useShortcut('editDescription', () => onOpen('text'), isActive && mayEdit)
  useShortcut('refresh', () => onOpen('refresh'), isActive && mayRefresh)
  useShortcut('copyUrl', () => copy('URLs'), isActive && props.selection.kind === 'named')
}

function useEdits(onOpen: (name: DialogName) => void): BulkAction[] {
  const { mayEdit, mayRefresh } = useRights()
  const analyzes = useAnalyzes()
  if (!mayEdit) return []
  const open = (name: DialogName, title: string, icon: LucideIcon): BulkAction => ({
    id: `bulk-${name}`,
    ...{ title, icon },
    run: () => onOpen(name),
  })
  return [
    open('field', t.customFieldMenu, TextCursorInput),
    open('text', t.textMenu, TextQuote),
    ...(mayRefresh ? [open('refresh', t.refreshMenu, RefreshCw)] : []),
    ...(analyzes ? [open('analyze', t.analyzeMenu, Sparkles)] : []),
  ]
}

function useOthers(props: SelectionProps, onOpen: (name: DialogName) => void): BulkAction[] {
  const { selection } = props
  const copy = useCopySelected(props)
  const comparing = useComparing(props)
  const hiding = useHiding(props)
  const exporting = {
    id: 'bulk-export',
    title: t.exportMenu(countAssets(selection)),
    icon: FileDown,
    run: () => onOpen('export'),
  }
  if (selection.kind !== 'named') return [exporting]
  const { size } = selection.assets
  return [
    { id: 'bulk-urls', title: t.copyUrls(size), icon: LinkIcon, run: () => copy('URLs') },
    { id: 'bulk-paths', title: t.copyPaths(size), icon: LinkIcon, run: () => copy('paths') },
    ...comparing,
    ...hiding,
    exporting,
  ]
}

function useComparing({ selection, library }: SelectionProps): BulkAction[] {
  const navigate = useNavigate()
  if (selection.kind !== 'named') return []
  const paths = [...selection.assets.keys()]
  if (paths.length < 2 || paths.length > MOST_COMPARED) return []
  const address = compareAddress(library.sourceId, paths, library.query)
  const run = () => void navigate(address, { state: { isInside: true } })
  return [{ id: 'bulk-compare', title: compare.compare, icon: Columns2, run }]
}

/** Of this browser alone. */
function useHiding({ selection, source }: SelectionProps): BulkAction[] {
  const toast = useToast()
  if (selection.kind !== 'named' || !source || selection.assets.size > MOST_CHOICES) return []
  const hide = (isHidden: boolean) => {
    hideAssets([...selection.assets.values()], source, isHidden)
    const { size } = selection.assets
    toast({ text: isHidden ? t.hidden(size) : t.shown(size) })
  }
  return [
    { id: 'bulk-hide', title: t.hideHere, icon: EyeOff, run: () => hide(true) },
    { id: 'bulk-show', title: t.showHere, icon: Eye, run: () => hide(false) },
  ]
}
