import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { signIn } from '../lib/session.ts'
import { t } from '../texts/account.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import styles from './SignIn.module.css'
import { describeSignInFailure } from './sign-in-failure.ts'

/** E-mail and password; what was typed stays when it was wrong. */
export function SignInForm({ email: known }: { email?: string | undefined }) {
  const client = useQueryClient()
  const [email, setEmail] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const attempt = useMutation({ mutationFn: () => signIn(client, { email, password }) })
  const failure = attempt.error && describeSignInFailure(attempt.error)
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        attempt.mutate()
      }}
    >
      {failure && (
        <Banner tone="danger" title={failure.title}>
          {failure.text}
        </Banner>
      )}
      <Field
        label={t.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus={!known}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label={t.password}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        data-autofocus={known ? true : undefined}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button
        type="submit"
        variant="primary"
        size="large"
        busy={attempt.isPending}
        disabled={attempt.isPending}
      >
        {attempt.isPending ? t.signingIn : t.signIn}
      </Button>
    </form>
  )
}
