import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { formatCount } from '../lib/format.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FormField } from '../ui/FormField.tsx'
import { useToast } from '../ui/Toast.tsx'
import styles from './LabelsScreen.module.css'
import { deleteLabel, type Label } from './labels.ts'

/** Asks before a label goes for good; who means it types its name. */
export function DeleteLabel({ label, onClose }: { label: Label; onClose(): void }) {
  const client = useQueryClient()
  const toast = useToast()
  const [typed, setTyped] = useState('')
  const { name, asset_count: count } = label.attributes
  const assets = formatCount(count, 'asset')
  const deletion = useMutation({
    mutationFn: () => deleteLabel(client, label, typed),
    onSuccess: ({ attributes }) => {
      toast({ text: `Deleted ${name} from ${formatCount(attributes.asset_count, 'asset')}` })
      onClose()
    },
  })
  const title = `Delete “${name}”?`
  return (
    <Dialog label={title} onClose={onClose}>
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === name) deletion.mutate()
        }}
      >
        <h2>{title}</h2>
        <p className="t2">
          It will be removed from <b>{assets}</b>
          {label.type === 'custom_field_keys' && ', with its values'}. The assets stay.{' '}
          <b>This cannot be undone.</b>
        </p>
        {deletion.error && (
          <Banner tone="danger" title="Nothing was deleted">
            {describeFailure(deletion.error).text}
          </Banner>
        )}
        <FormField
          label={`Type ${name} to confirm`}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className={styles.dialogEnd}>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            type="submit"
            className={styles.delete}
            busy={deletion.isPending}
            disabled={typed !== name || deletion.isPending}
          >
            Delete from {assets}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
