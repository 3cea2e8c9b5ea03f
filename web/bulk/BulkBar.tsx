import {
  Download,
  Ellipsis,
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
import { formatBytes, formatCount, formatNumber, formatTotal } from '../lib/format.ts'
import type { SelectionProps } from '../lib/library-parts.ts'
import { deliveryUrl } from '../lib/rendering-url.ts'
import { countSelected, selectedBytes, selectionTrouble } from '../lib/selection.ts'
import { useRights } from '../lib/use-rights.ts'
import { Button, IconButton, iconClass, LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { copyText } from '../ui/copy-text.ts'
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { useToast } from '../ui/Toast.tsx'
import { AnalyzeDialog } from './AnalyzeDialog.tsx'
import styles from './BulkBar.module.css'
import { countAssets } from './bulk-words.ts'
import { ExportDialog } from './ExportDialog.tsx'
import { FieldDialog } from './FieldDialog.tsx'
import { LabelsDialog } from './LabelsDialog.tsx'
import { RefreshDialog } from './RefreshDialog.tsx'
import { TextDialog } from './TextDialog.tsx'

const DIALOGS = {
  tags: LabelsDialog,
  categories: LabelsDialog,
  field: FieldDialog,
  text: TextDialog,
  refresh: RefreshDialog,
  analyze: AnalyzeDialog,
} as const
type DialogName = keyof typeof DIALOGS | 'export'

/** What can be done with the selected assets; floats above the grid. */
export function BulkBar(props: SelectionProps) {
  const [open, setOpen] = useState<DialogName | null>(null)
  const close = () => setOpen(null)
  const trouble = selectionTrouble(props.selection)
  return (
    <>
      <div className={styles.bar} role="toolbar" aria-label="Selected assets" data-bulk-bar>
        <IconButton label="Clear selection (Esc)" onClick={props.onClear}>
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
      {open === 'export' ? (
        <ExportDialog {...props} onClose={close} />
      ) : (
        open !== null && <OpenDialog {...props} name={open} onClose={close} />
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
      {formatTotal(count, isEstimate)} selected
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
      Select all {total}
    </LinkButton>
  )
}

type OnOpen = (name: DialogName) => void

function Actions(props: SelectionProps & { onOpen: OnOpen }) {
  const { onOpen, selection } = props
  const copy = useCopy(props)
  const { mayEdit, mayRefresh } = useRights()
  return (
    <>
      {mayEdit && <Action icon={Tags} label="Tags" onClick={() => onOpen('tags')} />}
      {mayEdit && (
        <Action icon={FolderInput} label="Categories" onClick={() => onOpen('categories')} />
      )}
      {mayRefresh && (
        <Action
          icon={RefreshCw}
          label="Refresh"
          className={styles.roomy}
          onClick={() => onOpen('refresh')}
        />
      )}
      <Menu
        label="More actions"
        button={<Ellipsis size={16} aria-hidden />}
        buttonClass={iconClass}
        alignEnd
        up
      >
        {mayEdit && <EditItems mayRefresh={mayRefresh} onOpen={onOpen} />}
        {selection.kind === 'named' && (
          <MenuItem onSelect={() => copy('URLs')}>
            <LinkIcon size={16} aria-hidden /> Copy {formatCount(selection.assets.size, 'URL')}
          </MenuItem>
        )}
        {selection.kind === 'named' && (
          <MenuItem onSelect={() => copy('paths')}>
            <LinkIcon size={16} aria-hidden /> Copy {formatCount(selection.assets.size, 'path')}
          </MenuItem>
        )}
        <MenuItem onSelect={() => onOpen('export')}>
          <Download size={16} aria-hidden /> Export {countAssets(selection)}…
        </MenuItem>
      </Menu>
    </>
  )
}

function EditItems({ mayRefresh, onOpen }: { mayRefresh: boolean; onOpen: OnOpen }) {
  return (
    <>
      <MenuItem onSelect={() => onOpen('field')}>
        <TextCursorInput size={16} aria-hidden /> Custom field…
      </MenuItem>
      <MenuItem onSelect={() => onOpen('text')}>
        <TextQuote size={16} aria-hidden /> Description or alt text…
      </MenuItem>
      {mayRefresh && (
        <MenuItem onSelect={() => onOpen('refresh')}>
          <RefreshCw size={16} aria-hidden /> Refresh…
        </MenuItem>
      )}
      <MenuItem onSelect={() => onOpen('analyze')}>
        <Sparkles size={16} aria-hidden /> Analyse again…
      </MenuItem>
      <MenuLine />
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

/** One on each line. */
function useCopy({ selection, source }: SelectionProps) {
  const toast = useToast()
  return (what: 'URLs' | 'paths') => {
    if (selection.kind !== 'named') return
    const paths = [...selection.assets.keys()]
    const lines =
      what === 'paths' || !source
        ? paths
        : paths.map((path) => deliveryUrl(source, path, location.href))
    copyText(lines.join('\n')).then(
      () => toast({ text: `Copied ${formatNumber(lines.length)} ${what}` }),
      () => toast({ text: 'The browser did not allow copying.' }),
    )
  }
}
