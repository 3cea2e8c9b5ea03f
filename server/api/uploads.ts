import { z } from 'zod'
import { findAsset } from '../catalog/asset-records.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Uploader } from '../catalog/uploaded.ts'
import { type Principal, requirePermissions } from '../identity/principal.ts'
import { Failure } from '../lib/failures.ts'
import { uuidV7 } from '../lib/uuid-v7.ts'
import { checkPaths } from '../uploads/check-paths.ts'
import { chooseContentType } from '../uploads/content-type.ts'
import type { UploadNeeds } from '../uploads/needs.ts'
import { indexUploaded, receiveFile } from '../uploads/receive.ts'
import { ASSET, presentAsset } from './asset-resource.ts'
import { resourceBody } from './document.ts'
import { openBody } from './request-body.ts'
import { type Call, type Endpoint, endpoint, readOriginPath } from './routes.ts'
import { type AnalysisMode, findShown } from './shown-features.ts'
import { SOURCE_PARAMS } from './sources.ts'
import { tellAdded } from './tell.ts'
import { UPLOAD_CHECK } from './upload-session-resource.ts'

export const UPLOAD_TAG = 'Uploads'
export const UPLOAD_PARAMS = SOURCE_PARAMS.extend({ path: z.string().transform(readOriginPath) })

export interface UploadEndpointNeeds extends UploadNeeds {
  /** Largest body of this endpoint; sessions take more. */
  maxBytes: number
  /** The setting ANALYSIS. */
  analysisMode: AnalysisMode
}

const QUERY = z.strictObject({
  overwrite: z.enum(['true', 'false', '']).optional().meta({
    description:
      'true: replaces a file that is there. Needs Asset Purge, too, and the Source has to allow it.',
  }),
})

export function uploadEndpoints(needs: UploadEndpointNeeds): Endpoint[] {
  return [uploadOne(needs), checkSome(needs)]
}

function uploadOne(needs: UploadEndpointNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/upload/*',
    aliases: ['/sources/upload/:sid/*'],
    operationId: 'uploadAsset',
    tag: UPLOAD_TAG,
    summary: 'Upload a file',
    description:
      'Streams the body to the Origin and adds it to the index at once. A path that is taken is a 409, and nothing is changed. For larger files open an upload session.',
    permissions: ['asset_edit'],
    params: UPLOAD_PARAMS,
    query: QUERY,
    rawBody: 'The bytes of the file, with its own Content-Type or application/octet-stream.',
    status: 201,
    answer: { resource: ASSET },
    tells: ({ params: { sid } }) => [tellAdded(sid)],
    async handle(call) {
      const { principal, params, query } = call
      const overwrites = query.overwrite === 'true'
      if (overwrites) requirePermissions(principal, ['asset_edit', 'asset_purge'])
      const { accountId } = principal
      const source = await requireSource(needs.db, { accountId, publicId: params.sid })
      const incoming = { ...readHeaders(call), ...params, source, overwrites }
      const file = await receiveFile(needs, { ...incoming, maxBytes: needs.maxBytes })
      if (overwrites) await needs.purge(params.sid, params.path)
      const contentType = chooseContentType(incoming.contentType, params.path)
      await needs.db.transaction().execute(async (tx) => {
        await indexUploaded(needs, tx, { source, file, contentType, by: uploaderOf(principal) })
      })
      const asset = await findAsset(needs.db, { sourceId: source.id, path: params.path })
      if (!asset) throw new Failure('not_found', 'The file is gone again.')
      const shown = await findShown(needs.db, accountId, needs.analysisMode)
      return { data: presentAsset(params.sid, asset, shown) }
    },
  })
}

/**
 * What a request says of the file in its body.
 * @throws Failure `unsupported_media` for a body that is not just the bytes of a file
 */
export function readHeaders({ request, signal }: Pick<AnyCall, 'request' | 'signal'>) {
  const { 'content-length': length, 'content-type': contentType, ...others } = request.headers
  const encoding = others['content-encoding'] ?? 'identity'
  if (/^multipart\//i.test(contentType ?? '')) {
    const detail = 'The body has to be the bytes of the file alone, not a form with the file in it.'
    throw new Failure('unsupported_media', detail)
  }
  if (encoding !== 'identity' || others['content-range'] !== undefined) {
    const detail =
      'The file has to be sent whole and as it is: no Content-Encoding, no Content-Range.'
    throw new Failure('unsupported_media', detail)
  }
  return {
    ...(length === undefined ? {} : { sizeBytes: Number(length) }),
    ...(contentType === undefined ? {} : { contentType }),
    open: () => openBody(request),
    signal,
  }
}

type AnyCall = Call<unknown, unknown, unknown>

export function uploaderOf({ tag, keyId }: Principal): Uploader {
  return { name: tag, byApi: keyId !== null }
}

const MOST_PATHS = 1000

function checkSome(needs: UploadNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/uploads/check',
    operationId: 'checkUploadPaths',
    tag: UPLOAD_TAG,
    summary: 'Which paths are taken',
    description: `Ours. For at most ${MOST_PATHS} paths, with or without a leading slash: those that an upload would be refused for, before it begins.`,
    permissions: ['asset_edit'],
    params: SOURCE_PARAMS,
    body: resourceBody(
      'upload_checks',
      z.strictObject({ origin_paths: z.array(z.string().max(10_000)).max(MOST_PATHS) }),
    ),
    answer: { resource: UPLOAD_CHECK },
    async handle({ principal: { accountId }, params: { sid }, body, signal }) {
      const source = await requireSource(needs.db, { accountId, publicId: sid })
      const attributes = await checkPaths(needs, source, { paths: body.origin_paths, signal })
      return { data: { id: uuidV7(), type: 'upload_checks', attributes } }
    },
  })
}
