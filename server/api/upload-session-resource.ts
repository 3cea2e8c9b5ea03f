import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type {
  UploadCheckAttributes,
  UploadDiagnosisAttributes,
  UploadPartAttributes,
  UploadSessionAttributes,
  UploadSessionStatus,
  UploadTrouble,
} from '../../contract/uploads.ts'
import type { PresignedPut } from '../origins/upload-target.ts'
import type { UploadSession } from '../uploads/sessions.ts'
import { type ResourceSchema, unixSeconds } from './document.ts'

const STATUSES = [
  'PENDING',
  'CLOSED',
  'COMPLETE',
  'EXPIRED',
  'CANCELED',
  'ERRORED',
] as const satisfies readonly UploadSessionStatus[]
const TROUBLES = [
  'cors',
  'expired',
  'clock',
  'permission',
  'exists',
  'too_large',
  'network',
  'unreachable',
  'arrived',
  'unknown',
] as const satisfies readonly UploadTrouble[]

const HEADERS = z.record(z.string(), z.string())

export const UPLOAD_SESSION = {
  type: 'upload_sessions',
  attributes: z.object({
    id: z.string(),
    origin_path: z.string().meta({ description: 'With a leading slash.' }),
    source_id: z.string(),
    status: z.enum(STATUSES),
    date_created: z.int(),
    date_modified: z.int(),
    date_expires: z.int(),
    url: z.string().optional().meta({
      description:
        'Where to PUT the file; only in the answer that opened the session, and not for parts.',
    }),
    headers: HEADERS.optional().meta({
      description: 'Ours. To be sent with the PUT; without them the storage refuses.',
    }),
    reason: z.string().nullable().meta({ description: 'Ours. Why it ended as it did.' }),
    direct: z.boolean().meta({ description: 'Ours. The bytes go straight to the storage.' }),
    part_size: z.int().nullable().meta({
      description: 'Ours. Bytes of every part but the last; null: all in one.',
    }),
  }) satisfies z.ZodType<UploadSessionAttributes>,
} satisfies ResourceSchema

export function presentSession(
  sourceId: string,
  session: UploadSession,
  put: PresignedPut | null = null,
): Resource<'upload_sessions', UploadSessionAttributes> {
  return {
    id: session.id,
    type: 'upload_sessions',
    attributes: {
      id: session.id,
      origin_path: `/${session.path}`,
      source_id: sourceId,
      status: session.status,
      date_created: unixSeconds(session.createdAt),
      date_modified: unixSeconds(session.modifiedAt),
      date_expires: unixSeconds(session.expiresAt),
      reason: session.reason,
      direct: session.way !== 'through_vitrine',
      part_size: session.partSize,
      ...put,
    },
  }
}

export const UPLOAD_PART = {
  type: 'upload_parts',
  attributes: z.object({
    number: z.int(),
    url: z.string().nullable().meta({ description: 'null: the part has arrived.' }),
    headers: HEADERS,
    size: z.int().nullable(),
    etag: z.string().nullable(),
  }) satisfies z.ZodType<UploadPartAttributes>,
} satisfies ResourceSchema

export const UPLOAD_DIAGNOSIS = {
  type: 'upload_diagnoses',
  attributes: z.object({
    trouble: z.enum(TROUBLES),
    detail: z.string(),
    advice: z.string().nullable(),
  }) satisfies z.ZodType<UploadDiagnosisAttributes>,
} satisfies ResourceSchema

export const UPLOAD_CHECK = {
  type: 'upload_checks',
  attributes: z.object({
    taken: z.array(z.string()).meta({ description: 'With leading slashes.' }),
    invalid: z
      .record(z.string(), z.string())
      .meta({ description: 'Path → why nothing can be there.' }),
  }) satisfies z.ZodType<UploadCheckAttributes>,
} satisfies ResourceSchema
