import type { Source } from '../lib/sources.ts'
import { t as lib } from '../texts/lib.ts'
import { t } from '../texts/sources.ts'

/** Something that somebody should do something about. */
export interface Trouble {
  tone: 'danger' | 'warn'
  /** Goes on after the name of the source and a colon. */
  title: string
  text: string
  action: { label: string; to: string }
}

/** From then on the end of a SAS token is worth a warning: making one takes somebody with rights. */
const WARN_SECONDS = 14 * 86_400

export type SasEnd = 'over' | 'soon' | 'far'

/** @param expiry in Unix seconds */
export function judgeSasEnd(expiry: number, now: Date): SasEnd {
  const left = expiry - now.getTime() / 1000
  if (left <= 0) return 'over'
  return left < WARN_SECONDS ? 'soon' : 'far'
}

/** @param formatDay the day of a Unix time, for a person */
export function findTroubles(
  { id, attributes }: Source,
  now: Date,
  formatDay: (seconds: number) => string,
): Trouble[] {
  const { enabled, indexing, deployment, uploads } = attributes
  if (!enabled) return []
  const page = `/settings/sources/${id}`
  const troubles: Trouble[] = []
  if (indexing.state === 'failed' && indexing.error !== null) {
    troubles.push({
      tone: 'danger',
      title: t.indexingStopped,
      text: t.indexingStoppedText(lib.said(indexing.error)),
      action: { label: t.checkConnection, to: page },
    })
  }
  const tokens = [
    { expiry: deployment.azure_sas_expiry, to: page, words: readingWords() },
    {
      expiry: uploads.credentials?.azure_sas_expiry,
      to: `${page}/upload`,
      words: uploadingWords(),
    },
  ]
  for (const { expiry, to, words } of tokens) {
    if (!expiry) continue
    const end = judgeSasEnd(expiry, now)
    if (end === 'far') continue
    const [title, text] = words[end]
    troubles.push({
      tone: end === 'over' ? 'danger' : 'warn',
      title,
      text: text(formatDay(expiry)),
      action: { label: t.replaceToken, to },
    })
  }
  return troubles
}

function readingWords() {
  return {
    over: [t.tokenOver, t.tokenOverText],
    soon: [t.tokenSoon, t.tokenSoonText],
  } as const
}

function uploadingWords() {
  return {
    over: [t.uploadTokenOver, t.uploadTokenOverText],
    soon: [t.uploadTokenSoon, t.uploadTokenSoonText],
  } as const
}
