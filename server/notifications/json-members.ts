import { Failure } from '../lib/failures.ts'

/** What stands at a place in JSON of unknown shape; undefined where there is nothing. */
export function member(value: unknown, ...names: (string | number)[]): unknown {
  let found = value
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = found[name as keyof typeof found]
  }
  return found
}

/** The text that stands there; null where there is none. */
export function textAt(value: unknown, ...names: (string | number)[]): string | null {
  const found = member(value, ...names)
  return typeof found === 'string' ? found : null
}

/** More than any provider puts into one notification. */
const MAX_RECORDS = 1000

/** @throws Failure `too_large` */
export function limitRecords(records: unknown[]): unknown[] {
  if (records.length <= MAX_RECORDS) return records
  throw new Failure('too_large', `A notification may have ${MAX_RECORDS} records at most.`)
}
