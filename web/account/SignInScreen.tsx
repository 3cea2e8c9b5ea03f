import { useQuery } from '@tanstack/react-query'
import { Navigate, useLocation } from 'react-router'
import { readFrom } from '../lib/addresses.ts'
import { sessionQuery } from '../lib/session.ts'
import { t } from '../texts/account.ts'
import { Logo } from '../ui/Logo.tsx'
import { useTitle } from '../ui/use-title.ts'
import styles from './SignIn.module.css'
import { SignInForm } from './SignInForm.tsx'
import { Wall } from './Wall.tsx'

/** Signing in leads to where somebody wanted to go. */
export function SignInScreen() {
  const session = useQuery(sessionQuery)
  const { state } = useLocation()
  useTitle(t.signIn)
  if (session.data) {
    const from = readFrom(state)
    // Who has just signed in with a password that somebody else knows is offered one of their own.
    const { is_first_time: isFirst, password_is_given: isGiven } = session.data
    const isOffered = isFirst !== undefined && isGiven
    return <Navigate to={isOffered ? '/welcome' : from} state={isOffered && { from }} replace />
  }
  return (
    <main className={styles.page}>
      <div className={styles.side}>
        <Logo />
        <div>
          <h1>{t.signIn}</h1>
          <p className="t2">{t.toHost(location.host)}</p>
        </div>
        <SignInForm />
        <p className="small t3">{t.trouble}</p>
      </div>
      <Wall />
    </main>
  )
}
