import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { IndexStates } from '../catalog/index-state.ts'
import {
  createSource,
  DEPLOYMENT_DEFAULTS,
  listSources,
  requireSource,
  type Source,
  updateSource,
} from '../catalog/sources.ts'
import type { Database, Db } from '../db/tables.ts'
import { type Principal, requirePermissions } from '../identity/principal.ts'
import type { BrowserSession } from '../identity/sessions.ts'
import { type Enqueue, PRIORITY } from '../jobs/queue.ts'
import type { SecretBox } from '../lib/secret-box.ts'
import { pickFields, readFields, resourceBody } from './document.ts'
import { listQuery, readFilters, wholeNumber } from './filter-query.ts'
import { checkLocalPath } from './local-roots.ts'
import { type Endpoint, endpoint } from './routes.ts'
import {
  DEPLOYMENT_INPUT,
  mergeDeployment,
  missing,
  NEW_DEPLOYMENT_INPUT,
  SOURCE_NAME,
  secretOf,
} from './source-input.ts'
import { filterSources, SOURCE_FILTERS, sortSources } from './source-list.ts'
import { presentSource, SOURCE } from './source-resource.ts'

export interface SourceNeeds {
  db: Kysely<Database>
  secretBox: SecretBox
  enqueue: Enqueue
  states: IndexStates
  /** Folders of the server in or below which local Sources may be made. */
  localRoots: readonly string[]
  /** Lets all processes read Sources anew. */
  sourceChanged(): Promise<void>
}

const TAG = 'Sources'
const SOURCE_ID = z.string().regex(/^[0-9a-f]{24}$/)
export const SOURCE_PARAMS = z.object({ sid: SOURCE_ID })

export function sourceEndpoints(needs: SourceNeeds): Endpoint[] {
  return [listAll(needs), createOne(needs), readOne(needs), updateOne(needs)]
}

const MAX_PAGE = 1000
const FIELDS = { 'fields[sources]': z.string().optional() }
const LIST_PARAMETERS = {
  ...FIELDS,
  'page[number]': wholeNumber(0, 1_000_000).optional().meta({ description: 'From 0 on.' }),
  'page[size]': wholeNumber(1, MAX_PAGE).default(20),
  sort: z
    .string()
    .optional()
    .meta({ description: 'date_deployed, enabled, name; - for descending.' }),
}

function listAll({ db, states }: SourceNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources',
    operationId: 'listSources',
    tag: TAG,
    summary: 'List Sources',
    description: SIGHT,
    permissions: [],
    query: listQuery(
      LIST_PARAMETERS,
      Object.fromEntries(SOURCE_FILTERS.map((name) => [name, 'The whole value, in any case.'])),
    ),
    answer: { resource: SOURCE, list: 'pagination' },
    async handle({ principal, session, query }) {
      requireSight(principal, session)
      const fields = readFields(query['fields[sources]'], SOURCE)
      const filters = readFilters(query, LIST_PARAMETERS)
      const fitting = filterSources(await listSources(db, principal.accountId), filters)
      const { 'page[number]': number = 0, 'page[size]': size } = query
      const page = sortSources(fitting, query.sort).slice(number * size, (number + 1) * size)
      const presented = await presentSources(db, states, page)
      const data = fields ? presented.map((source) => pickFields(source, fields)) : presented
      return { data, meta: { pagination: presentPagination(number, size, fitting.length) } }
    },
  })
}

const SIGHT = 'Needs the permission Sources; in the web app Asset Browse is enough.'

/** imgix asks a key for Sources. A person who may browse has to see what there is to browse. */
function requireSight(principal: Principal, session: BrowserSession | null): void {
  if (session && principal.permissions.has('asset_browse')) return
  requirePermissions(principal, ['sources'])
}

function presentPagination(number: number, size: number, total: number) {
  const totalPages = Math.ceil(total / size)
  const hasNextPage = number + 1 < totalPages
  return {
    currentPage: number,
    hasNextPage,
    hasPreviousPage: number > 0,
    nextPage: hasNextPage ? number + 1 : null,
    pageSize: size,
    previousPage: number > 0 ? number - 1 : null,
    totalPages,
    totalRecords: total,
  }
}

