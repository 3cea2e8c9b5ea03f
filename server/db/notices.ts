import { sql } from 'kysely'
import { Client } from 'pg'
import type { Db } from './tables.ts'

/** Tells every Vitrine process on this database something; lost for those that are not listening right now. */
export async function sendNotice(db: Db, channel: string, payload: object): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(payload)})`.execute(db)
}

const RECONNECT_MS = { least: 500, most: 10_000 }

/** A connection of its own for the notices of one channel, made anew when it breaks. */
export interface NoticeLine {
  /** Tells the others, this process, too; resolves to false when there is no connection right now. */
  send(payload: object): Promise<boolean>
  close(): Promise<void>
}

/**
 * Hears the notices of one channel.
 * @param onNotice gets the payload as it was sent
 * @param onGap told when the line stands again after it was broken: notices may have got lost
 */
export function listenForNotices(
  url: string,
  channel: string,
  onNotice: (payload: unknown) => void,
  onGap: () => void = () => {},
): NoticeLine {
  let closed = false
  let client: Client | null = null
  let isListening = false
  let hasBroken = false
  let waitMs = RECONNECT_MS.least
  let timer: NodeJS.Timeout | null = null

  async function connect(): Promise<void> {
    const next = new Client({
      connectionString: url,
      application_name: `vitrine:${process.pid}`,
      keepAlive: true,
    })
    client = next
    next.on('error', () => {})
    next.on('end', reconnectLater)
    next.on('notification', ({ payload = '' }) => onNotice(parse(payload)))
    try {
      await next.connect()
      await next.query(`listen ${next.escapeIdentifier(channel)}`)
    } catch {
      reconnectLater()
      return
    }
    isListening = true
    waitMs = RECONNECT_MS.least
    if (hasBroken) onGap()
  }

  function reconnectLater(): void {
    isListening = false
    hasBroken = true
    if (closed || timer) return
    timer = setTimeout(() => {
      timer = null
      void connect()
    }, waitMs)
    waitMs = Math.min(waitMs * 2, RECONNECT_MS.most)
  }

  void connect()
  return {
    send: async (payload) => {
      if (!client || !isListening) return false
      const text = JSON.stringify(payload)
      const sent = client.query('select pg_notify($1, $2)', [channel, text])
      return await sent.then(
        () => true,
        () => false,
      )
    },
    close: async () => {
      closed = true
      if (timer) clearTimeout(timer)
      await client?.end()
    },
  }
}

/** Whoever else uses this database may use the channel for something else: that is null. */
function parse(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return null
  }
}
