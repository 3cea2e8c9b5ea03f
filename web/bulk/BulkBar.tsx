import {
  Columns2,
  Download,
  Ellipsis,
  Eye,
  EyeOff,
  FileDown,
  FolderInput,
  Link as LinkIcon,
  type LucideIcon,
  RefreshCw,
  Sparkles,
  Tags,
  TextCursorInput,
  TextQuote,
  X,
} from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useAnalyzes } from '../lib/analysis.ts'
import { compareAddress, MOST_COMPARED } from '../lib/compared.ts'
import { formatBytes, formatTotal } from '../lib/format.ts'
import { hideAssets, MOST_CHOICES } from '../lib/hidden-assets.ts'
import type { SelectionProps } from '../lib/library-parts.ts'
import { countSelected, selectedBytes, selectionTrouble, writeSelection } from '../lib/selection.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/bulk.ts'
import { t as compare } from '../texts/compare.ts'
import { Button, IconButton, iconClass, LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { useToast } from '../ui/Toast.tsx'
import { AnalyzeDialog } from './AnalyzeDialog.tsx'
import styles from './BulkBar.module.css'
import { countAssets } from './bulk-words.ts'
import { DownloadDialog } from './DownloadDialog.tsx'
import { ExportDialog } from './ExportDialog.tsx'
import { FieldDialog } from './FieldDialog.tsx'
import { LabelsDialog } from './LabelsDialog.tsx'
import { RefreshDialog } from './RefreshDialog.tsx'
import { TextDialog } from './TextDialog.tsx'
import { useCopySelected } from './use-copy-selected.ts'

const DIALOGS = {
  tags: LabelsDialog,
  categories: LabelsDialog,
  field: FieldDialog,
  text: TextDialog,
  refresh: RefreshDialog,
  analyze: AnalyzeDialog,
} as const
type DialogName = keyof typeof DIALOGS | 'export' | 'download'

/** What can be done with the selected assets; floats above the grid. */
export function BulkBar(props: SelectionProps) {
  const [open, setOpen] = useState<DialogName | null>(null)
  const close = () => setOpen(null)
  const trouble = selectionTrouble(props.selection)
  return (
    <>
      <div className={styles.place}>
        <div className={styles.bar} role="toolbar" aria-label={t.selectedAssets} data-bulk-bar>
          <IconButton label={t.clearSelectionKey} onClick={props.onClear}>
            <X size={16} aria-hidden />
          </IconButton>
          <div className={styles.who}>
            <Count {...props} />
            <SelectSearch {...props} />
          </div>
          <span className={styles.line} />
          {trouble !== null && <span className={styles.trouble}>{trouble}</span>}
          {trouble === null && <Actions {...props} onOpen={setOpen} />}
        </div>
      </div>
      {open === 'export' && <ExportDialog {...props} onClose={close} />}
      {open === 'download' && (
        <DownloadDialog
          sourceId={props.library.sourceId}
          chosen={writeSelection(props.selection, props.filters)}
          onClose={close}
        />
      )}
      {open !== null && open !== 'export' && open !== 'download' && (
        <OpenDialog {...props} name={open} onClose={close} />
      )}
    </>
  )
}

type OpenProps = SelectionProps & { name: keyof typeof DIALOGS; onClose: () => void }

function OpenDialog({ name, ...props }: OpenProps) {
  const Shown = DIALOGS[name]
  return <Shown {...props} kind={name === 'tags' ? 'tags' : 'categories'} />
}

function Count({ selection }: SelectionProps) {
  const bytes = selectedBytes(selection)
  const count = countSelected(selection)
  const isEstimate = selection.kind === 'search' && selection.isEstimate
  return (
    <span className={styles.count} role="status">
      {t.selected(formatTotal(count, isEstimate))}{' '}
      {bytes !== null && <small>{formatBytes(bytes)}</small>}
    </span>
  )
}

/** Only where the search has more than what is selected. */
function SelectSearch({ selection, result, onSelectSearch }: SelectionProps) {
  if (!result || result.total <= countSelected(selection)) return null
  const total = formatTotal(result.total, result.isEstimate)
  return (
    <LinkButton className={styles.all} onClick={onSelectSearch}>
      {t.selectAll(total)}
    </LinkButton>
  )
}

type OnOpen = (name: DialogName) => void

function Actions(props: SelectionProps & { onOpen: OnOpen }) {
  const { onOpen, selection } = props
  const copy = useCopySelected(props)
  const { mayEdit, mayRefresh } = useRights()
  return (
    <>
      {mayEdit && <Action icon={Tags} label={t.tags} onClick={() => onOpen('tags')} />}
      {mayEdit && (
        <Action icon={FolderInput} label={t.categories} onClick={() => onOpen('categories')} />
      )}
      {mayRefresh && (
        <Action
          icon={RefreshCw}
          label={t.refresh}
          className={styles.roomy}
          onClick={() => onOpen('refresh')}
        />
      )}
      <Action icon={Download} label={t.download} onClick={() => onOpen('download')} />
      <Menu
        label={t.moreActions}
        button={<Ellipsis size={16} aria-hidden />}
        buttonClass={iconClass}
        alignEnd
        up
      >
        {mayEdit && <EditItems mayRefresh={mayRefresh} onOpen={onOpen} />}
        {selection.kind === 'named' && (
          <MenuItem onSelect={() => copy('URLs')}>
            <LinkIcon size={16} aria-hidden /> {t.copyUrls(selection.assets.size)}
          </MenuItem>
        )}
        {selection.kind === 'named' && (
          <MenuItem onSelect={() => copy('paths')}>
            <LinkIcon size={16} aria-hidden /> {t.copyPaths(selection.assets.size)}
          </MenuItem>
        )}
        {selection.kind === 'named' && <CompareItem {...props} />}
        {selection.kind === 'named' && <HideItems {...props} />}
        <MenuItem onSelect={() => onOpen('export')}>
          <FileDown size={16} aria-hidden /> {t.exportMenu(countAssets(selection))}
        </MenuItem>
      </Menu>
    </>
  )
}

function EditItems({ mayRefresh, onOpen }: { mayRefresh: boolean; onOpen: OnOpen }) {
  const analyzes = useAnalyzes()
  return (
    <>
      <MenuItem onSelect={() => onOpen('field')}>
        <TextCursorInput size={16} aria-hidden /> {t.customFieldMenu}
      </MenuItem>
      <MenuItem onSelect={() => onOpen('text')}>
        <TextQuote size={16} aria-hidden /> {t.textMenu}
      </MenuItem>
      {mayRefresh && (
        <MenuItem onSelect={() => onOpen('refresh')}>
          <RefreshCw size={16} aria-hidden /> {t.refreshMenu}
        </MenuItem>
      )}
      {analyzes && (
        <MenuItem onSelect={() => onOpen('analyze')}>
          <Sparkles size={16} aria-hidden /> {t.analyzeMenu}
        </MenuItem>
      )}
      <MenuLine />
    </>
  )
}

function CompareItem({ selection, library }: SelectionProps) {
  const navigate = useNavigate()
  if (selection.kind !== 'named') return null
  const paths = [...selection.assets.keys()]
  if (paths.length < 2 || paths.length > MOST_COMPARED) return null
  const address = compareAddress(library.sourceId, paths, library.query)
  return (
    <MenuItem onSelect={() => navigate(address, { state: { isInside: true } })}>
      <Columns2 size={16} aria-hidden /> {compare.compare}
    </MenuItem>
  )
}

/** Of this browser alone. */
function HideItems({ selection, source }: SelectionProps) {
  const toast = useToast()
  if (selection.kind !== 'named' || !source || selection.assets.size > MOST_CHOICES) return null
  const hide = (isHidden: boolean) => {
    hideAssets([...selection.assets.values()], source, isHidden)
    const { size } = selection.assets
    toast({ text: isHidden ? t.hidden(size) : t.shown(size) })
  }
  return (
    <>
      <MenuItem onSelect={() => hide(true)}>
        <EyeOff size={16} aria-hidden /> {t.hideHere}
      </MenuItem>
      <MenuItem onSelect={() => hide(false)}>
        <Eye size={16} aria-hidden /> {t.showHere}
      </MenuItem>
    </>
  )
}

interface ActionProps {
  icon: LucideIcon
  label: string
  className?: string | undefined
  onClick: () => void
}

function Action({ icon: Icon, label, className, onClick }: ActionProps) {
  return (
    <Button
      variant="quiet"
      className={joinClasses(styles.action, className)}
      title={label}
      onClick={onClick}
    >
      <Icon size={16} aria-hidden />
      <span className={styles.label}>{label}</span>
    </Button>
  )
}
