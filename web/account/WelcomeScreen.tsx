import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, Navigate, useLocation } from 'react-router'
import type { BrowserSessionAttributes } from '../../contract/resources.ts'
import { readFrom } from '../lib/addresses.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { isUntouched } from '../lib/sample-library.ts'
import { sessionQuery } from '../lib/session.ts'
import { sourcesQuery } from '../lib/sources.ts'
import { t } from '../texts/profile.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { LoadFailure } from '../ui/LoadFailure.tsx'
import { Logo } from '../ui/Logo.tsx'
import { useToast } from '../ui/Toast.tsx'
import { useTitle } from '../ui/use-title.ts'
import { ChangePassword } from './ChangePassword.tsx'
import { FirstSteps } from './FirstSteps.tsx'
import { ServerCheck } from './ServerCheck.tsx'
import signIn from './SignIn.module.css'
import { Wall } from './Wall.tsx'
import styles from './Welcome.module.css'

/** Where a new Vitrine begins, and where somebody new chooses a password of their own. */
export function WelcomeScreen() {
  const session = useQuery(sessionQuery).data
  useTitle(t.welcomeNobody)
  useBeenHere()
  if (!session) return null
  const { name } = session.user
  return (
    <main className={signIn.page}>
      <div className={styles.side}>
        <Logo />
        <h1>{name === null ? t.welcomeNobody : t.welcome(name.split(' ')[0] ?? name)}</h1>
        <Welcome session={session} />
      </div>
      <Wall />
    </main>
  )
}

/** Nobody is led here a second time. */
function useBeenHere(): void {
  const client = useQueryClient()
  useEffect(() => {
    client.setQueryData(sessionQuery.queryKey, (session) => {
      if (!session) return session
      const { is_first_time: _, ...rest } = session
      return rest
    })
  }, [client])
}

function Welcome({ session }: { session: BrowserSessionAttributes }) {
  const { state } = useLocation()
  const sources = useQuery(sourcesQuery)
  const toast = useToast()
  const [keepsPassword, setKeepsPassword] = useState(false)
  if (session.password_is_given && !keepsPassword) {
    return (
      <section className={styles.card}>
        <h2>{t.ownPassword}</h2>
        <p className="t2">{t.ownPasswordText}</p>
        <ChangePassword
          other={<Button onClick={() => setKeepsPassword(true)}>{t.keepPassword}</Button>}
          onDone={() => toast({ text: t.passwordIsNew })}
        />
      </section>
    )
  }
  if (sources.isError) {
    return <LoadFailure {...describeFailure(sources.error)} onRetry={() => sources.refetch()} />
  }
  if (!sources.data) return null
  const mayConnect = session.permissions.includes('sources')
  if (mayConnect && isUntouched(sources.data)) {
    return (
      <>
        <p className="t2">{t.running}</p>
        <FirstSteps sources={sources.data} />
        {session.permissions.includes('account_admin') && <ServerCheck sources={sources.data} />}
      </>
    )
  }
  const from = readFrom(state)
  if (sources.data.length > 0) return <Navigate to={from} replace />
  return (
    <>
      <p className="t2">{t.nothingYet}</p>
      <Link className={buttonClass()} to="/settings/account">
        {t.account}
      </Link>
    </>
  )
}
