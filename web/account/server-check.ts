import { queryOptions } from '@tanstack/react-query'
import { t } from '../texts/profile.ts'

/** What has to work before requests can be answered: by name, `ok` or what is wrong. */
type Checks = Readonly<Record<string, string>>

/** Outside of the API, for who runs Vitrine; 503 while something does not work. */
export const serverCheckQuery = queryOptions({
  queryKey: ['server-check'],
  queryFn: async ({ signal }): Promise<Checks> => {
    const answer = await fetch('/health/ready', { signal })
    return readChecks(await answer.json())
  },
})

/** @throws when it is no answer of ours */
export function readChecks(answer: unknown): Checks {
  const checks =
    typeof answer === 'object' && answer !== null && 'checks' in answer && answer.checks
  if (typeof checks !== 'object' || checks === null) throw new Error('There are no checks in it.')
  return Object.fromEntries(Object.entries(checks).map(([name, word]) => [name, String(word)]))
}

export interface CheckRow {
  name: string
  isOk: boolean
  text: string
}

export function describeChecks(checks: Checks): CheckRow[] {
  const names: Record<string, string> = t.checks
  return Object.entries(checks).map(([name, word]) => ({
    name: names[name] ?? name,
    isOk: word === 'ok',
    text: word === 'ok' ? t.works : word,
  }))
}
