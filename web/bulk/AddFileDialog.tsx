import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { addAsset } from '../lib/assets.ts'
import { describeFailure } from '../lib/failure-text.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/bulk.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { FormField } from '../ui/FormField.tsx'
import { useToast } from '../ui/Toast.tsx'

/** Takes in one file that lies at the origin, without waiting for a listing, or where nothing can be listed. */
export function AddFileDialog({ library, onClose }: { library: Library; onClose: () => void }) {
  const [path, setPath] = useState('')
  const toast = useToast()
  const add = useMutation({
    mutationFn: () => addAsset(library.sourceId, path.trim()),
    onSuccess: ({ attributes }) => {
      toast({ text: t.fileAdded(attributes.origin_path) })
      onClose()
      library.open(attributes.origin_path)
    },
  })
  return (
    <FormDialog
      title={t.addFile}
      action={t.addFileButton}
      isReady={path.trim() !== ''}
      isBusy={add.isPending}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <FormField
        label={t.filePath}
        data-autofocus
        dir="ltr"
        spellCheck={false}
        value={path}
        onChange={(event) => setPath(event.target.value)}
        hint={t.filePathHint}
        error={add.error ? describeFailure(add.error).text : undefined}
      />
    </FormDialog>
  )
}
