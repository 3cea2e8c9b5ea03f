import { z } from 'zod'
import type { UploadNeeds } from '../uploads/needs.ts'
import { receiveOwnPut } from '../uploads/own-put.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { presentSession, UPLOAD_SESSION } from './upload-session-resource.ts'
import { readHeaders, UPLOAD_TAG } from './uploads.ts'

/** Where sessions send their files that can't, or shall not, go straight to the storage. */
export function ownPutEndpoints(needs: UploadNeeds): Endpoint[] {
  return [
    endpoint({
      method: 'PUT',
      path: '/upload/:session/:token',
      operationId: 'putUpload',
      tag: UPLOAD_TAG,
      summary: 'Send the file of an upload session',
      description:
        'The address comes with the session and is all that is needed, also for pages of other web sites. It ends with the session.',
      permissions: [],
      public: 'by_address',
      params: z.object({ session: z.uuid(), token: z.string().max(100) }),
      rawBody: 'The bytes of the file.',
      answer: { resource: UPLOAD_SESSION },
      async handle(call) {
        const { session: sessionId, token } = call.params
        const put = { ...readHeaders(call), sessionId, token }
        const { session, sourcePublicId, file } = await receiveOwnPut(needs, put)
        const data = presentSession(sourcePublicId, session)
        return { data, headers: { ETag: `"${file.etag}"` } }
      },
    }),
  ]
}
