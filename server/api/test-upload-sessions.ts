import assert from 'node:assert/strict'
import { makeFacts } from '../catalog/fixtures.ts'
import { saveReads } from '../catalog/save-reads.ts'
import { settleUploads } from '../uploads/sessions.ts'
import type { Answer, TestUploads } from './test-uploads.ts'

/** What a test sees of a session that it opened. */
export interface OpenedSession {
  id: string
  /** Empty for parts. */
  url: string
  headers: Record<string, string>
  origin_path: string
  source_id: string
  status: string
  date_created: number
  date_expires: number
  direct: boolean
  part_size: number | null
}

interface Opening {
  source?: string
  attributes?: Record<string, unknown>
}

/** The steps of an upload session, as the web app takes them; of the folder unless another Source is named. */
export function sessionSteps(api: TestUploads) {
  const sid = api.source.publicId
  const at = (source: string) => `/sources/${source}/upload-sessions`
  return {
    open: async (path: string, { source = sid, attributes = {} }: Opening = {}) => {
      const data = { type: 'upload_sessions', attributes }
      const answer = await api.call('POST', `${at(source)}/create/${path}`, { data })
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      const opened: OpenedSession = { url: '', headers: {}, ...answer.body.data.attributes }
      return opened
    },
    put: (
      { url, headers }: Pick<OpenedSession, 'url' | 'headers'>,
      body: NonNullable<RequestInit['body']>,
    ) => api.call('PUT', url, { headers, body, key: null }),
    close: (id: string, source = sid) => api.call('POST', `${at(source)}/close/${id}`),
    cancel: (id: string, source = sid) => api.call('DELETE', `${at(source)}/cancel/${id}`),
    read: (id: string, source = sid) => api.call('GET', `${at(source)}/status/${id}`),
    makeOverdue: async (id: string) => {
      const text =
        "update upload_sessions set expires_at = now() - interval '1 second' where id = $1"
      await api.database.pool.query(text, [id])
    },
    /** What the job index-assets does when it has read a file. */
    finishReading: async (
      path: string,
      { error, sourceId = api.source.id }: { error?: string; sourceId?: number } = {},
    ) => {
      await api.database.db.transaction().execute(async (tx) => {
        const { etag } = await tx
          .selectFrom('assets')
          .select('etag')
          .where('source_id', '=', sourceId)
          .where('origin_path', '=', path)
          .executeTakeFirstOrThrow()
        const found = error === undefined ? { facts: makeFacts() } : { error }
        await saveReads(tx, { sourceId, reads: [{ path, etag, ...found }] })
        await settleUploads(tx, { sourceId, paths: [path] })
      })
    },
  }
}

export function statusOf({ body }: Answer): string {
  return body.data?.attributes.status
}

/** Of the last test of the credentials: an S3 that refuses to overwrite. */
export const REFUSES = { overwriting: 'refuses', parts_refuse: true } as const
