import { z } from 'zod'
import { openSecrets } from '../catalog/source-secrets.ts'
import { requireSource, type Source } from '../catalog/sources.ts'
import { Failure } from '../lib/failures.ts'
import { openUploadTarget } from '../origins/index.ts'
import type { OriginConfig } from '../origins/origin-config.ts'
import { checkPageOrigin } from '../origins/page-origin.ts'
import { originConfigOf, presetOf, uploadConfigOf } from '../origins/presets/presets.ts'
import { type ResourceSchema, resourceBody } from './document.ts'
import { checkLocalPath } from './local-roots.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { DEPLOYMENT_INPUT, UPLOAD_CREDENTIALS_INPUT } from './source-input.ts'
import { mergeDeployment, mergeUploads, moves } from './source-merge.ts'
import { RIGHT_CHECK } from './source-resource.ts'
import { SOURCE_PARAMS, type SourceNeeds, TAG } from './sources.ts'
import {
  addRegion,
  IDLE_SECONDS,
  keepWriteTest,
  TEST_SECONDS,
  tryReading,
  tryWriting,
  type Uploading,
} from './try-connection.ts'

export function connectionEndpoints(needs: SourceNeeds): Endpoint[] {
  return [testConnection(needs), setCorsRule(needs)]
}

const PAGE_ORIGIN = z.string().max(300).meta({ description: 'Such as https://assets.example.com.' })

const CONNECTION_TEST = {
  type: 'connection_tests',
  attributes: z.object({
    reading: z.array(RIGHT_CHECK),
    uploading: z
      .array(RIGHT_CHECK)
      .nullable()
      .meta({ description: 'null where nothing can be uploaded, or not without credentials.' }),
  }),
} satisfies ResourceSchema

const TESTED = z
  .strictObject({
    source_id: z.string(),
    deployment: DEPLOYMENT_INPUT,
    upload_credentials: UPLOAD_CREDENTIALS_INPUT,
    page_origin: PAGE_ORIGIN,
  })
  .partial()

function testConnection(needs: SourceNeeds): Endpoint {
  const { db } = needs
  return endpoint({
    method: 'POST',
    path: '/sources/test_connection',
    operationId: 'testConnection',
    tag: TAG,
    summary: 'Try out what credentials may do',
    description:
      'Ours. What is not sent is taken from the stored Source, secrets too, but never for another bucket, ' +
      'account or address. For a stored Source alone, what came of uploading is kept.',
    permissions: ['sources'],
    body: resourceBody('connection_tests', TESTED),
    answer: { resource: CONNECTION_TEST },
    async handle({ principal: { accountId }, body, signal }) {
      const { source_id: publicId, page_origin: pageOrigin = null } = body
      if (pageOrigin !== null) checkPageOrigin(pageOrigin)
      const present =
        publicId === undefined ? null : await requireSource(db, { accountId, publicId })
      const { reading, uploading } = await readTested(needs, present, body)
      const limit = { signal, seconds: TEST_SECONDS }
      const [read, written] = await Promise.all([
        tryReading(needs, reading, limit),
        uploading && tryWriting(needs, uploading, { pageOrigin, ...limit }),
      ])
      const isStored = !isSent(body.deployment) && !isSent(body.upload_credentials)
      if (present && written && isStored) await keepWriteTest(needs, present, written)
      const attributes = { reading: read, uploading: written?.checks ?? null }
      return { data: { id: publicId ?? 'new', type: 'connection_tests', attributes } }
    },
  })
}

function isSent(members: object | null | undefined): boolean {
  return members !== undefined && (members === null || Object.keys(members).length > 0)
}

/** What is to be opened: what was sent, and the rest from the stored Source. */
async function readTested(
  { secretBox, localRoots, ...needs }: SourceNeeds,
  present: Source | null,
  sent: z.output<typeof TESTED>,
): Promise<{ reading: OriginConfig; uploading: Uploading | null }> {
  // Not before they are needed: whoever sends all of them may have lost the key to those that are stored.
  const stored = () => (present ? openSecrets(secretBox, present) : { deployment: {}, upload: {} })
  const merged =
    sent.deployment || !present ? mergeDeployment(present, sent.deployment ?? {}) : null
  // One of them is there: without a stored Source it was made of what was sent.
  const deployment = await addRegion(needs, merged?.deployment ?? (present as Source).deployment)
  const { local_path: path } = deployment
  if (path && path !== present?.deployment.local_path) await checkLocalPath(path, localRoots)
  const secrets = merged?.secrets === undefined ? stored().deployment : merged.secrets
  const reading = originConfigOf(deployment, secrets ?? {})
  const isElsewhere = present !== null && moves(present, deployment)
  if (isElsewhere && !sent.upload_credentials) return { reading, uploading: null }
  const { uploads, uploadSecrets } = mergeUploads(present, deployment, sent.upload_credentials)
  const config = uploadConfigOf(
    deployment,
    (uploads ?? present?.uploads)?.credentials ?? null,
    (uploadSecrets === undefined ? stored().upload : uploadSecrets) ?? {},
  )
  const needsCors = presetOf(deployment).about.needs_cors
  return { reading, uploading: config && { config, needsCors } }
}

const CORS_RULE = {
  type: 'cors_rules',
  attributes: z.object({ page_origin: PAGE_ORIGIN }),
} satisfies ResourceSchema

function setCorsRule(needs: SourceNeeds): Endpoint {
  const { db, secretBox, allowPrivate } = needs
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/cors_rule',
    operationId: 'setCorsRule',
    tag: TAG,
    summary: 'Let pages of an address upload to the bucket',
    description:
      'Ours. Adds a rule to those of the bucket, with the upload credentials; they need the right to do that.',
    permissions: ['sources'],
    params: SOURCE_PARAMS,
    body: resourceBody('cors_rules', z.strictObject({ page_origin: PAGE_ORIGIN })),
    answer: { resource: CORS_RULE },
    async handle({ principal: { accountId }, params: { sid }, body, signal }) {
      const pageOrigin = body.page_origin
      checkPageOrigin(pageOrigin)
      const source = await requireSource(db, { accountId, publicId: sid })
      const { credentials } = source.uploads
      const secrets = openSecrets(secretBox, source).upload
      const config = uploadConfigOf(source.deployment, credentials, secrets)
      const target = config && openUploadTarget(config, { allowPrivate, idleSeconds: IDLE_SECONDS })
      try {
        if (!target?.cors) {
          const detail = 'There is no CORS rule that could be set with the credentials for uploads.'
          throw new Failure('conflict', detail)
        }
        const deadline = AbortSignal.timeout(TEST_SECONDS * 1000)
        await target.cors.allow(pageOrigin, AbortSignal.any([signal, deadline]))
      } finally {
        await target?.close()
      }
      return { data: { id: sid, type: 'cors_rules', attributes: { page_origin: pageOrigin } } }
    },
  })
}
