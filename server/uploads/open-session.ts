import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Source } from '../catalog/sources.ts'
import type { Uploader } from '../catalog/uploaded.ts'
import { uuidV7 } from '../lib/uuid-v7.ts'
import { planUploads } from '../origins/upload-plan.ts'
import type { PartUploads, PresignedPut } from '../origins/upload-target.ts'
import { chooseContentType } from './content-type.ts'
import { tooLarge } from './incoming-body.ts'
import {
  type Destination,
  maxUploadBytes,
  openDestination,
  prefixOf,
  type UploadNeeds,
} from './needs.ts'
import { checkNewPath } from './new-path.ts'
import {
  createSession,
  SESSION_SECONDS,
  type SessionDraft,
  type UploadSession,
} from './sessions.ts'
import { requireFree } from './write-file.ts'

export interface SessionOrder {
  source: Source
  path: string
  contentType?: string | undefined
  /** A promise; null: not known. */
  sizeBytes: number | null
  /** Whether the client can send parts, and whether it can send straight to the storage. */
  wantsParts: boolean
  wantsDirect: boolean
  by: Uploader
  /** The address of Vitrine's own PUT. */
  ownAddress(sessionId: string, token: string): string
  signal: AbortSignal
}

export interface OpenedSession {
  session: UploadSession
  /** null for parts. */
  put: PresignedPut | null
}

/** Opens a session for one new file; straight to the storage where that can never overwrite anything. */
export async function openSession(needs: UploadNeeds, order: SessionOrder): Promise<OpenedSession> {
  const { source, path, sizeBytes } = order
  const destination = openDestination(needs, source)
  checkNewPath(path, prefixOf(source))
  const maxBytes = maxUploadBytes(source)
  if (sizeBytes !== null && sizeBytes > maxBytes) throw tooLarge(maxBytes)
  await requireFree(destination, path, order.signal)
  const contentType = chooseContentType(order.contentType, path)
  const draft: SessionDraft = {
    id: uuidV7(),
    sourceId: source.id,
    path,
    contentType,
    sizeBytes,
    by: order.by,
    way: 'through_vitrine',
    partSize: null,
    providerUploadId: null,
    tokenHash: null,
  }
  const { way, parts_from_bytes: partsFrom } = planUploads(source)
  const { parts } = destination.target
  const inParts = order.wantsParts && partsFrom !== null && (sizeBytes ?? 0) >= partsFrom
  if (inParts && parts) return await openParts(needs, destination, draft, parts)
  if (order.wantsDirect && way === 'direct') {
    const put = await presign(destination, draft)
    if (put) return { session: await createSession(needs.db, { ...draft, way: 'direct' }), put }
  }
  const token = randomBytes(32).toString('base64url')
  const session = await createSession(needs.db, { ...draft, tokenHash: hashToken(token) })
  const url = order.ownAddress(session.id, token)
  return { session, put: { url, headers: { 'Content-Type': contentType } } }
}

async function presign(
  { target }: Destination,
  { path, contentType, sizeBytes }: SessionDraft,
): Promise<PresignedPut | null> {
  if (!target.presign) return null
  const size = sizeBytes === null ? {} : { sizeBytes }
  const expiresSeconds = SESSION_SECONDS
  const { url, headers } = await target.presign(path, { contentType, ...size, expiresSeconds })
  const saysType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  return { url, headers: saysType ? headers : { ...headers, 'Content-Type': contentType } }
}

const MiB = 2 ** 20
const LEAST_PART = 16 * MiB
/** S3's limit. */
const MOST_PARTS = 10_000

/** All parts but the last have this size. */
export function partSizeOf(sizeBytes: number): number {
  return Math.max(LEAST_PART, Math.ceil(sizeBytes / MOST_PARTS / MiB) * MiB)
}

async function openParts(
  needs: UploadNeeds,
  { target }: Destination,
  draft: SessionDraft,
  parts: PartUploads,
): Promise<OpenedSession> {
  const { path, contentType } = draft
  const providerUploadId = await parts.begin(path, { contentType })
  const partSize = partSizeOf(draft.sizeBytes ?? 0)
  try {
    const session = await createSession(needs.db, {
      ...draft,
      way: 'parts',
      partSize,
      providerUploadId,
    })
    return { session, put: null }
  } catch (error) {
    await target.parts?.abort(path, providerUploadId).catch(() => {})
    throw error
  }
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Whether this is the token of the session's own address. */
export function isToken({ tokenHash }: UploadSession, token: string): boolean {
  return tokenHash !== null && timingSafeEqual(tokenHash, hashToken(token))
}
