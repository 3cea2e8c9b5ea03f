import type { RightCheck, SourceUploads } from '../../contract/resources.ts'
import type { PresetDeployment } from './presets/preset.ts'
import { presetOf } from './presets/presets.ts'
import type { OverwriteRefusal } from './upload-target.ts'

/** From this size on a file goes in parts, where they are safe: smaller ones are sent anew as quickly. */
const PARTS_FROM_BYTES = 64 * 2 ** 20

/** What of a Source decides about uploads. */
interface UploadSource {
  enabled: boolean
  deployment: PresetDeployment
  uploads: {
    credentials: object | null
    overwriting: OverwriteRefusal | null
    parts_refuse: boolean
    checks: readonly RightCheck[] | null
  }
}

export type UploadPlan = Pick<
  SourceUploads,
  'allowed' | 'reason' | 'way' | 'max_bytes' | 'parts_from_bytes' | 'needs_cors'
>

/**
 * Whether and how files get into a Source: the one place that decides it.
 * Bytes go straight to the storage only when it was seen to refuse to overwrite. Otherwise they go through
 * Vitrine, which looks first, under a lock.
 */
export function planUploads({ enabled, deployment, uploads }: UploadSource): UploadPlan {
  const { about } = presetOf(deployment)
  if (about.uploads === 'none') {
    return { ...NO_WAY, reason: `A ${about.name} can only be read.` }
  }
  const isDirect = about.uploads === 'direct' && uploads.overwriting === 'refuses'
  const reason = enabled ? findObstacle(about.upload_members.length > 0, uploads) : PAUSED
  return {
    allowed: reason === null,
    reason,
    way: isDirect ? 'direct' : 'through_vitrine',
    max_bytes: about.max_upload_bytes,
    parts_from_bytes: isDirect && uploads.parts_refuse ? PARTS_FROM_BYTES : null,
    needs_cors: isDirect && about.needs_cors,
  }
}

const NO_WAY: UploadPlan = {
  allowed: false,
  reason: null,
  way: 'none',
  max_bytes: null,
  parts_from_bytes: null,
  needs_cors: false,
}

const PAUSED = 'This Source is paused.'

function findObstacle(
  needsCredentials: boolean,
  { credentials, checks }: UploadSource['uploads'],
): string | null {
  if (needsCredentials && credentials === null) {
    return 'There are no credentials for uploads yet.'
  }
  // Which pages may send to the bucket says nothing of the credentials.
  const failed = checks?.find(({ right, state }) => state === 'failed' && right !== 'cors')
  return failed?.detail ?? null
}
