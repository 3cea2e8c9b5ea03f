import type { Resource } from '../../contract/document.ts'
import type {
  UploadCheckAttributes,
  UploadDiagnosisAttributes,
  UploadPartAttributes,
  UploadSessionAttributes,
} from '../../contract/uploads.ts'
import { callApi, encodePath } from '../lib/api.ts'
import { joinChecks, type PathCheck } from './plan-upload.ts'
import type { UploadOrder } from './upload-item.ts'

/** The session of one file. */
export interface SessionPlace {
  sourceId: string
  sessionId: string
}

/** The Management API as uploads need it; everything throws ApiFailure. */
export interface UploadApi {
  check(sourceId: string, paths: readonly string[], signal?: AbortSignal): Promise<PathCheck>
  open(order: UploadOrder, signal: AbortSignal): Promise<UploadSessionAttributes>
  presignParts(
    place: SessionPlace,
    numbers: number[],
    signal: AbortSignal,
  ): Promise<UploadPartAttributes[]>
  close(place: SessionPlace, signal: AbortSignal): Promise<UploadSessionAttributes>
  cancel(place: SessionPlace): Promise<void>
  diagnose(place: SessionPlace, signal: AbortSignal): Promise<UploadDiagnosisAttributes>
}

const CHECK_LIMIT = 1_000

export const uploadApi: UploadApi = {
  async check(sourceId, paths, signal) {
    const answers: UploadCheckAttributes[] = []
    for (let from = 0; from < paths.length; from += CHECK_LIMIT) {
      const attributes = { origin_paths: paths.slice(from, from + CHECK_LIMIT) }
      const { data } = await callApi<Resource<'upload_checks', UploadCheckAttributes>>(
        `/sources/${sourceId}/uploads/check`,
        { method: 'POST', data: { type: 'upload_checks', attributes }, ...(signal && { signal }) },
      )
      answers.push(data.attributes)
    }
    return joinChecks(answers)
  },

  async open({ sourceId, path, bytes, contentType }, signal) {
    const attributes = {
      // Without one the server goes by the name.
      ...(contentType !== '' && { content_type: contentType }),
      file_size: bytes,
      parts: true,
      direct: true,
    }
    const { data } = await callApi<Resource<'upload_sessions', UploadSessionAttributes>>(
      `${sessions(sourceId)}/create/${encodePath(path)}`,
      { method: 'POST', data: { type: 'upload_sessions', attributes }, signal },
    )
    return data.attributes
  },

  async presignParts({ sourceId, sessionId }, numbers, signal) {
    const { data } = await callApi<Resource<'upload_parts', UploadPartAttributes>[]>(
      `${sessions(sourceId)}/parts/${sessionId}`,
      { method: 'POST', data: { type: 'upload_parts', attributes: { numbers } }, signal },
    )
    return data.map((part) => part.attributes)
  },

  async close({ sourceId, sessionId }, signal) {
    const { data } = await callApi<Resource<'upload_sessions', UploadSessionAttributes>>(
      `${sessions(sourceId)}/close/${sessionId}`,
      { method: 'POST', signal },
    )
    return data.attributes
  },

  async cancel({ sourceId, sessionId }) {
    await callApi(`${sessions(sourceId)}/cancel/${sessionId}`, { method: 'DELETE' })
  },

  async diagnose({ sourceId, sessionId }, signal) {
    const query = new URLSearchParams({ page_origin: location.origin })
    const { data } = await callApi<Resource<'upload_diagnoses', UploadDiagnosisAttributes>>(
      `${sessions(sourceId)}/diagnose/${sessionId}`,
      { query, signal },
    )
    return data.attributes
  },
}

function sessions(sourceId: string): string {
  return `/sources/${sourceId}/upload-sessions`
}
