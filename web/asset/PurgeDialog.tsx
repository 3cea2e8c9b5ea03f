import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { countQuery } from '../lib/counts.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { formatTotal, isolate } from '../lib/format.ts'
import { purgeMany, readFolder } from '../lib/purges.ts'
import { t } from '../texts/asset.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { FormField } from '../ui/FormField.tsx'
import { useToast } from '../ui/Toast.tsx'

interface PurgeDialogProps {
  sourceId: string
  sourceName: string
  /** To begin with; null: the whole source. */
  folder: string | null
  onClose: () => void
}

/** Asks which renderings are to be made anew, and says what that means. */
export function PurgeDialog({ sourceId, sourceName, folder: first, onClose }: PurgeDialogProps) {
  const [typed, setTyped] = useState(first ?? '')
  const toast = useToast()
  const folder = readFolder(typed)
  const counting = useQuery({
    ...countQuery(sourceId, { ...EMPTY_QUERY, folder }),
    placeholderData: keepPreviousData,
  })
  const purge = useMutation({
    mutationFn: () => purgeMany(sourceId, folder),
    onSuccess: () => {
      toast({ text: t.purgedBelow(isolate(folder ?? sourceName)) })
      onClose()
    },
  })
  const count = counting.data
  const total = count ? formatTotal(count.total, count.isEstimate) : '…'
  return (
    <FormDialog
      title={t.purgeTitle}
      action={folder === null ? t.purgeSource : t.purgeFolder}
      isReady
      isBusy={purge.isPending}
      onSubmit={() => purge.mutate()}
      onClose={onClose}
    >
      <p className="t2">{t.purgeText}</p>
      <FormField
        label={t.purgeWhere}
        data-autofocus
        dir="ltr"
        spellCheck={false}
        placeholder="/"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        hint={folder === null ? t.purgesSource(total) : t.purgesFolder(count?.total ?? 0, total)}
        error={purge.error ? t.notPurged(describeFailure(purge.error).text) : undefined}
      />
      <p className="t3 small">{t.purgeElsewhere}</p>
    </FormDialog>
  )
}
