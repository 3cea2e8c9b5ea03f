import { BulkDialog, type BulkDialogProps } from './BulkDialog.tsx'

/** Reads the files of all selected assets again. */
export function RefreshDialog(props: BulkDialogProps) {
  return (
    <BulkDialog
      {...props}
      title="Refresh"
      text="Each file is fetched and read again, and its cached renderings are made anew. What people have written stays. There is nothing to undo."
      operations={{ refresh: true }}
    />
  )
}
