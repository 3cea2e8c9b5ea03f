import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { BrowserSessionAttributes } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { formatDay, formatWhen } from '../lib/format.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/profile.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Page.tsx'
import { useToast } from '../ui/Toast.tsx'
import styles from './Account.module.css'
import { Choice } from './AppearanceCard.tsx'
import { ChangePassword } from './ChangePassword.tsx'
import { describeBrowser } from './describe-browser.ts'
import { browsersQuery, type SignedInBrowser, signOutElsewhere } from './own-session.ts'

/** The password, and where one is signed in. */
export function SignInCard({ session }: { session: BrowserSessionAttributes }) {
  return (
    <Card title={t.signIn}>
      <Password session={session} />
      <Browsers />
    </Card>
  )
}

function Password({ session }: { session: BrowserSessionAttributes }) {
  const toast = useToast()
  const [isChanging, setChanging] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasChanging = useRef(false)
  useEffect(() => {
    if (wasChanging.current && !isChanging) button.current?.focus()
    wasChanging.current = isChanging
  }, [isChanging])
  const stop = () => setChanging(false)
  const text = session.password_is_given
    ? t.passwordGiven
    : t.passwordChanged(formatDay(session.date_password_changed))
  return (
    <>
      <Choice name={t.password} text={text}>
        {!isChanging && (
          <Button ref={button} onClick={() => setChanging(true)}>
            {t.change}
          </Button>
        )}
      </Choice>
      {isChanging && (
        <div className={styles.change}>
          <ChangePassword
            other={<Button onClick={stop}>{common.cancel}</Button>}
            onDone={() => {
              toast({ text: t.passwordIsNew })
              stop()
            }}
          />
        </div>
      )}
    </>
  )
}

function Browsers() {
  const browsers = useQuery(browsersQuery)
  const { isPending, signOut } = useSignOut()
  const others = browsers.data?.filter(({ attributes }) => !attributes.is_current) ?? []
  return (
    <>
      <Choice name={t.browsers} text={browsers.data && others.length === 0 ? t.elsewhere : ''}>
        {others.length > 0 && (
          <Button disabled={isPending} onClick={() => signOut(undefined)}>
            {t.signOutOthers}
          </Button>
        )}
      </Choice>
      {browsers.error && <p className="t2">{describeFailure(browsers.error).text}</p>}
      <ul className={styles.browsers}>
        {browsers.data?.map((one) => (
          <Browser
            key={one.id}
            browser={one}
            isBusy={isPending}
            onSignOut={() => signOut(one.id)}
          />
        ))}
      </ul>
    </>
  )
}

function useSignOut() {
  const client = useQueryClient()
  const toast = useToast()
  const ending = useMutation({
    mutationFn: (id: string | undefined) => signOutElsewhere(client, id),
    onSuccess: (_, id) => toast({ text: id === undefined ? t.signedOutOthers : t.signedOut }),
    onError: (failure) => {
      toast({ text: `${t.notSignedOut}. ${describeFailure(failure).text}` })
      client.invalidateQueries(browsersQuery)
    },
  })
  return { isPending: ending.isPending, signOut: ending.mutate }
}

interface BrowserProps {
  browser: SignedInBrowser
  isBusy: boolean
  onSignOut(): void
}

function Browser({ browser: { attributes }, isBusy, onSignOut }: BrowserProps) {
  const { user_agent: userAgent, is_current: isHere, date_last_used: used } = attributes
  const name = describeBrowser(userAgent)
  return (
    <li>
      <span title={userAgent ?? undefined}>
        {name}
        <small>{isHere ? t.thisBrowser : t.lastUsed(formatWhen(used, new Date()))}</small>
      </span>
      {!isHere && (
        <Button
          size="small"
          variant="quiet"
          aria-label={t.signOutOf(name)}
          disabled={isBusy}
          onClick={onSignOut}
        >
          {t.signOut}
        </Button>
      )}
    </li>
  )
}
