import { noteOriginTrouble } from './origin-troubles.ts'

/** One file may have a trouble of its own; as many have that of their Origin. */
const ENOUGH = 3
/** So many are asked for again when the Origin is back; the rest are when they come into view. */
const MOST_KEPT = 200

let failed = { subdomain: '', urls: [] as string[] }

/**
 * Why a picture did not come, as the browser keeps the answer: nothing is asked for again, and where it keeps none,
 * nothing is known.
 * @returns whether it would be asked for again in vain
 */
export async function isLost(url: string, subdomain: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { cache: 'only-if-cached', mode: 'same-origin' })
    if (answer.status === 502) noteSilence(url, subdomain, (await answer.text()).trim())
    return isForGood(answer.status)
  } catch {
    return false
  }
}

/** What was wrong with the request or the file stays wrong; who asked too often or too slowly may ask again. */
export function isForGood(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429
}

function noteSilence(url: string, subdomain: string, text: string): void {
  if (failed.subdomain !== subdomain) failed = { subdomain, urls: [] }
  const { urls } = failed
  if (urls.includes(url) || urls.length === MOST_KEPT) return
  urls.push(url)
  if (urls.length >= ENOUGH) noteOriginTrouble({ subdomain, text, urls })
}

/**
 * Asks the Origin for one of the pictures that it did not give; if it gives it now, the answers kept of the others are
 * dropped, and the trouble is over.
 */
export async function askAgain(): Promise<boolean> {
  const [first, ...rest] = failed.urls
  if (first && !(await reload(first))) return false
  failed = { subdomain: '', urls: [] }
  await Promise.all(rest.map(reload))
  noteOriginTrouble(null)
  return true
}

async function reload(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { cache: 'reload' })).status !== 502
  } catch {
    return false
  }
}
