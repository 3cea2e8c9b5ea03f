import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { useLiveUpdates } from '../lib/live-updates.ts'
import { sessionQuery, useSessionExpired } from '../lib/session.ts'
import { t } from '../texts/account.ts'
import { common } from '../texts/common.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { isTyping } from '../ui/keys.ts'
import { LoadFailure } from '../ui/LoadFailure.tsx'
import { ToastHost } from '../ui/Toast.tsx'
import { afterTyping } from './after-typing.ts'
import styles from './SignIn.module.css'
import { SignInForm } from './SignInForm.tsx'

/** Lets nobody in without a session. One that ends while somebody works is asked for in place. */
export function RequireSession() {
  const session = useQuery(sessionQuery)
  const isExpired = useSessionExpired()
  const isAsking = useAfterTyping(isExpired)
  const { pathname, search } = useLocation()
  useLiveUpdates(Boolean(session.data) && !isExpired)
  if (session.isPending) return <p className="vh">{common.loading}</p>
  if (session.isError) {
    return <LoadFailure {...describeFailure(session.error)} onRetry={() => session.refetch()} />
  }
  if (!session.data) return <Navigate to="/sign-in" state={{ from: pathname + search }} replace />
  return (
    // Within: no offer to undo outlives the session.
    <ToastHost>
      <Outlet />
      {isAsking && (
        <Dialog label={t.signInAgain}>
          <div className={styles.dialog}>
            <div>
              <h2>{t.pleaseSignInAgain}</h2>
              <p className="t2">{t.sessionEnded}</p>
            </div>
            <SignInForm email={session.data.user.email} />
          </div>
        </Dialog>
      )}
    </ToastHost>
  )
}

/** True once something is wanted and nobody is typing; from then on, as long as it is wanted. */
function useAfterTyping(isWanted: boolean): boolean {
  const [isQuiet, setQuiet] = useState(false)
  useEffect(() => {
    if (!isWanted) return setQuiet(false)
    const isInField = () => isTyping(document.activeElement)
    return afterTyping({ page: document, isInField }, () => setQuiet(true))
  }, [isWanted])
  return isWanted && isQuiet
}
