import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Db } from '../../server/db/tables.ts'

/** What a server has computed so far, in milliseconds; NaN where the system does not tell. */
export type CpuClock = () => number

/** A server, and how its connections are told in pg_stat_activity. */
interface Served {
  processId: number
  connections: { column: 'application_name' | 'datname'; value: string }
}

/**
 * Of a server's own thread and of its connections to the database: tells how dear a query is also while others use
 * the machine.
 */
export async function cpuClockOf(db: Db, { processId, connections }: Served): Promise<CpuClock> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where ${sql.ref(connections.column)} = ${connections.value}`.execute(db)
  const files = [processId, ...rows.map(({ pid }) => pid)].map((pid) => `/proc/${pid}/schedstat`)
  const last = new Map(files.map((file) => [file, readMilliseconds(file) ?? Number.NaN]))
  return () => {
    // A connection that was closed meanwhile computes nothing more.
    for (const [file, before] of last) last.set(file, readMilliseconds(file) ?? before)
    return last.values().reduce((sum, milliseconds) => sum + milliseconds, 0)
  }
}

function readMilliseconds(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return null
  }
}
