import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { isolate } from '../lib/format.ts'
import type { Source } from '../lib/sources.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/sources.ts'
import { ConfirmDelete } from '../ui/ConfirmDelete.tsx'
import { Rich } from '../ui/Rich.tsx'
import { useToast } from '../ui/Toast.tsx'
import { deleteSource } from './source-calls.ts'

/** Asks before a source goes for good; who means it types its name. */
export function DeleteSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const { name, indexing } = source.attributes
  const deletion = useMutation({
    mutationFn: (typed: string) => deleteSource(client, source.id, typed),
    onSuccess: () => {
      toast({ text: t.deleted(isolate(name)) })
      navigate('/settings/sources')
    },
  })
  return (
    <ConfirmDelete
      label={t.deleteName(name)}
      title={<Rich text={t.deleteQuestion} parts={{ name: <bdi>{name}</bdi> }} />}
      text={t.deleteLoses(indexing.found)}
      name={name}
      typeLabel={t.typeToBeSure(isolate(name))}
      keepLabel={common.cancel}
      deleteLabel={t.deleteSource}
      failureTitle={t.nothingDeleted}
      failure={deletion.error}
      isBusy={deletion.isPending}
      onDelete={deletion.mutate}
      onClose={onClose}
    />
  )
}
