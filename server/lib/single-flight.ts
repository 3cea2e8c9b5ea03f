/**
 * Work that several callers ask for at once is done once: whoever comes while it is under way gets the
 * same result or the same failure. Nothing is kept afterwards.
 */
export function startSingleFlight<Result>(): (
  key: string,
  work: () => Promise<Result>,
) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>()
  return (key, work) => {
    const running = underWay.get(key)
    if (running) return running
    const started = work().finally(() => underWay.delete(key))
    underWay.set(key, started)
    return started
  }
}
