import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { BrowserSessionAttributes } from '../../contract/resources.ts'
import { ApiFailure, callApi, setCsrfToken } from './api.ts'
import { isAway } from './failure-text.ts'
import { writeStored } from './preferences.ts'

type SessionResource = Resource<'sessions', BrowserSessionAttributes>

/** The session of this browser; null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<BrowserSessionAttributes | null> => {
    try {
      return keepToken((await callApi<SessionResource>('/session', { signal })).data.attributes)
    } catch (failure) {
      if (failure instanceof ApiFailure && failure.status === 401) return keepToken(null)
      throw failure
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
})

/** True after an answer said that the session is over while somebody was working. */
const EXPIRED_KEY = ['session-expired']

function keepToken<Session extends BrowserSessionAttributes | null>(session: Session): Session {
  setCsrfToken(session?.csrf_token ?? null)
  writeStored('signed-in', session !== null)
  return session
}

export function useSessionExpired(): boolean {
  const expired = useQuery({ queryKey: EXPIRED_KEY, queryFn: () => false, enabled: false })
  return expired.data ?? false
}

/**
 * To be told of every request that failed. When the session is over, what is on the screen stays
 * and only a question to sign in again lies above it. When the server is away, the source is asked
 * for: it is the one place that watches the connection.
 */
export function noteFailure(client: QueryClient, failure: Error): void {
  if (!(failure instanceof ApiFailure)) return
  const isSignedIn = client.getQueryData(sessionQuery.queryKey)
  if (failure.status === 401 && isSignedIn) client.setQueryData(EXPIRED_KEY, true)
  if (isAway(failure) && !failure.request.match(/^GET \/api\/v1\/(session|sources\/[^/]+)$/)) {
    client.invalidateQueries({ queryKey: ['source'] })
  }
}

/** Signs in; throws ApiFailure 401 for a wrong password and 429 after too many attempts. */
export async function signIn(
  client: QueryClient,
  credentials: { email: string; password: string },
): Promise<void> {
  const data = { type: 'sessions', attributes: credentials }
  const answer = await callApi<SessionResource>('/session', { method: 'POST', data })
  const before = client.getQueryData(sessionQuery.queryKey)
  const session = keepToken(answer.data.attributes)
  client.setQueryData(sessionQuery.queryKey, session)
  client.setQueryData(EXPIRED_KEY, false)
  if (before && before.user.id !== session.user.id) await forgetLoaded(client)
  await client.invalidateQueries({ predicate: (query) => query.state.status === 'error' })
}

/** What somebody else was shown before they were signed out is not for this one. */
async function forgetLoaded(client: QueryClient): Promise<void> {
  const own = [sessionQuery.queryKey[0], EXPIRED_KEY[0]]
  await client.resetQueries({ predicate: ({ queryKey: [name] }) => !own.includes(String(name)) })
}

/** Signs out and forgets everything that was loaded. */
export async function signOut(client: QueryClient): Promise<void> {
  await callApi('/session', { method: 'DELETE' })
  keepToken(null)
  client.clear()
  client.setQueryData(sessionQuery.queryKey, null)
}
