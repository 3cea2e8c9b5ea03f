import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '../../texts/people.ts'
import { ConfirmDelete } from '../../ui/ConfirmDelete.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { deleteUser, nameOf, type User } from './users.ts'

export function DeleteUser({ user, onClose }: { user: User; onClose(): void }) {
  const client = useQueryClient()
  const toast = useToast()
  const name = nameOf(user)
  const { email } = user.attributes
  const deletion = useMutation({
    mutationFn: () => deleteUser(client, user.id),
    onSuccess: () => {
      toast({ text: t.deletedUser(name) })
      onClose()
    },
  })
  return (
    <ConfirmDelete
      label={t.deleteTitle(name)}
      text={t.deleteText}
      name={email}
      typeLabel={t.typeToConfirm(email)}
      keepLabel={t.keepUser}
      deleteLabel={t.deleteUser}
      failureTitle={t.nothingDeleted}
      failure={deletion.error}
      isBusy={deletion.isPending}
      onDelete={() => deletion.mutate()}
      onClose={onClose}
    />
  )
}
