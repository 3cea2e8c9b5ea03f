import { sql } from 'kysely'
import { Client } from 'pg'
import type { Db } from './tables.ts'

/** Tells every Vitrine process on this database something; lost for those that are not listening right now. */
export async function sendNotice(db: Db, channel: string, payload: object): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(payload)})`.execute(db)
}

const RECONNECT_SECONDS = 2

/**
 * Hears the notices of one channel, over a connection of its own that is made anew when it breaks.
 * @param onNotice gets the payload as it was sent
 */
export function listenForNotices(
  url: string,
  channel: string,
  onNotice: (payload: unknown) => void,
): { close(): Promise<void> } {
  let closed = false
  let client: Client | null = null
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
    }
  }

  function reconnectLater(): void {
    if (closed || timer) return
    timer = setTimeout(() => {
      timer = null
      void connect()
    }, RECONNECT_SECONDS * 1000)
  }

  void connect()
  return {
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
