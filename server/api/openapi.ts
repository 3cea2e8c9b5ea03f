import { z } from 'zod'
import type { Permission } from '../../contract/resources.ts'
import { JSON_API_TYPE, type ResourceSchema, type ServerInfo } from './document.ts'
import type { Endpoint } from './routes.ts'

export type JsonSchema = z.core.JSONSchema.BaseSchema

export interface OpenApiParameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: JsonSchema
}

export interface OpenApiOperation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  deprecated?: true
  security: Record<string, string[]>[]
  /** Ours: the permissions that are needed, all of them. */
  'x-permissions': Permission[]
  parameters: OpenApiParameter[]
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> }
  responses: Record<string, object>
}

export interface OpenApiDocument {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, OpenApiOperation>>
  components: {
    schemas: Record<string, JsonSchema>
    responses: Record<string, object>
    securitySchemes: Record<string, object>
  }
}

/** The OpenAPI 3.1 document, made from the very objects that answer. */
export function presentOpenApi(endpoints: Endpoint[], server: ServerInfo): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const endpoint of endpoints) {
    const method = endpoint.method.toLowerCase()
    for (const [index, path] of [endpoint.path, ...(endpoint.aliases ?? [])].entries()) {
      const template = path.replace(/:([^/(]+)(?:\([^)]*\))?/g, '{$1}').replace('*', '{path}')
      paths[template] = {
        ...paths[template],
        [method]: presentOperation(endpoint, template, index),
      }
    }
  }
  const resources = endpoints.map(({ answer }) => answer.resource)
  return {
    openapi: '3.1.0',
    info: { title: 'Vitrine Management API', version: server.version, description: DESCRIPTION },
    // Relative: the document is true under whatever host it is read.
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: {
        ...Object.fromEntries(resources.map((one) => [one.type, presentResource(one)])),
        ...SHARED_SCHEMAS,
      },
      responses: {
        Error: { description: 'What is wrong.', content: jsonApi(ref('ErrorDocument')) },
      },
      securitySchemes: SECURITY_SCHEMES,
    },
  }
}

const DESCRIPTION = `Manages sources and assets. Compatible with imgix's Management API; what is added is marked as such.

Every answer is a JSON:API document. Authenticate with \`Authorization: Bearer ak_…\`. Dates are Unix seconds.
Query parameters follow the bracket grammar, raw or percent-encoded: \`filter[tags]=cat&page[limit]=20\`.`

function presentOperation(
  endpoint: Endpoint,
  template: string,
  aliasIndex: number,
): OpenApiOperation {
  const { operationId, tag, summary, description, permissions } = endpoint
  const isAlias = aliasIndex > 0
  return {
    operationId: isAlias ? `${operationId}Alias${aliasIndex}` : operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(isAlias ? { deprecated: true } : {}),
    security: endpoint.public ? [] : [{ apiKey: [] }, { browserSession: [] }],
    'x-permissions': permissions,
    parameters: [...pathParameters(template), ...queryParameters(endpoint)],
    ...presentRequestBody(endpoint),
    responses: presentResponses(endpoint, template),
  }
}

function presentRequestBody({
  body,
  bodyIsOptional,
  rawBody,
}: Endpoint): Pick<OpenApiOperation, 'requestBody'> {
  if (rawBody !== undefined) {
    const schema: JsonSchema = { type: 'string', format: 'binary', description: rawBody }
    return { requestBody: { required: true, content: { '*/*': { schema } } } }
  }
  if (body === undefined) return {}
  return { requestBody: { required: !bodyIsOptional, content: jsonApi(inputSchema(body)) } }
}

function presentResponses(endpoint: Endpoint, template: string): Record<string, object> {
  const { answer, status = 200 } = endpoint
  const resource = ref(answer.resource.type)
  const data = answer.list === undefined ? resource : { type: 'array' as const, items: resource }
  const paging = answer.list === 'cursor' ? 'Cursor' : 'Pagination'
  const hasPaging = answer.list === 'cursor' || answer.list === 'pagination'
  const meta = hasPaging
    ? { allOf: [ref('Meta'), { properties: { [answer.list ?? '']: ref(paging) } }] }
    : ref('Meta')
  const errors = ['400', '500']
  if (!endpoint.public) errors.push('401', '403')
  if (template.includes('{')) errors.push('404')
  const schema: JsonSchema = {
    type: 'object',
    required: ['data', 'included', 'jsonapi', 'meta'],
    properties: { data, included: { type: 'array' }, jsonapi: ref('JsonApi'), meta },
  }
  return {
    [status]: {
      description: endpoint.summary,
      content: endpoint.file ? fileContent(endpoint.file) : jsonApi(schema),
    },
    ...Object.fromEntries(errors.map((code) => [code, { $ref: '#/components/responses/Error' }])),
  }
}

