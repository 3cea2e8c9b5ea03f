import { noteOriginTrouble } from './origin-troubles.ts'

/** One file may have a trouble of its own; as many have that of their Origin. */
const ENOUGH = 3
/** So many are asked for again when the Origin is back; the rest are when they come into view. */
const MOST_KEPT = 200

let failed = { subdomain: '', urls: [] as string[] }

/**
 * Why a picture did not come, as the browser keeps the answer: nothing is asked for again, and where it keeps none,
 * little is known.
 * @param attempt how often it was asked for again already
 * @returns whether it would be asked for again in vain
 */
export async function isLost(url: string, subdomain: string, attempt: number): Promise<boolean> {
  watchAnswers()
  try {
    const answer = await fetch(url, { cache: 'only-if-cached', mode: 'same-origin' })
    if (answer.status === 502) noteSilence(url, subdomain, (await answer.text()).trim())
    if (isForGood(answer.status)) return true
  } catch {
    // None is kept.
  }
  return attempt > 0 && tookTooLong(url)
}

/** Answers that no browser keeps: what took the server too long twice will once more. */
const timedOut = new Set<string>()
let watcher: PerformanceObserver | null = null

/** From the first failure on: a browser's own list of answers is full after 250 pictures. */
function watchAnswers(): void {
  if (watcher) return
  watcher = new PerformanceObserver((list) => noteTimeouts(list.getEntries()))
  watcher.observe({ type: 'resource' })
}

function noteTimeouts(answers: PerformanceEntryList): void {
  for (const answer of answers) {
    if ('responseStatus' in answer && answer.responseStatus === 504) timedOut.add(answer.name)
  }
}

function tookTooLong(url: string): boolean {
  noteTimeouts(watcher?.takeRecords() ?? [])
  return timedOut.delete(url)
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
