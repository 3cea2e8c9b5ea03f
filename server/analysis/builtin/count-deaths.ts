import { Failure, isFailure } from '../../lib/failures.ts'

/** Children that die one after the other, whatever the picture: starting one for each picture would help nobody. */
const MOST_DEATHS = 5
const REST_SECONDS = 600

export interface DeathCount {
  /** @throws Failure `analysis_failed` while there is no use in starting another child */
  check(): void
  /** @param error what came of a task; null: an answer */
  note(error: unknown): void
}

/** @param onProgress told once, in a sentence */
export function countDeaths(onProgress: (sentence: string) => void): DeathCount {
  let deaths = 0
  let restUntil = 0
  let isTold = false
  return {
    check: () => {
      const seconds = Math.ceil((restUntil - performance.now()) / 1000)
      if (seconds <= 0) return
      throw new Failure('analysis_failed', DETAIL, { retryAfterSeconds: seconds })
    },
    note: (error) => {
      // Whatever else is said of a picture, the child has lived to say it.
      deaths = isDeath(error) ? deaths + 1 : 0
      if (deaths < MOST_DEATHS) return
      restUntil = performance.now() + REST_SECONDS * 1000
      if (!isTold) onProgress(DETAIL)
      isTold = true
    },
  }
}

const DETAIL =
  `The built-in analysis does not run on this machine: ${MOST_DEATHS} processes of it have died one after the other. ` +
  `There may be too little memory. It is tried again every ${REST_SECONDS / 60} minutes.`

function isDeath(error: unknown): boolean {
  return isFailure(error) ? error.code === 'broken_file' : error instanceof Error
}
