import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { describeFailure } from '../../lib/failure-text.ts'
import { refusedField, useFirstWrongField } from '../../lib/refused-field.ts'
import { sessionQuery } from '../../lib/session.ts'
import { common } from '../../texts/common.ts'
import { t } from '../../texts/people.ts'
import { Banner } from '../../ui/Banner.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormField } from '../../ui/FormField.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { type RoleDraft, RoleFields } from './RoleFields.tsx'
import { roleOf } from './roles.ts'
import { nameOf, type User, updateUser } from './users.ts'

/** Name and rights of somebody; the e-mail is who they are, and stays. */
export function EditUser({ user, onClose }: { user: User; onClose(): void }) {
  const client = useQueryClient()
  const toast = useToast()
  const form = useRef<HTMLFormElement>(null)
  const [name, setName] = useState(user.attributes.name ?? '')
  const { permissions } = user.attributes
  const [draft, setDraft] = useState<RoleDraft>({
    role: roleOf(permissions),
    permissions,
  })
  const [isEmpty, setEmpty] = useState(false)
  const saving = useMutation({
    mutationFn: () =>
      updateUser(client, user.id, { name: name.trim() || null, permissions: draft.permissions }),
    onSuccess: (changed) => {
      toast({ text: t.changed(nameOf(changed)) })
      // It may be oneself.
      client.invalidateQueries(sessionQuery)
      onClose()
    },
  })
  const refused = refusedField(saving.error, ['name', 'permissions'])
  const errors = isEmpty ? { permissions: t.choiceNeeded } : refused
  useFirstWrongField(form, errors)
  const submit = () => {
    const hasNone = draft.permissions.length === 0
    setEmpty(hasNone)
    if (!hasNone) saving.mutate()
  }
  return (
    <FormDialog
      title={t.changeTitle(nameOf(user))}
      action={common.save}
      isBusy={saving.isPending}
      form={form}
      onSubmit={submit}
      onClose={onClose}
    >
      {saving.error && Object.keys(refused).length === 0 && (
        <Banner tone="danger" title={t.nothingChanged}>
          {describeFailure(saving.error).text}
        </Banner>
      )}
      <FormField
        label={t.nameOptional}
        hint={user.attributes.email}
        error={refused.name}
        name="name"
        autoComplete="off"
        maxLength={200}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <RoleFields draft={draft} error={errors.permissions} onChange={setDraft} />
    </FormDialog>
  )
}