function createOne(needs: SourceNeeds): Endpoint {
  const { db, secretBox, enqueue } = needs
  return endpoint({
    method: 'POST',
    path: '/sources',
    operationId: 'createSource',
    tag: TAG,
    summary: 'Make a Source',
    description: 'It is there at once; its Origin is listed as soon as a worker is free.',
    permissions: ['sources'],
    body: resourceBody(
      'sources',
      z.strictObject({
        name: SOURCE_NAME,
        enabled: z.boolean().default(true),
        deployment: NEW_DEPLOYMENT_INPUT,
      }),
    ),
    status: 201,
    answer: { resource: SOURCE },
    async handle({ principal: { accountId }, body: { name, enabled, deployment: sent } }) {
      const deployment = mergeDeployment(null, sent)
      const secret = secretOf(deployment.type, sent)
      if (deployment.type === 's3_compatible' && secret === null) throw missing('secret_key')
      if (deployment.local_path) await checkLocalPath(deployment.local_path, needs.localRoots)
      const source = await db.transaction().execute(async (tx) => {
        const draft = { accountId, name, enabled, deployment, secret }
        const made = await createSource(tx, secretBox, draft)
        await enqueueListing(tx, enqueue, made)
        return made
      })
      await needs.sourceChanged()
      return { data: presentSource(source) }
    },
  })
}

function readOne({ db, states }: SourceNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid',
    operationId: 'getSource',
    tag: TAG,
    summary: 'Read a Source',
    description: SIGHT,
    permissions: [],
    params: SOURCE_PARAMS,
    query: z.strictObject(FIELDS),
    answer: { resource: SOURCE },
    async handle({ principal, session, params: { sid }, query }) {
      requireSight(principal, session)
      const fields = readFields(query['fields[sources]'], SOURCE)
      const source = await requireSource(db, { accountId: principal.accountId, publicId: sid })
      const [presented] = await presentSources(db, states, [source])
      return { data: presented && fields ? pickFields(presented, fields) : presented }
    },
  })
}

function updateOne(needs: SourceNeeds): Endpoint {
  const { db, secretBox, enqueue, states } = needs
  return endpoint({
    method: 'PATCH',
    path: '/sources/:sid',
    operationId: 'updateSource',
    tag: TAG,
    summary: 'Change a Source',
    description:
      'What is not sent stays, members of the deployment, too. Secrets stay unless new ones are sent.',
    permissions: ['sources'],
    params: SOURCE_PARAMS,
    body: resourceBody(
      'sources',
      z
        .strictObject({ name: SOURCE_NAME, enabled: z.boolean(), deployment: DEPLOYMENT_INPUT })
        .partial(),
    ),
    answer: { resource: SOURCE },
    async handle({ principal: { accountId }, params: { sid }, body }) {
      const { name, enabled, deployment: sent } = body
      const source = await db.transaction().execute(async (tx) => {
        const key = { accountId, publicId: sid }
        const changed = await updateSource(tx, secretBox, key, async (present) => {
          const basics = { ...(name && { name }), ...(enabled !== undefined && { enabled }) }
          return sent ? { ...basics, ...(await readChange(needs, present, sent)) } : basics
        })
        if (sent || enabled) await enqueueListing(tx, enqueue, changed)
        return changed
      })
      await needs.sourceChanged()
      const [presented] = await presentSources(db, states, [source])
      return { data: presented }
    },
  })
}

async function readChange(
  { localRoots }: SourceNeeds,
  present: Source,
  sent: z.output<typeof DEPLOYMENT_INPUT>,
) {
  const deployment = { ...DEPLOYMENT_DEFAULTS, ...mergeDeployment(present.deployment, sent) }
  const secret = secretOf(deployment.type, sent)
  const keepsSecret = deployment.type === present.deployment.type && present.sealedSecret !== null
  if (deployment.type === 's3_compatible' && secret === null && !keepsSecret) {
    throw missing('secret_key')
  }
  const { local_path: path } = deployment
  if (path && path !== present.deployment.local_path) await checkLocalPath(path, localRoots)
  return { deployment, secret }
}

async function enqueueListing(tx: Db, enqueue: Enqueue, source: Source): Promise<void> {
  if (!source.enabled) return
  const options = { key: String(source.id), priority: PRIORITY.interactive }
  await enqueue(tx, 'list-origin', { sourceId: source.id }, options)
}

async function presentSources(db: Db, states: IndexStates, sources: readonly Source[]) {
  const indexing = await states.find(
    db,
    sources.map(({ id }) => id),
  )
  return sources.map((source) => presentSource(source, indexing.get(source.id)))
}
