import { z } from 'zod'
import { Failure } from '../lib/failures.ts'
import type { QueryValues } from './query-string.ts'

/** A parameter that may be given several times. */
const several = z.union([z.string(), z.array(z.string())])

/** A whole number of at most so much, as it stands in a query. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'This has to be a whole number.')
    .transform(Number)
    .pipe(z.int().min(min).max(max))

/**
 * The query of a list: its own parameters, and filters, which are documented by name but read by readFilters,
 * since `or:` and `custom:` make endless names of them.
 */
export function listQuery<Shape extends z.ZodRawShape>(
  shape: Shape,
  filters: Readonly<Record<string, string>>,
) {
  const documented = Object.entries(filters).map(([name, description]) => [
    `filter[${name}]`,
    several.optional().meta({ description }),
  ])
  return z.object({ ...Object.fromEntries(documented), ...shape } as Shape).catchall(several)
}

/**
 * All filters of a query, without `filter[…]` around their names; those given several times stand several times.
 * @throws Failure `invalid_parameter` naming a parameter that is neither known nor a filter
 */
export function readFilters(
  query: QueryValues,
  known: z.ZodRawShape,
): (readonly [name: string, value: string])[] {
  return Object.entries(query).flatMap(([parameter, value]) => {
    const name = /^filter\[(?<name>.+)\]$/s.exec(parameter)?.groups?.name
    if (name !== undefined) return [value].flat().map((one) => [name, one] as const)
    if (Object.hasOwn(known, parameter)) return []
    const detail = `There is no query parameter "${parameter}".`
    throw new Failure('invalid_parameter', detail, { parameter })
  })
}
