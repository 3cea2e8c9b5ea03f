import type { Source } from '../lib/sources.ts'

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
      title: 'indexing stopped',
      text: `${indexing.error} What is in the library stays, and it is tried again by itself.`,
      action: { label: 'Check the connection', to: page },
    })
  }
  const tokens = [
    { expiry: deployment.azure_sas_expiry, to: page, what: 'the SAS token', stops: STOPS.reading },
    {
      expiry: uploads.credentials?.azure_sas_expiry,
      to: `${page}/upload`,
      what: 'the SAS token for uploads',
      stops: STOPS.uploading,
    },
  ]
  for (const { expiry, to, what, stops } of tokens) {
    if (!expiry) continue
    const end = judgeSasEnd(expiry, now)
    if (end === 'far') continue
    const isOver = end === 'over'
    troubles.push({
      tone: isOver ? 'danger' : 'warn',
      title: isOver ? `${what} has expired` : `${what} expires soon`,
      text: `${isOver ? 'It ended' : 'It ends'} on ${formatDay(expiry)}. ${stops[end]}`,
      action: { label: 'Replace token', to },
    })
  }
  return troubles
}

const STOPS = {
  reading: {
    over: 'Cached images are still served; new ones are not.',
    soon: 'From then on only cached images are served.',
  },
  uploading: {
    over: 'Nothing can be uploaded; everything else works.',
    soon: 'From then on nothing can be uploaded.',
  },
}
