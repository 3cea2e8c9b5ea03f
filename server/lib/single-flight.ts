/**
 * Work that several callers ask for at once is done once: whoever comes while it is under way gets the
 * same result or the same failure. Nothing is kept afterwards.
 *
 * A caller may bring a signal. Once those of all callers are aborted, that of the work is; who comes then begins anew.
 */
export function startSingleFlight<Result>(): (
  key: string,
  work: (signal: AbortSignal) => Promise<Result>,
  caller?: AbortSignal,
) => Promise<Result> {
  const underWay = new Map<string, Flight<Result>>()

  function begin(key: string, work: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const end = () => {
      if (underWay.get(key) === flight) underWay.delete(key)
    }
    const stop = new AbortController()
    stop.signal.addEventListener('abort', end)
    const flight = { callers: 0, stop, result: work(stop.signal).finally(end) }
    underWay.set(key, flight)
    return flight
  }

  return (key, work, caller) => {
    const flight = underWay.get(key) ?? begin(key, work)
    flight.callers += 1
    const leave = () => {
      flight.callers -= 1
      if (flight.callers === 0) flight.stop.abort(caller?.reason)
    }
    if (caller?.aborted) leave()
    else caller?.addEventListener('abort', leave, { once: true })
    return flight.result
  }
}

interface Flight<Result> {
  callers: number
  stop: AbortController
  result: Promise<Result>
}
