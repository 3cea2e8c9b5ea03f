/** Answers of the API that were asked for before the program was there, by address. */
const early = new Map<string, Promise<Response>>()

/** What a request that reads is sent with. */
export const READING = { Accept: 'application/vnd.api+json' } as const

/** The address of `path` below the Management API. */
export function apiAddress(path: string, query?: URLSearchParams): string {
  const text = query?.toString()
  return `/api/v1${path}${text ? `?${text}` : ''}`
}

export function askEarly(path: string, query?: URLSearchParams): void {
  const address = apiAddress(path, query)
  const answer = fetch(address, { headers: READING, credentials: 'same-origin' })
  // Whoever takes it hears of a failure.
  answer.catch(() => {})
  early.set(address, answer)
}

/** The answer that is on its way already, for one to take; what is asked for again is asked for anew. */
export function takeEarly(address: string): Promise<Response> | undefined {
  const answer = early.get(address)
  early.delete(address)
  return answer
}

/** What nobody has taken would be old when somebody does. */
export function forgetEarly(): void {
  early.clear()
}
