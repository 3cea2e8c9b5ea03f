/**
 * Does something now and every so often, never twice at once, until it is closed; closing tells what runs to stop, and
 * waits for it.
 */
export function startSweeping(
  work: (signal: AbortSignal) => Promise<void>,
  { everySeconds, onError }: { everySeconds: number; onError(error: unknown): void },
): { close(): Promise<void> } {
  const stopping = new AbortController()
  let running = Promise.resolve()
  const sweep = () => {
    running = running.then(() => work(stopping.signal)).catch(onError)
  }
  sweep()
  const timer = setInterval(sweep, everySeconds * 1000)
  return {
    close: async () => {
      clearInterval(timer)
      stopping.abort()
      await running
    },
  }
}
