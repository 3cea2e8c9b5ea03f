import { Readable } from 'node:stream'
import { z } from 'zod'
import type { LiveNews } from '../../contract/live.ts'
import type { Db } from '../db/tables.ts'
import { findPermissionsNow } from '../identity/permissions-now.ts'
import type { Principal } from '../identity/principal.ts'
import { Failure } from '../lib/failures.ts'
import { type Call, type Endpoint, endpoint } from './routes.ts'

export interface EventNeeds {
  db: Db
  /** @returns what ends it */
  subscribe(accountId: number, tell: (news: LiveNews) => void): () => void
  onError(error: unknown): void
  aliveMs?: number
}

/** Proxies end what is silent for a minute, some for half of one. */
const ALIVE_MS = 15_000
/** Before news are told, it is asked whether they still may be, at most so often. */
const CHECK_MS = 5_000
/** What a reader who does not keep pace leaves lying; then it hears only that it has missed something. */
const MOST_BUFFERED_BYTES = 64 * 1024
/** In one process: a browser has one stream for all of its tabs, where it can. */
const MOST_STREAMS = { each: 30, account: 500 }

const TYPE = 'text/event-stream'

const EVENT = {
  type: 'events',
  attributes: z.object({
    kind: z.enum(['assets', 'source', 'bulk_edit', 'upload', 'labels', 'jobs', 'missed']),
    source_id: z.string().optional(),
    id: z.string().optional(),
    added: z.int().optional(),
    changed: z.int().optional(),
    removed: z.int().optional(),
    origin_paths: z.array(z.string()).optional().meta({
      description: 'Of changed ones; all of them when there are as many as `changed`.',
    }),
  }),
}

/** Ours: what happens while somebody looks. */
export function eventEndpoints(needs: EventNeeds): Endpoint[] {
  const open = countStreams()
  return [
    endpoint({
      method: 'GET',
      path: '/events',
      operationId: 'listenToEvents',
      tag: 'Events',
      summary: 'Hear of changes as they happen',
      description:
        'Server-sent events that go on until you close them or the session ends. `data` of each is one piece of ' +
        'news, as JSON: what to ask for again. Nothing is kept for those who do not listen. `missed`: whatever you ' +
        'know may be old. Between them come events named `alive`. 429 with too many streams open at once.',
      permissions: ['asset_browse'],
      answer: { resource: EVENT },
      file: [TYPE],
      async handle(call) {
        const headers = {
          'Content-Type': TYPE,
          'Cache-Control': 'no-store, no-transform',
          // nginx would gather what comes.
          'X-Accel-Buffering': 'no',
        }
        if (call.request.method === 'HEAD') return { data: null, file: Readable.from([]), headers }
        return { data: null, file: openStream(needs, call, open.enter(call.principal)), headers }
      },
    }),
  ]
}

type EventCall = Pick<Call<unknown, unknown, unknown>, 'principal' | 'session'>

function openStream(
  { db, subscribe, onError, aliveMs = ALIVE_MS }: EventNeeds,
  { principal, session }: EventCall,
  leave: () => void,
): Readable {
  let isOpen = true
  let hasMissed = false
  const stream = new Readable({ read: tellMissed })
  const send = (text: string) => {
    if (isOpen) stream.push(text)
  }
  function tellMissed(): void {
    if (!hasMissed) return
    hasMissed = false
    send(asEvent({ kind: 'missed' }))
  }
  let checkedAt = performance.now()
  let mayHear = Promise.resolve(true)
  /** Ends the stream for whoever may not hear any more. Not being able to ask ends nothing. */
  const check = () => {
    checkedAt = performance.now()
    mayHear = findPermissionsNow(db, { principal, session }).then(
      (permissions) => {
        const may = permissions.has('asset_browse')
        if (!may) close()
        return may
      },
      (error) => {
        onError(error)
        hasMissed = true
        return false
      },
    )
  }
  const tell = (news: LiveNews) => {
    if (stream.readableLength > MOST_BUFFERED_BYTES) hasMissed = true
    else send(asEvent(news))
  }
  const unsubscribe = subscribe(principal.accountId, async (news) => {
    if (performance.now() - checkedAt >= CHECK_MS) check()
    if (await mayHear) tell(news)
  })
  const timer = setInterval(async () => {
    check()
    if (!(await mayHear)) return
    tellMissed()
    send(ALIVE)
  }, aliveMs)
  const close = () => {
    if (!isOpen) return
    isOpen = false
    clearInterval(timer)
    unsubscribe()
    leave()
    if (!stream.destroyed) stream.push(null)
  }
  stream.once('close', close)
  send(`retry: 3000\n\n${ALIVE}`)
  return stream
}

/** Unlike a comment, a page hears it, and so knows a connection that sleeps from one on which nothing happens. */
const ALIVE = 'event: alive\ndata: {}\n\n'

function asEvent(news: LiveNews): string {
  return `data: ${JSON.stringify(news)}\n\n`
}

function countStreams() {
  const counts = new Map<string, number>()
  const add = (key: string, more: number) => {
    const count = (counts.get(key) ?? 0) + more
    if (count > 0) counts.set(key, count)
    else counts.delete(key)
  }
  return {
    /** @throws Failure `too_many_requests` @returns what gives the place back, once */
    enter({ accountId, userId, keyId }: Principal): () => void {
      const places = [
        { key: `who ${userId ?? keyId}`, most: MOST_STREAMS.each },
        { key: `account ${accountId}`, most: MOST_STREAMS.account },
      ]
      for (const { key, most } of places) if ((counts.get(key) ?? 0) >= most) throw tooMany(most)
      for (const { key } of places) add(key, 1)
      let isIn = true
      return () => {
        if (isIn) for (const { key } of places) add(key, -1)
        isIn = false
      }
    },
  }
}

function tooMany(most: number): Failure {
  const detail = `${most} streams of events are open already. Close one, or ask instead of listening.`
  return new Failure('too_many_requests', detail, { retryAfterSeconds: 60 })
}
