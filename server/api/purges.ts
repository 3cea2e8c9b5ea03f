import type { FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { notePurge, PURGE_PAUSE_SECONDS } from '../catalog/recent-purges.ts'
import { purgeBelow } from '../catalog/source-purges.ts'
import { findSourceByHost, requireSource, type Source } from '../catalog/sources.ts'
import type { Database, Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { uuidV7 } from '../lib/uuid-v7.ts'
import { type ResourceSchema, resourceBody } from './document.ts'
import { type Endpoint, endpoint, readOriginPath } from './routes.ts'
import { SOURCE_PARAMS } from './sources.ts'

export interface PurgeNeeds {
  db: Kysely<Database>
  publicUrl: string | null
  /** Forgets every cached rendering of one asset, in all processes; in the others once `within` has ended. */
  purge(sourceId: string, path: string, within?: Db): Promise<void>
  /** Lets all processes read Sources anew. */
  sourceChanged(): Promise<void>
}

const PURGE = {
  type: 'purges',
  attributes: z.object({
    purge_id: z.string(),
    purged: z.array(z.string()).meta({ description: 'Ours: the ids of the assets.' }),
  }),
} satisfies ResourceSchema

const PURGE_INPUT = z
  .strictObject({
    url: z.string().max(8192).meta({ description: 'Of any rendering; its query does not matter.' }),
    sub_image: z.boolean().optional().meta({
      description:
        'The image is put into others (mark, blend) of the Source source_id. Its own renderings are purged; those of its parents will be as soon as there are any: no rendering holds another image yet.',
    }),
    source_id: z
      .string()
      .regex(/^[0-9a-f]{24}$/, 'This has to be the id of a Source.')
      .optional()
      .meta({ description: 'The Source of the image; of a sub-image that of its parents.' }),
  })
  .refine((input) => !input.sub_image || input.source_id !== undefined, {
    path: ['source_id'],
    message: 'A sub-image needs the source_id of its parents.',
  })

export function purgeEndpoints(needs: PurgeNeeds): Endpoint[] {
  return [purgeOne(needs), purgeMany(needs)]
}

function purgeOne({ db, publicUrl, purge }: PurgeNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/purge',
    operationId: 'purge',
    tag: 'Purge',
    summary: 'Forget all renderings of a file',
    description: `409 for the same file within ${PURGE_PAUSE_SECONDS} seconds; the first purge holds.`,
    permissions: ['asset_purge'],
    body: resourceBody('purges', PURGE_INPUT),
    answer: { resource: PURGE },
    async handle({ principal: { accountId }, body, request }) {
      const address = readAddress(body.url, publicUrl, request)
      const { sub_image: isInside, source_id: publicId } = body
      const source = await findSourceByHost(db, address)
      requireOwn(source, accountId, isInside ? undefined : publicId)
      // imgix, Purging sub-images: source_id is the Source of the parents.
      if (isInside && publicId) await requireSource(db, { accountId, publicId })
      const { path } = address
      await db.transaction().execute(async (tx) => {
        if (!(await notePurge(tx, { sourceId: source.id, path }))) throw purgedBefore()
        // On the same connection: waiting for a second one, each would wait for all others.
        await purge(source.publicId, path, tx)
      })
      const id = uuidV7()
      const attributes = { purge_id: id, purged: [`${source.publicId}/${path}`] }
      return { data: { id, type: 'purges', attributes } }
    },
  })
}

const MANY = {
  type: 'purges',
  attributes: z.object({
    purge_id: z.string(),
    source_id: z.string(),
    prefix: z.string().nullable().meta({ description: 'null: the whole Source.' }),
  }),
} satisfies ResourceSchema

