import { Download, Ellipsis, FolderInput, type LucideIcon, RefreshCw, Tags, X } from 'lucide-react'
import { useState } from 'react'
import { formatBytes, formatTotal } from '../lib/format.ts'
import type { SelectionProps } from '../lib/library-parts.ts'
import { countSelected, selectedBytes, selectionTrouble, writeSelection } from '../lib/selection.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/bulk.ts'
import { Button, IconButton, iconClass, LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { AnalyzeDialog } from './AnalyzeDialog.tsx'
import styles from './BulkBar.module.css'
import { DownloadDialog } from './DownloadDialog.tsx'
import { ExportDialog } from './ExportDialog.tsx'
import { FieldDialog } from './FieldDialog.tsx'
import { LabelsDialog } from './LabelsDialog.tsx'
import { RefreshDialog } from './RefreshDialog.tsx'
import { TextDialog } from './TextDialog.tsx'
import { type BulkAction, type DialogName, useBulkActions } from './use-bulk-actions.ts'

const DIALOGS = {
  tags: LabelsDialog,
  categories: LabelsDialog,
  field: FieldDialog,
  text: TextDialog,
  refresh: RefreshDialog,
  analyze: AnalyzeDialog,
} as const

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
  const { onOpen } = props
  const { edits, others } = useBulkActions(props, onOpen)
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
        <MenuItems actions={edits} />
        {edits.length > 0 && <MenuLine />}
        <MenuItems actions={others} />
      </Menu>
    </>
  )
}

function MenuItems({ actions }: { actions: readonly BulkAction[] }) {
  return actions.map(({ id, title, icon: Icon, run }) => (
    <MenuItem key={id} onSelect={run}>
      <Icon size={16} aria-hidden /> {title}
    </MenuItem>
  ))
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
