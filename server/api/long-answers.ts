import type { Readable } from 'node:stream'
import type { Db } from '../db/tables.ts'
import { findPermissionsNow } from '../identity/permissions-now.ts'
import { Failure } from '../lib/failures.ts'
import type { Answer, Call } from './routes.ts'

/** Answers that may take hours: files that are made while they are fetched. */

const MOST_OF_AN_ACCOUNT = 5
const MOST_OF_ALL = 20
/** Nothing has gone over the wire for so long: whoever fetches it is gone, or what is fetched does not come. */
const STALL_SECONDS = 120
/** Who is signed out, deleted or no longer allowed to browse gets no more after this. */
const CHECK_SECONDS = 15

type Asked = Pick<Call<unknown, unknown, unknown>, 'principal' | 'session' | 'request'>

export interface LongAnswers {
  /** Holds a place while one is prepared, which may take half a minute of the database. @throws Failure `too_many_requests` */
  during<Result>(accountId: number, prepare: () => Promise<Result>): Promise<Result>
  /**
   * Holds a place from before the answer is made until its file has ended, in whichever way. The file breaks off when
   * whoever fetches it may not browse any more.
   * @throws Failure `too_many_requests`, and what `make` throws
   */
  begin(asked: Asked, make: () => Promise<Answer & { file: Readable }>): Promise<Answer>
}

interface Limits {
  ofAnAccount?: number
  ofAll?: number
  stallSeconds?: number
  checkSeconds?: number
}

/** For one process: all endpoints that share it share its places. */
export function longAnswers(
  db: Db,
  {
    ofAnAccount = MOST_OF_AN_ACCOUNT,
    ofAll = MOST_OF_ALL,
    stallSeconds = STALL_SECONDS,
    checkSeconds = CHECK_SECONDS,
  }: Limits = {},
): LongAnswers {
  const running = new Map<number, number>()
  const countOf = (accountId: number) => running.get(accountId) ?? 0

  function take(accountId: number): () => void {
    const all = [...running.values()].reduce((sum, count) => sum + count, 0)
    if (countOf(accountId) >= ofAnAccount) throw tooMany(`${ofAnAccount} downloads and exports`)
    if (all >= ofAll) throw tooMany(`${ofAll} downloads and exports of all accounts`)
    running.set(accountId, countOf(accountId) + 1)
    return () => {
      const count = countOf(accountId) - 1
      if (count === 0) running.delete(accountId)
      else running.set(accountId, count)
    }
  }

  return {
    during: async (accountId, prepare) => {
      const free = take(accountId)
      try {
        return await prepare()
      } finally {
        free()
      }
    },
    begin: async (asked, make) => {
      const free = take(asked.principal.accountId)
      try {
        const answer = await make()
        answer.file.once('close', free)
        breakOffWithoutRight(db, asked, { file: answer.file, checkSeconds })
        // Node ends the connection then, and with it the file; the next request on it has its own time again.
        asked.request.raw.socket.setTimeout?.(stallSeconds * 1000)
        return answer
      } catch (error) {
        free()
        throw error
      }
    },
  }
}

function breakOffWithoutRight(
  db: Db,
  asked: Asked,
  { file, checkSeconds }: { file: Readable; checkSeconds: number },
): void {
  const timer = setInterval(() => {
    findPermissionsNow(db, asked).then(
      (permissions) => permissions.has('asset_browse') || file.destroy(),
      // Not being able to ask ends nothing.
      () => {},
    )
  }, checkSeconds * 1000)
  file.once('close', () => clearInterval(timer))
}

function tooMany(what: string): Failure {
  const detail = `${what} are running already. Wait until one has ended.`
  return new Failure('too_many_requests', detail, { retryAfterSeconds: 30 })
}