const MAX_PREFIX_BYTES = 1024
const MANY_INPUT = z
  .strictObject({
    prefix: z
      .string()
      .regex(
        /^\/[^/]/,
        'This has to be a slash and the beginning of a path. For the whole Source say all: true.',
      )
      .refine((text) => Buffer.byteLength(text) <= MAX_PREFIX_BYTES, {
        message: `This is longer than ${MAX_PREFIX_BYTES} bytes.`,
      })
      .transform((text) => readOriginPath(text.slice(1)))
      .optional()
      .meta({
        description:
          'Renderings of files whose origin path begins so: /trips/ is a folder, /trips/2024- all of its files that begin so.',
      }),
    all: z.literal(true).optional().meta({ description: 'Renderings of the whole Source.' }),
  })
  .refine((input) => (input.prefix === undefined) !== (input.all === undefined), {
    message: 'Either prefix or all has to be there.',
  })

function purgeMany({ db, sourceChanged }: PurgeNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/purge',
    operationId: 'purgeSource',
    tag: 'Purge',
    summary: 'Forget the renderings of a whole Source, or of all files whose paths begin alike',
    description:
      'Ours. Holds for all processes at once, and takes no longer for many files: each rendering is made anew when it is ' +
      'asked for next, and gets a new ETag. What browsers and CDNs hold without asking stays with them until its time is over.',
    permissions: ['asset_purge'],
    params: SOURCE_PARAMS,
    body: resourceBody('purges', MANY_INPUT),
    answer: { resource: MANY },
    async handle({ principal: { accountId }, params: { sid }, body: { prefix } }) {
      await purgeBelow(db, { accountId, publicId: sid, prefix: prefix ?? '' })
      await sourceChanged()
      const id = uuidV7()
      const told = prefix === undefined ? null : `/${prefix}`
      const attributes = { purge_id: id, source_id: sid, prefix: told }
      return { data: { id, type: 'purges', attributes } }
    },
  })
}

function requireOwn(
  source: Source | null,
  accountId: number,
  sourceId: string | undefined,
): asserts source is Source {
  const isOwn = source?.accountId === accountId
  if (isOwn && (sourceId === undefined || sourceId === source.publicId)) return
  const detail = 'The host of this address does not belong to a Source of this account.'
  throw new Failure('not_found', detail, { pointer: URL_POINTER })
}

const URL_POINTER = '/data/attributes/url'

function purgedBefore(): Failure {
  const detail = `This file was purged less than ${PURGE_PAUSE_SECONDS} seconds ago. That purge holds.`
  return new Failure('conflict', detail, { retryAfterSeconds: PURGE_PAUSE_SECONDS })
}

interface RenderingAddress {
  kind: 'subdomain' | 'domain'
  host: string
  path: string
}

/** The three forms of a rendering's address: `<subdomain>.<our host>`, a domain of the Source's own, `/render/<subdomain>/`. */
function readAddress(
  text: string,
  publicUrl: string | null,
  request: FastifyRequest,
): RenderingAddress {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Failure('invalid_body', 'The url has to begin with http:// or https://.', {
      pointer: URL_POINTER,
    })
  }
  const ownHosts = ['localhost', request.hostname]
  if (publicUrl !== null) ownHosts.push(new URL(publicUrl).hostname)
  const { hostname: host, pathname } = url
  const below = ownHosts.find((own) => host.endsWith(`.${own}`))
  if (below !== undefined) {
    const subdomain = host.slice(0, -below.length - 1)
    return { kind: 'subdomain', host: subdomain, path: readPath(pathname.slice(1)) }
  }
  const rendered = /^\/render\/([^/]+)\/(.*)$/s.exec(pathname)
  if (rendered && ownHosts.includes(host)) {
    const [, subdomain = '', rest = ''] = rendered
    return { kind: 'subdomain', host: subdomain, path: readPath(rest) }
  }
  return { kind: 'domain', host, path: readPath(pathname.slice(1)) }
}

function readPath(encoded: string): string {
  try {
    return readOriginPath(decodeURIComponent(encoded))
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const detail = 'The url holds a percent sign that does not stand for a UTF-8 character.'
    throw new Failure('invalid_body', detail, { cause, pointer: URL_POINTER })
  }
}
