import { sql } from 'kysely'
import type { Db } from '../../server/db/tables.ts'
import type { Library } from './library.ts'
import type { Measured } from './measure.ts'

/** Milliseconds that 95 and 99 of 100 queries of a class may take; of very large libraries nothing is said of 99. */
function goalsFor(assets: number): { p95: number; p99: number | null } {
  return assets > 1_000_000 ? { p95: 60, p99: null } : { p95: 25, p99: 60 }
}

export function describeClasses(measured: readonly Measured[], assets: number): string {
  const { p95, p99 } = goalsFor(assets)
  const goal = `p95 ≤ ${p95}${p99 === null ? '' : `, p99 ≤ ${p99}`}`
  const rows = measured.map((one) => {
    const met = one.p95 <= p95 && one.p99 <= (p99 ?? one.p99) ? 'yes' : '**no**'
    return `| ${[one.name, ...showSpread(one), met, showCpu(one), ...showResults(one)].join(' | ')} |`
  })
  return `| class | p50 | p95 | p99 | max | ${goal} | CPU p50 / p95 | results | without |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
${describeFailures(measured)}`
}

/** What the machine's other work changes less. */
function showCpu({ cpu: { p50, p95 } }: Measured): string {
  return `${showMilliseconds(p50)} / ${showMilliseconds(p95)}`
}

function showSpread({ p50, p95, p99, max }: Measured): string[] {
  return [p50, p95, p99, max].map(showMilliseconds)
}

export function showMilliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0)
}

function showResults({ results, empty, queries }: Measured): string[] {
  return [String(results), empty === 0 ? '' : `${empty} of ${queries}`]
}

function describeFailures(measured: readonly Measured[]): string {
  const lines = measured.flatMap(({ name, failures }) =>
    Array.from(failures, ([problem, times]) => `- ${name}, ${times} times: ${problem}`),
  )
  return lines.length === 0 ? '' : `\nWhat failed:\n\n${lines.join('\n')}\n`
}

export function describeLoading({ loading, outdated }: Library): string {
  const total = loading.steps.reduce((sum, { seconds }) => sum + seconds, 0)
  const steps = loading.steps.filter(({ seconds }) => seconds >= 0.5)
  const list = steps.map(({ name, seconds }) => `${name} ${seconds.toFixed(0)} s`).join(', ')
  const old =
    outdated === 0
      ? ''
      : ` ${outdated.toLocaleString('en')} search documents are of an old version.`
  return `Loaded in ${total.toFixed(0)} s (goal at 1,000,000: 360 s): ${list}. That was on ${loading.machine}.${old}`
}

/** Tables and indexes that are worth a word, largest first. */
export async function describeSizes(db: Db): Promise<string> {
  const { rows } = await sql<{ name: string; megabytes: number }>`
    select relname as name,
      (case relkind when 'r' then pg_table_size(oid) else pg_relation_size(oid) end
        / 1048576.0)::float8 as megabytes
    from pg_class where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace
      and pg_relation_size(oid) > 4 * 1048576
    order by megabytes desc`.execute(db)
  const all = rows.map(({ name, megabytes }) => `${name} ${megabytes.toFixed(0)}`)
  return `Tables and indexes of more than 4 MB, in MB: ${all.join(', ')}.`
}
