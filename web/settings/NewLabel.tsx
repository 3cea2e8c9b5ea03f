import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { sessionQuery } from '../lib/session.ts'
import { t } from '../texts/settings.ts'
import { Button } from '../ui/Button.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { FormField } from '../ui/FormField.tsx'
import { useToast } from '../ui/Toast.tsx'
import { createLabel, deleteLabel, type LabelKind } from './labels.ts'

/** A button, for those who may edit, that makes a category or field before any asset has it. */
export function NewLabel({ kind }: { kind: LabelKind }) {
  const [isOpen, setOpen] = useState(false)
  const session = useQuery(sessionQuery).data
  if (!session?.permissions.includes('asset_edit')) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Plus size={16} aria-hidden /> {t[kind].make}
      </Button>
      {isOpen && <NewLabelDialog kind={kind} onClose={() => setOpen(false)} />}
    </>
  )
}

function NewLabelDialog({ kind, onClose }: { kind: LabelKind; onClose(): void }) {
  const client = useQueryClient()
  const toast = useToast()
  const [name, setName] = useState('')
  const making = useMutation({
    mutationFn: () => createLabel(client, kind, name),
    onSuccess: (label) => {
      const made = label.attributes.name
      const undo = () =>
        deleteLabel(client, label, made).catch((failure: Error) =>
          toast({ text: describeFailure(failure).text }),
        )
      toast({ text: t.made(made), undo })
      onClose()
    },
  })
  return (
    <FormDialog
      title={t[kind].make}
      action={t.make}
      isReady={name.trim() !== ''}
      isBusy={making.isPending}
      onSubmit={() => making.mutate()}
      onClose={onClose}
    >
      <FormField
        label={t.name}
        data-autofocus
        maxLength={200}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint={t[kind].makeHint}
        error={making.error ? describeFailure(making.error).text : undefined}
      />
    </FormDialog>
  )
}
