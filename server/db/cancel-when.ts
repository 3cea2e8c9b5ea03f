import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from './tables.ts'

/** A statement may just have ended, or not have begun. */
const AGAIN_MS = 20

/**
 * Cancels what one connection is asked for from the moment that the signal says so; every statement, whichever is under way.
 * Needs another connection for it, which is not of the pool.
 * @param connection as `db.connection()` gives it
 * @returns to be called before anybody else gets the connection: nothing is cancelled any more once it has ended
 */
export async function cancelWhen(
  connection: Kysely<Database>,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const executor = connection.getExecutor()
  const one = await executor.provideConnection(async (it) => it)
  await one.collectSessionInfo?.()
  let isOver = false
  let cancelling: Promise<void> | null = null
  const cancel = async () => {
    while (!isOver) {
      // It fails when the statement ends at this very moment.
      await one.cancelQuery?.((use) => executor.provideConnection(use)).catch(() => {})
      await sleep(AGAIN_MS)
    }
  }
  const begin = () => {
    cancelling = cancel()
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return async () => {
    isOver = true
    signal.removeEventListener('abort', begin)
    await cancelling
  }
}
