import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../lib/session.ts'
import { t } from '../texts/profile.ts'
import { Page } from '../ui/Page.tsx'
import { AppearanceCard } from './AppearanceCard.tsx'
import { ProfileCard } from './ProfileCard.tsx'
import { SignInCard } from './SignInCard.tsx'

/** What is one's own: name, looks and language of the app in this browser, password, sessions. */
export function AccountScreen() {
  const session = useQuery(sessionQuery).data
  if (!session) return null
  return (
    <Page title={t.account} width="narrow">
      <ProfileCard user={session.user} />
      <AppearanceCard />
      <SignInCard session={session} />
    </Page>
  )
}
