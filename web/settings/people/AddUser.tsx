import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { describeFailure } from '../../lib/failure-text.ts'
import { makePassword, PASSWORD_MIN } from '../../lib/passwords.ts'
import { type FieldErrors, refusedField, useFirstWrongField } from '../../lib/refused-field.ts'
import { t } from '../../texts/people.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormField } from '../../ui/FormField.tsx'
import { HandOver } from './HandOver.tsx'
import { PasswordField } from './PasswordField.tsx'
import { type RoleDraft, RoleFields } from './RoleFields.tsx'
import { ROLE_PERMISSIONS } from './roles.ts'
import { createUser, nameOf, type UserDraft } from './users.ts'

/** Somebody new; afterwards what they need to sign in, to be handed over. */
export function AddUser({ onClose }: { onClose(): void }) {
  const form = useNewUser()
  const made = form.creation.data
  if (made) {
    const { email, password } = form.fields
    return (
      // Not closed by Esc: what it shows cannot be seen again.
      <Dialog key="made" label={t.handOver(nameOf(made))}>
        <HandOver name={nameOf(made)} email={email.trim()} password={password} onClose={onClose} />
      </Dialog>
    )
  }
  return <AddForm form={form} onClose={onClose} />
}

function AddForm({ form, onClose }: { form: ReturnType<typeof useNewUser>; onClose(): void }) {
  const { fields, role, errors, creation, set, setRole } = form
  return (
    <FormDialog
      title={t.addTitle}
      action={t.add}
      isBusy={creation.isPending}
      form={form.ref}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {form.failure && (
        <Banner tone="danger" title={t.nothingChanged}>
          {describeFailure(form.failure).text}
        </Banner>
      )}
      <FormField
        label={t.email}
        error={errors.email}
        type="email"
        name="email"
        autoComplete="off"
        maxLength={320}
        data-autofocus
        value={fields.email}
        onChange={(event) => set({ email: event.target.value })}
      />
      <FormField
        label={t.nameOptional}
        error={errors.name}
        name="name"
        autoComplete="off"
        maxLength={200}
        value={fields.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <RoleFields draft={role} error={errors.permissions} onChange={setRole} />
      <PasswordField
        value={fields.password}
        error={errors.password}
        onChange={(password) => set({ password })}
      />
    </FormDialog>
  )
}

const MEMBERS = ['email', 'name', 'password', 'permissions']

function useNewUser() {
  const client = useQueryClient()
  const ref = useRef<HTMLFormElement>(null)
  const [fields, setFields] = useState(() => ({ email: '', name: '', password: makePassword() }))
  const [role, setRole] = useState<RoleDraft>({
    role: 'editor',
    permissions: ROLE_PERMISSIONS.editor,
  })
  const [missing, setMissing] = useState<FieldErrors>({})
  const creation = useMutation({ mutationFn: (draft: UserDraft) => createUser(client, draft) })
  const refused = refusedField(creation.error, MEMBERS)
  const errors = { ...refused, ...missing }
  useFirstWrongField(ref, errors)
  const submit = () => {
    const wrong = findMissing(fields, role.permissions.length)
    setMissing(wrong)
    if (Object.keys(wrong).length > 0) return
    const { email, name, password } = fields
    creation.mutate({
      email: email.trim(),
      name: name.trim() || null,
      password,
      permissions: role.permissions,
    })
  }
  return {
    ref,
    fields,
    role,
    errors,
    /** What is said of no field. */
    failure: Object.keys(refused).length > 0 ? null : creation.error,
    creation,
    set: (part: Partial<typeof fields>) => {
      setFields({ ...fields, ...part })
      setMissing({})
      if (creation.isError) creation.reset()
    },
    setRole,
    submit,
  }
}

function findMissing(
  { email, password }: { email: string; password: string },
  rights: number,
): FieldErrors {
  return {
    ...(/^\S+@\S+$/.test(email.trim()) ? {} : { email: t.emailMissing }),
    ...(password.length < PASSWORD_MIN ? { password: t.passwordShort(PASSWORD_MIN) } : {}),
    ...(rights === 0 ? { permissions: t.choiceNeeded } : {}),
  }
}
