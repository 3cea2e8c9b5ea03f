import { z } from 'zod'
import type { Document, ErrorDocument, Meta, Resource } from '../../contract/document.ts'
import { Failure } from '../lib/failures.ts'

export const JSON_API_TYPE = 'application/vnd.api+json'

/** What every answer says of the server it came from. */
export interface ServerInfo {
  version: string
  commit: string
}

/** A kind of resource: its JSON:API type and the schema of its attributes. */
export interface ResourceSchema {
  type: string
  attributes: z.ZodObject
}

/** What an endpoint answers with. */
export interface AnswerSchema {
  resource: ResourceSchema
  /** Absent: a single resource. Else which member of `meta` pages through the list. */
  list?: 'pagination' | 'cursor' | 'whole'
}

export function presentDocument<Data>(
  data: Data,
  server: ServerInfo,
  { tag, extra }: { tag: string | null; extra?: Partial<Meta> },
): Document<Data> {
  const base = presentMeta(server, { authorized: true, tag })
  return { data, included: [], jsonapi: { version: '1.0' }, meta: { ...base, ...extra } }
}

export function presentErrors(errors: ErrorDocument['errors'], server: ServerInfo): ErrorDocument {
  const meta = presentMeta(server, { authorized: false, tag: null })
  return { errors, jsonapi: { version: '1.0' }, meta }
}

function presentMeta(
  { commit, version }: ServerInfo,
  { authorized, tag }: { authorized: boolean; tag: string | null },
): Meta {
  return {
    authentication: {
      authorized,
      clientId: null,
      mode: 'PUBLIC_APIKEY',
      modeTitle: 'Public API Key',
      tag,
      user: null,
    },
    server: { commit, status: { healthy: true, read_only: false, tombstone: false }, version },
  }
}

/** The body `{ data: { type, id?, attributes } }`; what comes out is the attributes alone. */
export function resourceBody<Attributes extends z.ZodType>(type: string, attributes: Attributes) {
  const data = z.strictObject({ type: z.literal(type), id: z.string().optional(), attributes })
  return (
    z
      .strictObject({ data, jsonapi: z.looseObject({}).optional() })
      // zod cannot follow a generic member through its own mapped types; this one is declared above.
      .transform((body) => (body as { data: { attributes: z.output<Attributes> } }).data.attributes)
  )
}

/** RFC 6901: `/data/attributes/name`. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Seconds since 1970, as all dates of the API are. */
export function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}

/**
 * The members named by `fields[<type>]=a,b.c`, for `pickFields`; null when all are wanted. Dots reach into
 * a member that is an object.
 * @throws Failure `invalid_parameter` naming a field that the resource does not have.
 */
export function readFields(value: string | undefined, resource: ResourceSchema): string[] | null {
  if (value === undefined) return null
  const fields = value.split(',').filter((field) => field !== '')
  const unknown = fields.find(
    (field) => !Object.hasOwn(resource.attributes.shape, field.split('.')[0] ?? ''),
  )
  if (unknown !== undefined) {
    const parameter = `fields[${resource.type}]`
    throw new Failure('invalid_parameter', `"${unknown}" is no field of ${resource.type}.`, {
      parameter,
    })
  }
  return fields
}

/** The resource with the named members alone; `id` and `type` always stay. */
export function pickFields<Type extends string>(
  resource: Resource<Type, object>,
  fields: readonly string[],
): Resource<Type, object> {
  const attributes: Record<string, unknown> = {}
  for (const field of fields) copyMember(resource.attributes, attributes, field.split('.'))
  return { ...resource, attributes }
}

function copyMember(from: object, to: Record<string, unknown>, [name, ...rest]: string[]): void {
  if (name === undefined || !Object.hasOwn(from, name)) return
  const value = (from as Record<string, unknown>)[name] // any object may be asked for its members
  if (rest.length === 0 || typeof value !== 'object' || value === null) {
    to[name] = value
    return
  }
  const copy = { ...(to[name] as object | undefined) }
  copyMember(value, copy, rest)
  to[name] = copy
}
