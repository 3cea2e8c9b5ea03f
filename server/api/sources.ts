import type { FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { IndexStates } from '../catalog/index-state.ts'
import { openSecrets } from '../catalog/source-secrets.ts'
import {
  createSource,
  DEPLOYMENT_DEFAULTS,
  listSources,
  requireSource,
  type Source,
  type SourceChange,
  updateSource,
} from '../catalog/sources.ts'
import type { Database, Db } from '../db/tables.ts'
import { type Principal, requirePermissions } from '../identity/principal.ts'
import type { BrowserSession } from '../identity/sessions.ts'
import { type Enqueue, PRIORITY } from '../jobs/queue.ts'
import type { SecretBox } from '../lib/secret-box.ts'
import type { NetworkAllowList } from '../origins/network-guard.ts'
import { originConfigOf, presetOf } from '../origins/presets/presets.ts'
import { pickFields, readFields, resourceBody } from './document.ts'
import { listQuery, readFilters, wholeNumber } from './filter-query.ts'
import { checkLocalPath } from './local-roots.ts'
import { ownAddress } from './own-address.ts'
import { presentPagination } from './pagination.ts'
import { type Endpoint, endpoint } from './routes.ts'
import {
  COMMON_MEMBERS,
  DEPLOYMENT_INPUT,
  NEW_DEPLOYMENT_INPUT,
  SOURCE_NAME,
  UPLOAD_CREDENTIALS_INPUT,
} from './source-input.ts'
import { filterSources, SOURCE_FILTERS, sortSources } from './source-list.ts'
import { mergeDeployment, mergeUploads, untested } from './source-merge.ts'
import { presentSource, SOURCE } from './source-resource.ts'
import { addRegion, checkOpens, testSavedUploads } from './try-connection.ts'

export interface SourceNeeds {
  db: Kysely<Database>
  secretBox: SecretBox
  enqueue: Enqueue
  states: IndexStates
  /** Folders of the server in or below which local Sources may be made. */
  localRoots: readonly string[]
  /** The setting PUBLIC_URL. */
  publicUrl: string | null
  allowPrivate: NetworkAllowList
  /** Where a bucket of Amazon's is; null when nobody says. */
  findBucketRegion(bucket: string): Promise<string | null>
  /** Lets all processes read Sources anew. */
  sourceChanged(): Promise<void>
}

export const TAG = 'Sources'
const SOURCE_ID = z.string().regex(/^[0-9a-f]{24}$/)
export const SOURCE_PARAMS = z.object({ sid: SOURCE_ID })

export function sourceResourceEndpoints(needs: SourceNeeds): Endpoint[] {
  return [listAll(needs), createOne(needs), readOne(needs), updateOne(needs)]
}

/** Who asks, and at which address. */
interface Asking {
  principal: Principal
  request: FastifyRequest
}

export async function presentSources(
  { db, states, publicUrl }: Pick<SourceNeeds, 'db' | 'states' | 'publicUrl'>,
  sources: readonly Source[],
  { principal, request }: Asking,
) {
  const found = await states.find(
    db,
    sources.map(({ id }) => id),
  )
  const maySeeEvents = principal.permissions.has('sources')
  const eventsBase = maySeeEvents ? ownAddress(publicUrl, request) : null
  const presented = sources.map(async (source) => {
    const indexing = found.get(source.id)
    // Deleted by somebody else a moment ago.
    return indexing ? [await presentSource(source, { indexing, eventsBase })] : []
  })
  return (await Promise.all(presented)).flat()
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

function listAll(needs: SourceNeeds): Endpoint {
  const { db } = needs
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
    async handle({ principal, session, query, request }) {
      requireSight(principal, session)
      const fields = readFields(query['fields[sources]'], SOURCE)
      const filters = readFilters(query, LIST_PARAMETERS)
      const fitting = filterSources(await listSources(db, principal.accountId), filters)
      const { 'page[number]': number = 0, 'page[size]': size } = query
      const page = sortSources(fitting, query.sort).slice(number * size, (number + 1) * size)
      const presented = await presentSources(needs, page, { principal, request })
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

const ATTRIBUTES = {
  name: SOURCE_NAME,
  enabled: z.boolean(),
  upload_credentials: UPLOAD_CREDENTIALS_INPUT.meta({
    description: 'Ours. What writes, apart from what reads; null removes it.',
  }),
  allows_overwrite: z.boolean().meta({
    description: 'Ours. Whether `?overwrite=true` may replace files; off at first.',
  }),
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
      z.strictObject(ATTRIBUTES).partial().extend({
        name: SOURCE_NAME,
        deployment: NEW_DEPLOYMENT_INPUT,
      }),
    ),
    status: 201,
    answer: { resource: SOURCE },
    tells: ({ data: { id } }) => [{ kind: 'source', source_id: id }],
    async handle({ principal, request, body, signal }) {
      const { name, enabled = true, deployment: sent, upload_credentials, allows_overwrite } = body
      const { secrets, ...given } = mergeDeployment(null, sent)
      const deployment = await addRegion(needs, given.deployment)
      const merged = mergeUploads(null, deployment, upload_credentials)
      const uploads = { ...merged.uploads, ...(allows_overwrite && { allows_overwrite }) }
      const { uploadSecrets } = merged
      if (deployment.local_path) await checkLocalPath(deployment.local_path, needs.localRoots)
      await checkOpens(needs, originConfigOf(deployment, secrets ?? {}))
      const { accountId } = principal
      const draft = { accountId, name, enabled, deployment, secrets, uploads, uploadSecrets }
      const made = await db.transaction().execute(async (tx) => {
        const source = await createSource(tx, secretBox, draft)
        await enqueueListing(tx, enqueue, source)
        return source
      })
      await needs.sourceChanged()
      const source = await tryUploads(needs, made, { request, signal })
      const [presented] = await presentSources(needs, [source], { principal, request })
      return { data: presented }
    },
  })
}

function readOne(needs: SourceNeeds): Endpoint {
  const { db } = needs
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
    async handle({ principal, session, request, params: { sid }, query }) {
      requireSight(principal, session)
      const fields = readFields(query['fields[sources]'], SOURCE)
      const source = await requireSource(db, { accountId: principal.accountId, publicId: sid })
      const [presented] = await presentSources(needs, [source], { principal, request })
      return { data: presented && fields ? pickFields(presented, fields) : presented }
    },
  })
}

