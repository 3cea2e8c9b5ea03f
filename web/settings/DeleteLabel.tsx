import { useMutation, useQueryClient } from '@tanstack/react-query'
import { common } from '../texts/common.ts'
import { t } from '../texts/settings.ts'
import { ConfirmDelete } from '../ui/ConfirmDelete.tsx'
import { Rich } from '../ui/Rich.tsx'
import { useToast } from '../ui/Toast.tsx'
import { LabelUses } from './LabelUses.tsx'
import { deleteLabel, type Label } from './labels.ts'

/** Asks before a label goes from all assets for good. */
export function DeleteLabel({ label, onClose }: { label: Label; onClose(): void }) {
  const client = useQueryClient()
  const toast = useToast()
  const { name, asset_count: count } = label.attributes
  const assets = common.assets(count)
  const deletion = useMutation({
    mutationFn: (typed: string) => deleteLabel(client, label, typed),
    onSuccess: ({ attributes }) => {
      toast({ text: t.deletedFrom(name, common.assets(attributes.asset_count)) })
      onClose()
    },
  })
  const parts = { assets: <b>{assets}</b>, noUndo: <b>{t.noUndo}</b> }
  return (
    <ConfirmDelete
      label={t.deleteQuestion(name)}
      text={
        <Rich text={label.type === 'categories' ? t.categoryGoes : t.fieldGoes} parts={parts} />
      }
      name={name}
      typeLabel={t.typeToConfirm(name)}
      keepLabel={t.keepIt}
      deleteLabel={t.deleteFrom(assets)}
      failureTitle={t.nothingDeleted}
      failure={deletion.error}
      isBusy={deletion.isPending}
      onDelete={deletion.mutate}
      onClose={onClose}
    >
      {count > 0 && <LabelUses label={label} />}
    </ConfirmDelete>
  )
}
