import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { BulkOperations } from '../../contract/searching.ts'
import { describeFailure } from '../lib/failure-text.ts'
import type { SelectionProps } from '../lib/library-parts.ts'
import { writeSelection } from '../lib/selection.ts'
import { t } from '../texts/bulk.ts'
import { common } from '../texts/common.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { DialogForm } from '../ui/DialogForm.tsx'
import styles from './BulkDialog.module.css'
import { useBulkWatch } from './BulkHost.tsx'
import { startBulkEdit } from './bulk-calls.ts'
import { describeOperations, nameAction } from './bulk-words.ts'

export type BulkDialogProps = SelectionProps & { onClose: () => void }

interface ShellProps extends BulkDialogProps {
  title: string
  text?: ReactNode
  operations: BulkOperations
  children?: ReactNode
}

/** Says what will be done to how many, and begins it. Whatever goes wrong, the selection and what was typed stay. */
export function BulkDialog({ title, text, operations, children, ...props }: ShellProps) {
  const { library, selection, filters, onClose } = props
  const client = useQueryClient()
  const watch = useBulkWatch()
  const start = useMutation({
    mutationFn: () => {
      const chosen = writeSelection(selection, filters)
      return startBulkEdit(library.sourceId, { selection: chosen, operations })
    },
    onSuccess: (edit) => {
      client.invalidateQueries({ queryKey: ['bulk-edits'] })
      watch(edit)
      onClose()
    },
  })
  const isEmpty = describeOperations(operations) === ''
  const submit = () => {
    if (!isEmpty && !start.isPending) start.mutate()
  }
  return (
    <DialogForm
      wide
      label={title}
      text={text && <p>{text}</p>}
      onSubmit={submit}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            className={styles.main}
            busy={start.isPending}
            disabled={isEmpty || start.isPending}
          >
            <span className="truncate">{nameAction(operations, selection)}</span>
          </Button>
        </>
      }
    >
      {start.error && (
        <Banner tone="danger" title={t.nothingChanged}>
          {describeFailure(start.error).text}
        </Banner>
      )}
      {children}
    </DialogForm>
  )
}
