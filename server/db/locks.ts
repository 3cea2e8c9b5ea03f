import { Client } from 'pg'
import { Failure } from '../lib/failures.ts'
import { startTurns } from '../lib/turns.ts'

/** Something that one process at a time may do. */
export interface Lock {
  /** Aborted when the connection broke: somebody else may have the lock by now. */
  signal: AbortSignal
  release(): Promise<void>
}

/** Locks across all processes on one database, for as long as something takes; a killed process holds none. */
export interface Locks {
  /** @returns null when somebody has it */
  tryLock(name: string): Promise<Lock | null>
  close(): Promise<void>
}

interface Connection {
  client: Client
  broken: AbortController
}

/**
 * All locks of a process share a connection of their own, so that a hundred slow uploads do not take a
 * hundred connections. PostgreSQL gives a connection the same lock again, hence the names held here.
 */
export function openLocks(url: string): Locks {
  const held = new Set<string>()
  // A connection answers one question at a time.
  const inTurn = startTurns()
  let current: Promise<Connection> | null = null

  async function connect(): Promise<Connection> {
    const client = new Client({
      connectionString: url,
      application_name: `vitrine:${process.pid}`,
      keepAlive: true,
    })
    const broken = new AbortController()
    client.on('error', () => {})
    client.on('end', () => {
      current = null
      const detail = 'The connection to the database broke. Please try again.'
      broken.abort(new Failure('not_ready', detail, { retryAfterSeconds: 5 }))
    })
    await client.connect()
    return { client, broken }
  }

  function connection(): Promise<Connection> {
    current ??= connect().catch((error) => {
      current = null
      throw error
    })
    return current
  }

  async function lock(name: string): Promise<Lock | null> {
    const { client, broken } = await connection()
    const ask = (what: string) => inTurn(() => client.query(`select ${what} as got`, [name]))
    const { rows } = await ask(`pg_try_advisory_lock(${KEY})`)
    if (!rows[0].got) return null
    return {
      signal: broken.signal,
      release: async () => {
        held.delete(name)
        if (broken.signal.aborted) return
        await ask(`pg_advisory_unlock(${KEY})`).catch(() => client.end())
      },
    }
  }

  return {
    tryLock: async (name) => {
      if (held.has(name)) return null
      held.add(name)
      try {
        const got = await lock(name)
        if (!got) held.delete(name)
        return got
      } catch (error) {
        held.delete(name)
        throw error
      }
    },
    close: async () => {
      const open = await current?.catch(() => null)
      await open?.client.end()
    },
  }
}

/** Far from the numbers that other locks of ours have. */
const KEY = 'hashtextextended($1, 7483265103)'
