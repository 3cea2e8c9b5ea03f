import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { describeFailure } from '../../lib/failure-text.ts'
import { makePassword, PASSWORD_MIN } from '../../lib/passwords.ts'
import { refusedField, useFirstWrongField } from '../../lib/refused-field.ts'
import { t } from '../../texts/people.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { HandOver } from './HandOver.tsx'
import { PasswordField } from './PasswordField.tsx'
import { nameOf, type User, updateUser } from './users.ts'

/** For who has forgotten theirs: a password to hand over. */
export function ResetPassword({ user, onClose }: { user: User; onClose(): void }) {
  const client = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const [password, setPassword] = useState(makePassword)
  const [isShort, setShort] = useState(false)
  const saving = useMutation({ mutationFn: () => updateUser(client, user.id, { password }) })
  const refused = refusedField(saving.error, ['password'])
  const errors = isShort ? { password: t.passwordShort(PASSWORD_MIN) } : refused
  useFirstWrongField(form, errors)
  const name = nameOf(user)
  if (saving.isSuccess) {
    return (
      // Not closed by Esc: what it shows cannot be seen again.
      <Dialog key="made" label={t.handOver(name)}>
        <HandOver {...{ name, password, onClose }} email={user.attributes.email} />
      </Dialog>
    )
  }
  const submit = () => {
    setShort(password.length < PASSWORD_MIN)
    if (password.length >= PASSWORD_MIN) saving.mutate()
  }
  return (
    <FormDialog
      title={t.resetTitle(name)}
      action={t.setPassword}
      isBusy={saving.isPending}
      form={form}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="t2">{t.resetText}</p>
      {saving.error && Object.keys(refused).length === 0 && (
        <Banner tone="danger" title={t.nothingChanged}>
          {describeFailure(saving.error).text}
        </Banner>
      )}
      <PasswordField
        value={password}
        error={errors.password}
        onChange={(typed) => {
          setPassword(typed)
          setShort(false)
        }}
      />
    </FormDialog>
  )
}
