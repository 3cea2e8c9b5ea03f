import { t } from '../texts/bulk.ts'
import { BulkDialog, type BulkDialogProps } from './BulkDialog.tsx'

/** Reads the files of all selected assets again. */
export function RefreshDialog(props: BulkDialogProps) {
  return (
    <BulkDialog {...props} title={t.refresh} text={t.refreshText} operations={{ refresh: true }} />
  )
}
