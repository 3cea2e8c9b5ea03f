import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { describeFailure } from '../../lib/failure-text.ts'
import { refusedField, useFirstWrongField } from '../../lib/refused-field.ts'
import { sessionQuery } from '../../lib/session.ts'
import { common } from '../../texts/common.ts'
import { t } from '../../texts/people.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormField } from '../../ui/FormField.tsx'
import { useToast } from '../../ui/Toast.tsx'
import dialogs from '../Dialogs.module.css'
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
  const title = t.changeTitle(nameOf(user))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const hasNone = draft.permissions.length === 0
    setEmpty(hasNone)
    if (!hasNone && !saving.isPending) saving.mutate()
  }
  return (
    <Dialog label={title} onClose={onClose}>
      <form ref={form} className={dialogs.dialog} noValidate onSubmit={submit}>
        <h2>{title}</h2>
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
        <div className={dialogs.dialogEnd}>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={saving.isPending}
            disabled={saving.isPending}
          >
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
