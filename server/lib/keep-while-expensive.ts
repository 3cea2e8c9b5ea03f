/** Asking may take this share of the time: what took 0.2 s is kept for 4 s. */
const SHARE = 0.05
const LEAST_MS = 500

/** Remembers an answer for as long as it was expensive; who asks meanwhile, while it is being asked for too, gets it. */
export function keepWhileExpensive<Answer>(ask: () => Promise<Answer>): {
  read(): Promise<Answer>
  /** It is known to be another by now. */
  forget(): void
} {
  let kept: { answer: Promise<Answer>; until: number } | null = null
  return {
    read() {
      const now = performance.now()
      if (kept && kept.until > now) return kept.answer
      const asked = { answer: ask(), until: Number.POSITIVE_INFINITY }
      kept = asked
      asked.answer.then(
        () => {
          const done = performance.now()
          asked.until = done + Math.max(LEAST_MS, (done - now) / SHARE)
        },
        () => {
          asked.until = 0
        },
      )
      return asked.answer
    },
    forget() {
      kept = null
    },
  }
}