function pathParameters(template: string): OpenApiParameter[] {
  return [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(PATH_DESCRIPTIONS[name] === undefined ? {} : { description: PATH_DESCRIPTIONS[name] }),
    schema: { type: 'string' },
  }))
}

const PATH_DESCRIPTIONS: Record<string, string> = {
  sid: 'The id of the Source: 24 hex digits.',
  path: 'The origin path, without a leading slash. Slashes may be written as they are or as %2F.',
}

function queryParameters({ query }: Endpoint): OpenApiParameter[] {
  const schema = query === undefined ? {} : inputSchema(query)
  return Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const { description, ...rest } = asSchema(member)
    const required = schema.required?.includes(name) ?? false
    return {
      name,
      in: 'query',
      required,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

/** The names that a query schema knows; null when it takes any. */
export function readParameterNames(query: z.ZodType | undefined): ReadonlySet<string> | null {
  const { properties } = query === undefined ? { properties: {} } : inputSchema(query)
  return properties === undefined ? null : new Set(Object.keys(properties))
}

function presentResource({ type, attributes }: ResourceSchema): JsonSchema {
  return {
    type: 'object',
    required: ['id', 'type', 'attributes'],
    properties: {
      id: { type: 'string' },
      type: { type: 'string', const: type },
      attributes: toSchema(attributes, 'output'),
    },
  }
}

function inputSchema(schema: z.ZodType): JsonSchema {
  return toSchema(schema, 'input')
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const options = { io, unrepresentable: 'any', override: dropSafeBounds } as const
  const { $schema, ...rest } = z.toJSONSchema(schema, options)
  return rest
}

/** zod states of every integer that JavaScript can hold it, which is news to nobody. */
function dropSafeBounds({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}

/** JSON Schema allows `true` for "anything". */
export function asSchema(member: JsonSchema | boolean): JsonSchema {
  return typeof member === 'boolean' ? {} : member
}

function jsonApi(schema: JsonSchema): Record<string, { schema: JsonSchema }> {
  return { [JSON_API_TYPE]: { schema } }
}

function fileContent(types: readonly string[]): Record<string, { schema: JsonSchema }> {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]))
}

function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` }
}

const nullableInt = z.int().nullable()

const SHARED_SCHEMAS: Record<string, JsonSchema> = {
  JsonApi: toSchema(z.object({ version: z.literal('1.0') }), 'output'),
  Meta: toSchema(
    z.looseObject({
      authentication: z.object({
        authorized: z.boolean(),
        clientId: z.null(),
        mode: z.literal('PUBLIC_APIKEY'),
        modeTitle: z.string(),
        tag: z.string().nullable().meta({ description: 'The e-mail of whose key it is.' }),
        user: z.null(),
      }),
      server: z.object({
        commit: z.string(),
        status: z.object({ healthy: z.boolean(), read_only: z.boolean(), tombstone: z.boolean() }),
        version: z.string(),
      }),
    }),
    'output',
  ),
  Pagination: toSchema(
    z.object({
      currentPage: z.int(),
      hasNextPage: z.boolean(),
      hasPreviousPage: z.boolean(),
      nextPage: nullableInt,
      pageSize: z.int(),
      previousPage: nullableInt,
      totalPages: z.int(),
      totalRecords: z.int(),
    }),
    'output',
  ),
  Cursor: toSchema(
    z.object({
      current: z.string(),
      hasMore: z.boolean(),
      next: z.string().nullable(),
      totalRecords: z.string().meta({ description: 'A decimal number.' }),
      totalIsEstimate: z.boolean().optional(),
      indexIsRenewing: z.boolean().optional(),
      after: z.string().nullable().optional().meta({ description: 'For `page[after]`.' }),
    }),
    'output',
  ),
  ErrorDocument: {
    type: 'object',
    required: ['errors', 'jsonapi', 'meta'],
    properties: {
      errors: { type: 'array', items: ref('Error') },
      jsonapi: ref('JsonApi'),
      meta: ref('Meta'),
    },
  },
  Error: toSchema(
    z.object({
      id: z
        .string()
        .meta({ description: 'The id of the request, as in X-Request-Id and the log.' }),
      status: z.string().meta({ description: 'The HTTP status.' }),
      title: z.string(),
      detail: z.string().meta({ description: 'What is wrong, for a person.' }),
      source: z
        .object({ pointer: z.string().optional(), parameter: z.string().optional() })
        .optional()
        .meta({ description: 'Which member of the body, or which query parameter.' }),
      meta: z.record(z.string(), z.unknown()),
    }),
    'output',
  ),
}

const SECURITY_SCHEMES = {
  apiKey: { type: 'http', scheme: 'bearer', description: '`ak_` and 64 hex digits.' },
  browserSession: {
    type: 'apiKey',
    in: 'cookie',
    name: 'vitrine_session',
    description:
      'The session of the web app. Requests that change something also need the header X-CSRF-Token. With https the cookie is called __Host-vitrine_session.',
  },
}
