import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { judgePassword } from '../lib/passwords.ts'
import { type FieldErrors, refusedField, useFirstWrongField } from '../lib/refused-field.ts'
import { sessionQuery } from '../lib/session.ts'
import { t } from '../texts/profile.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { FormField } from '../ui/FormField.tsx'
import styles from './Account.module.css'
import { changePassword } from './own-session.ts'

interface ChangePasswordProps {
  /** Beside the button that changes it. */
  other: ReactNode
  onDone(): void
}

/** The present password and the new one, which may both be looked at. */
export function ChangePassword({ other, onDone }: ChangePasswordProps) {
  const form = useChangePassword(onDone)
  const { errors, isPending } = form
  const type = form.isShown ? 'text' : 'password'
  return (
    <form ref={form.ref} className={styles.form} noValidate onSubmit={form.submit}>
      {form.failure && (
        <Banner tone="danger" title={t.notChanged}>
          {describeFailure(form.failure).text}
        </Banner>
      )}
      {/* For password managers: whose it is. */}
      <input type="email" autoComplete="username" value={form.email} readOnly hidden />
      <FormField
        label={t.currentPassword}
        error={errors.current_password}
        type={type}
        name="current"
        autoComplete="current-password"
        maxLength={256}
        data-autofocus
        value={form.current}
        onChange={(event) => form.setCurrent(event.target.value)}
      />
      <FormField
        label={t.newPassword}
        hint={
          <span role="status">
            {form.strength === null ? t.others : t.strengths[form.strength]}
          </span>
        }
        error={errors.new_password}
        type={type}
        name="new"
        autoComplete="new-password"
        maxLength={256}
        value={form.next}
        onChange={(event) => form.setNext(event.target.value)}
      />
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={form.isShown}
          onChange={(event) => form.setShown(event.target.checked)}
        />
        {t.show}
      </label>
      <div className={styles.buttons}>
        {other}
        <Button type="submit" variant="primary" busy={isPending} disabled={isPending}>
          {t.changePassword}
        </Button>
      </div>
    </form>
  )
}

const MEMBERS = ['current_password', 'new_password']

function useChangePassword(onDone: () => void) {
  const client = useQueryClient()
  const user = useQuery(sessionQuery).data?.user
  const ref = useRef<HTMLFormElement>(null)
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [isShown, setShown] = useState(false)
  const [missing, setMissing] = useState<FieldErrors>({})
  const saving = useMutation({
    mutationFn: () => changePassword(client, { current, next }),
    onSuccess: onDone,
  })
  const strength = next === '' ? null : judgePassword(next, [user?.email ?? '', user?.name ?? ''])
  const refused = refusedField(saving.error, MEMBERS)
  const errors = { ...refused, ...missing }
  useFirstWrongField(ref, errors)
  const forget = () => {
    setMissing({})
    if (saving.isError) saving.reset()
  }
  return {
    ref,
    email: user?.email ?? '',
    current,
    setCurrent: (typed: string) => {
      setCurrent(typed)
      forget()
    },
    next,
    setNext: (typed: string) => {
      setNext(typed)
      forget()
    },
    isShown,
    setShown,
    strength,
    errors,
    failure: Object.keys(refused).length > 0 ? null : saving.error,
    isPending: saving.isPending,
    submit: (event: FormEvent) => {
      event.preventDefault()
      const wrong = {
        ...(current === '' ? { current_password: t.passwordMissing } : {}),
        ...(strength === null || strength === 'short' ? { new_password: t.strengths.short } : {}),
      }
      setMissing(wrong)
      if (Object.keys(wrong).length === 0 && !saving.isPending) saving.mutate()
    },
  }
}
