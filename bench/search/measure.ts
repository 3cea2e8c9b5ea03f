import type { ApiClient } from './client.ts'
import type { CpuClock } from './cpu-clock.ts'

/** What asking many queries of a class gave. */
export interface Measured {
  name: string
  queries: number
  p50: number
  p95: number
  p99: number
  max: number
  /** Of the server and its database, the same percentiles. */
  cpu: ReturnType<typeof spreadOf>
  /** Results in an answer: the median, and answers without any. */
  results: number
  empty: number
  /** What went wrong, and how often. */
  failures: Map<string, number>
  /** The slowest first. */
  slowest: { path: string; milliseconds: number; cpu: number; results: number }[]
}

const SLOWEST = 5

interface Asked {
  name: string
  paths: readonly string[]
  /** Others of the class, asked before and not measured. */
  warmUp: readonly string[]
  count(body: unknown): number
  clock?: CpuClock
  /** After so long the queries that are left are left out; half of it at most is for the others. */
  seconds?: number
}

/** Asks one query after the other. */
export async function measure(
  client: ApiClient,
  {
    name,
    paths,
    warmUp,
    count,
    clock = () => Number.NaN,
    seconds = Number.POSITIVE_INFINITY,
  }: Asked,
): Promise<Measured> {
  const begin = performance.now()
  const isLate = (share = 1) => performance.now() > begin + share * seconds * 1000
  for (const path of warmUp) if (!isLate(0.5)) await client.get(path)
  const failures = new Map<string, number>()
  const answers: Measured['slowest'] = []
  for (const path of paths) {
    if (isLate() && answers.length > 0) break
    const before = clock()
    const { status, body, milliseconds } = await client.get(path)
    const cpu = clock() - before
    if (status !== 200) {
      const problem = `${status} ${body?.errors?.[0]?.detail ?? body?.errors?.[0]?.message ?? ''}`
      failures.set(problem, (failures.get(problem) ?? 0) + 1)
    }
    const found = status === 200 ? count(body) : 0
    answers.push({ path, milliseconds, cpu, results: found })
  }
  const results = answers.map((answer) => answer.results)
  const slowest = answers.toSorted((one, other) => other.milliseconds - one.milliseconds)
  return {
    name,
    queries: answers.length,
    ...spreadOf(answers.map(({ milliseconds }) => milliseconds)),
    cpu: spreadOf(answers.map(({ cpu }) => cpu)),
    results: percentile(results, 0.5),
    empty: results.filter((found) => found === 0).length,
    failures,
    slowest: slowest.slice(0, SLOWEST),
  }
}

/** Milliseconds, or whatever the values are. */
export function spreadOf(values: readonly number[]) {
  return {
    p50: percentile(values, 0.5),
    p95: percentile(values, 0.95),
    p99: percentile(values, 0.99),
    max: percentile(values, 1),
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
