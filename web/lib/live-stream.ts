import type { LiveNews } from '../../contract/live.ts'

/** What is told of the stream, in this tab and from the one that holds it to the others. */
type Word = { is: 'news'; news: LiveNews } | { is: 'live' | 'lost' | 'asked' }

interface LiveListener {
  tell(news: LiveNews): void
  setLive(isLive: boolean): void
}

const ADDRESS = '/api/v1/events'
/** Lock and channel that the tabs of this Vitrine share. */
const NAME = 'vitrine-live'
/** The server gives a sign of life every 15 seconds. A connection that sleeps never says that it is lost. */
const SILENCE_MS = 40_000
const RETRY_MS = [2_000, 5_000, 15_000, 60_000]

/**
 * Listens to the server's news until it is closed. A browser has six connections to a server that speaks HTTP/1.1,
 * for all tabs together, so one tab holds the stream and tells the others. Without locks (they need HTTPS or
 * localhost) every tab that can be seen has its own.
 */
export function openLiveStream(listener: LiveListener): () => void {
  const closing = new AbortController()
  const channel = new BroadcastChannel(NAME)
  closing.signal.addEventListener('abort', () => channel.close())
  if ('locks' in navigator) shareStream(listener, channel, closing.signal)
  else holdWhileSeen(listener, closing.signal)
  return () => closing.abort()
}

function shareStream(listener: LiveListener, channel: BroadcastChannel, closing: AbortSignal) {
  let isHolder = false
  let isLive = false
  const hear = (word: Word) => {
    if (word.is === 'news') listener.tell(word.news)
    else if (word.is !== 'asked') {
      isLive = word.is === 'live'
      listener.setLive(isLive)
    }
  }
  channel.onmessage = ({ data: word }: MessageEvent<Word>) => {
    if (word.is !== 'asked') hear(word)
    else if (isHolder && isLive) channel.postMessage({ is: 'live' })
  }
  channel.postMessage({ is: 'asked' })
  const hold = () => {
    isHolder = true
    // Who takes over from a tab that was closed may have missed something.
    return holdStream({ signal: closing, hasGap: isLive }, (word) => {
      hear(word)
      if (!closing.aborted) channel.postMessage(word)
    })
  }
  // Rejected when the page goes before it ever held the stream.
  navigator.locks.request(NAME, { signal: closing }, hold).catch(() => {})
}

function holdWhileSeen(listener: LiveListener, closing: AbortSignal) {
  let seen: AbortController | null = null
  let hasGap = false
  const look = () => {
    if (document.visibilityState === 'hidden' || closing.aborted) {
      seen?.abort()
      seen = null
      listener.setLive(false)
    } else if (!seen) {
      seen = new AbortController()
      holdStream({ signal: seen.signal, hasGap }, (word) => {
        if (word.is === 'news') listener.tell(word.news)
        else listener.setLive(word.is === 'live')
      })
      hasGap = true
    }
  }
  look()
  document.addEventListener('visibilitychange', look, { signal: closing })
  closing.addEventListener('abort', look)
}

/** Keeps a stream open, and opens it again after a loss; resolves once `signal` is aborted. */
async function holdStream(
  { signal, hasGap }: { signal: AbortSignal; hasGap: boolean },
  say: (word: Word) => void,
): Promise<void> {
  let failures = 0
  let isMissing = hasGap
  while (!signal.aborted) {
    await readStream(signal, {
      onLive: () => {
        failures = 0
        say({ is: 'live' })
        if (isMissing) say({ is: 'news', news: { kind: 'missed' } })
        isMissing = true
      },
      onNews: (news) => say({ is: 'news', news }),
    })
    if (signal.aborted) return
    say({ is: 'lost' })
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 0
    failures += 1
    await pause(wait, signal)
  }
}

/** One connection, from its opening to its loss. It is live once something has come: proxies may keep all of it. */
function readStream(
  signal: AbortSignal,
  { onLive, onNews }: { onLive: () => void; onNews: (news: LiveNews) => void },
): Promise<void> {
  return new Promise((resolve) => {
    const source = new EventSource(ADDRESS)
    let isLive = false
    const end = () => {
      clearTimeout(silence)
      source.close()
      signal.removeEventListener('abort', end)
      resolve()
    }
    let silence = setTimeout(end, SILENCE_MS)
    const hear = () => {
      clearTimeout(silence)
      silence = setTimeout(end, SILENCE_MS)
      if (!isLive) onLive()
      isLive = true
    }
    source.addEventListener('alive', hear)
    source.onmessage = ({ data }) => {
      hear()
      onNews(JSON.parse(data) as LiveNews)
    }
    source.onerror = end
    signal.addEventListener('abort', end)
  })
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