function updateOne(needs: SourceNeeds): Endpoint {
  const { db, secretBox, enqueue } = needs
  return endpoint({
    method: 'PATCH',
    path: '/sources/:sid',
    operationId: 'updateSource',
    tag: TAG,
    summary: 'Change a Source',
    description:
      'What is not sent stays, members of the deployment, too. Secrets stay unless new ones are sent; they ' +
      'have to be sent again when the bucket, the account or the endpoint changes.',
    permissions: ['sources'],
    params: SOURCE_PARAMS,
    body: resourceBody(
      'sources',
      z.strictObject({ ...ATTRIBUTES, deployment: DEPLOYMENT_INPUT }).partial(),
    ),
    answer: { resource: SOURCE },
    tells: ({ params: { sid } }) => [{ kind: 'source', source_id: sid }],
    async handle({ principal, request, params: { sid }, body, signal }) {
      const key = { accountId: principal.accountId, publicId: sid }
      const changed = await db.transaction().execute(async (tx) => {
        const source = await updateSource(tx, secretBox, key, (present) =>
          readChange(needs, present, body),
        )
        if (body.enabled || reachesOrigin(body.deployment))
          await enqueueListing(tx, enqueue, source)
        return source
      })
      await needs.sourceChanged()
      const source = await tryUploads(needs, changed, { request, signal })
      const [presented] = await presentSources(needs, [source], { principal, request })
      return { data: presented }
    },
  })
}

interface SentSource {
  name?: string | undefined
  enabled?: boolean | undefined
  deployment?: z.output<typeof DEPLOYMENT_INPUT> | undefined
  upload_credentials?: z.output<typeof UPLOAD_CREDENTIALS_INPUT> | undefined
  allows_overwrite?: boolean | undefined
}

async function readChange(
  { localRoots, ...needs }: SourceNeeds,
  present: Source,
  sent: SentSource,
): Promise<SourceChange> {
  const { name, enabled, upload_credentials, allows_overwrite } = sent
  const merged = sent.deployment ? mergeDeployment(present, sent.deployment) : null
  const deployment = merged ? { ...DEPLOYMENT_DEFAULTS, ...merged.deployment } : present.deployment
  const { local_path: path } = deployment
  if (path && path !== present.deployment.local_path) await checkLocalPath(path, localRoots)
  if (merged) {
    const secrets =
      merged.secrets === undefined
        ? openSecrets(needs.secretBox, present).deployment
        : merged.secrets
    await checkOpens(needs, originConfigOf(deployment, secrets ?? {}))
  }
  const uploading = mergeUploads(present, deployment, upload_credentials)
  const before = present.uploads
  const known = merged?.isElsewhere ? untested(before, before.credentials) : before
  const uploads = { ...known, ...uploading.uploads }
  return {
    ...(name !== undefined && { name }),
    ...(enabled !== undefined && { enabled }),
    ...(merged && { ...merged, deployment }),
    ...uploading,
    uploads: allows_overwrite === undefined ? uploads : { ...uploads, allows_overwrite },
  }
}

/** Credentials that have never been tried are, while somebody waits who can correct them. */
async function tryUploads(
  needs: SourceNeeds,
  source: Source,
  { request, signal }: { request: FastifyRequest; signal: AbortSignal },
): Promise<Source> {
  const { credentials, date_checked } = source.uploads
  if (credentials === null || date_checked !== null) return source
  const pageOrigin = URL.parse(request.headers.origin ?? needs.publicUrl ?? '')?.origin ?? null
  return await testSavedUploads(needs, source, { signal, pageOrigin })
}

/** Whether a change is about more than how files are delivered. */
function reachesOrigin(sent: object | undefined): boolean {
  return Object.keys(sent ?? {}).some((name) => !COMMON_MEMBERS.includes(name))
}

export async function enqueueListing(tx: Db, enqueue: Enqueue, source: Source): Promise<void> {
  if (!source.enabled || !presetOf(source.deployment).about.can_list) return
  const options = { key: String(source.id), priority: PRIORITY.interactive }
  await enqueue(tx, 'list-origin', { sourceId: source.id }, options)
}
