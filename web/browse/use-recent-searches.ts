import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { readStored, writeStored } from '../lib/preferences.ts'
import { sessionQuery } from '../lib/session.ts'

const MOST_KEPT = 20

function readTexts(stored: unknown): string[] | null {
  if (!Array.isArray(stored)) return null
  return stored.filter((text) => typeof text === 'string').slice(0, MOST_KEPT)
}

/** What this person searched for in this source with this browser, the last first. */
export function useRecentSearches(sourceId: string) {
  const userId = useQuery(sessionQuery).data?.user.id ?? ''
  const name = `recent-${userId}-${sourceId}`
  const [kept, setKept] = useState(() => ({ name, texts: readStored(name, readTexts) ?? [] }))
  if (kept.name !== name) setKept({ name, texts: readStored(name, readTexts) ?? [] })
  const change = useCallback(
    (toNext: (texts: string[]) => string[]) => {
      const texts = toNext(readStored(name, readTexts) ?? []).slice(0, MOST_KEPT)
      writeStored(name, texts)
      setKept({ name, texts })
    },
    [name],
  )
  return {
    texts: kept.texts,
    add: (text: string) => {
      const wanted = text.trim()
      if (wanted) change((texts) => [wanted, ...texts.filter((one) => one !== wanted)])
    },
    forget: (text: string) => change((texts) => texts.filter((one) => one !== text)),
    clear: () => change(() => []),
  }
}
