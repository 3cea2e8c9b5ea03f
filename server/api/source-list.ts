import type { Source } from '../catalog/sources.ts'
import { Failure } from '../lib/failures.ts'

type SourceValue = string | boolean | number | readonly string[] | null | undefined

const deploymentMember =
  (name: keyof Source['deployment']) =>
  ({ deployment }: Source): SourceValue => {
    const value = deployment[name]
    return typeof value === 'object' && !Array.isArray(value) ? null : value
  }

/** imgix, Sources: what they can be filtered by. An account has few, so they are looked through in memory. */
const FILTERS: Record<string, (source: Source) => SourceValue> = {
  name: ({ name }) => name,
  enabled: ({ enabled }) => enabled,
  type: deploymentMember('type'),
  'deployment.type': deploymentMember('type'),
  'deployment.bucket_name': deploymentMember('bucket_name'),
  'deployment.s3_bucket': deploymentMember('s3_bucket'),
  'deployment.custom_domains': deploymentMember('custom_domains'),
  'deployment.imgix_subdomains': deploymentMember('imgix_subdomains'),
  'deployment.region': deploymentMember('region'),
  'deployment.storage_provider': deploymentMember('storage_provider'),
  'deployment.azure_bucket': deploymentMember('azure_bucket'),
  'deployment.gcs_bucket': deploymentMember('gcs_bucket'),
  'deployment.webfolder_base_url': deploymentMember('webfolder_base_url'),
}

export const SOURCE_FILTERS = Object.keys(FILTERS)

/**
 * Those that fit all `filter[name]` and at least one of `filter[or:name]`. Values are compared as a whole and
 * without case: terraform counts on `filter[name]` giving only that name.
 */
export function filterSources(
  sources: readonly Source[],
  given: readonly (readonly [name: string, value: string])[],
): Source[] {
  const tests = given.map(([name, value]) => ({
    either: name.startsWith('or:'),
    fits: testOf(name.replace(/^or:/, ''), value, `filter[${name}]`),
  }))
  const all = tests.filter(({ either }) => !either)
  const any = tests.filter(({ either }) => either)
  return sources.filter(
    (source) =>
      all.every(({ fits }) => fits(source)) &&
      (any.length === 0 || any.some(({ fits }) => fits(source))),
  )
}

function testOf(name: string, wanted: string, parameter: string): (source: Source) => boolean {
  const read = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined
  if (!read) throw new Failure('invalid_parameter', `There is no filter "${name}".`, { parameter })
  const folded = wanted.toLowerCase()
  return (source) => [read(source)].flat().some((value) => String(value).toLowerCase() === folded)
}

const SORTS: Record<string, (source: Source) => string | number> = {
  name: ({ name }) => name.toLowerCase(),
  enabled: ({ enabled }) => Number(enabled),
  date_deployed: ({ deployedAt }) => deployedAt?.getTime() ?? 0,
}

/** imgix: `sort=-enabled,name`; by name without. */
export function sortSources(sources: readonly Source[], sort = 'name'): Source[] {
  const orders = sort
    .split(',')
    .filter((field) => field !== '')
    .map(readOrder)
  return sources.toSorted((one, other) => {
    for (const { value, step } of orders) {
      const [a, b] = [value(one), value(other)]
      if (a !== b) return a < b ? -step : step
    }
    return one.id - other.id
  })
}

function readOrder(field: string): { value: (source: Source) => string | number; step: number } {
  const name = field.replace(/^-/, '')
  const value = Object.hasOwn(SORTS, name) ? SORTS[name] : undefined
  if (value) return { value, step: field.startsWith('-') ? -1 : 1 }
  const detail = `Sources cannot be sorted by "${field}", only by ${Object.keys(SORTS).join(', ')}.`
  throw new Failure('invalid_parameter', detail, { parameter: 'sort' })
}
