import { Failure } from '../lib/failures.ts'

/**
 * The bracket grammar as a flat object: `filter[or:tags]=a&page[size]=2` → the same names as keys. A name
 * given several times has an array. It has no prototype, so that no name can mean anything else.
 */
export type QueryValues = Record<string, string | string[]>

const MAX_LENGTH = 8192
const MAX_PARAMETERS = 100

/**
 * Reads what stands behind the `?`. Names and values may be percent-encoded or raw, `+` is a space, empty
 * parts (`?&`, which imgix's own plugins send) are skipped.
 * @throws Failure `invalid_parameter`: too long, too many, bad percent-encoding, NUL.
 */
export function readQueryString(queryString: string): QueryValues {
  if (queryString.length > MAX_LENGTH) {
    throw new Failure('invalid_parameter', `The query is longer than ${MAX_LENGTH} characters.`)
  }
  const parts = queryString.split('&').filter((part) => part !== '')
  if (parts.length > MAX_PARAMETERS) {
    throw new Failure('invalid_parameter', `The query has more than ${MAX_PARAMETERS} parameters.`)
  }
  const values: QueryValues = Object.create(null)
  for (const part of parts) {
    const equals = part.indexOf('=')
    const name = decode(equals === -1 ? part : part.slice(0, equals))
    const value = equals === -1 ? '' : decode(part.slice(equals + 1), name)
    if (name === '') throw new Failure('invalid_parameter', 'A query parameter has no name.')
    const known = values[name]
    if (known === undefined) values[name] = value
    else values[name] = [known, value].flat()
  }
  return values
}

function decode(text: string, parameter?: string): string {
  const options = parameter === undefined ? {} : { parameter }
  let decoded: string
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    const detail = 'The query holds a percent sign that does not stand for a UTF-8 character.'
    throw new Failure('invalid_parameter', detail, { cause, ...options })
  }
  if (decoded.includes('\0')) {
    throw new Failure('invalid_parameter', 'The query holds a NUL character.', options)
  }
  return decoded
}
