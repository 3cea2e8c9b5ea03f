import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Navigate, useLocation } from 'react-router'
import { sessionQuery } from '../lib/session.ts'
import { t } from '../texts/account.ts'
import { Logo } from '../ui/Logo.tsx'
import styles from './SignIn.module.css'
import { SignInForm } from './SignInForm.tsx'

/** Signing in leads to where somebody wanted to go. */
export function SignInScreen() {
  const session = useQuery(sessionQuery)
  const { state } = useLocation()
  useEffect(() => {
    document.title = t.signInTitle
  }, [])
  if (session.data)
    return <Navigate to={typeof state?.from === 'string' ? state.from : '/'} replace />
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

/** Ratios and hues of a wall of pictures; nothing of a library is shown before signing in. */
const RATIOS = [1.33, 1.78, 1.5, 1.5, 1, 0.67, 1.33, 1.5, 1, 0.69, 1.33, 1.5, 0.73, 2.4, 1.5]
const HUES = ['slate', 'sage', 'clay', 'plum', 'amber', 'blue', 'teal', 'orange', 'green', 'sky']

function Wall() {
  return (
    <div className={styles.wall} aria-hidden>
      <div className={styles.tiles}>
        {Array.from({ length: 60 }, (_, i) => {
          const ratio = RATIOS[(i * 7) % RATIOS.length] ?? 1
          const hue = HUES[(i * 3 + Math.floor(i / 4)) % HUES.length]
          const style = { flexBasis: ratio * 168, background: `var(--hue-${hue})` }
          // biome-ignore lint/suspicious/noArrayIndexKey: the wall never changes
          return <i key={i} style={style} />
        })}
      </div>
    </div>
  )
}
