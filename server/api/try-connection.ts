import type { Kysely } from 'kysely'
import type { RightCheck } from '../../contract/resources.ts'
import { openSecrets } from '../catalog/source-secrets.ts'
import { type Source, updateSource } from '../catalog/sources.ts'
import type { Database, StoredUploads } from '../db/tables.ts'
import { isFailure } from '../lib/failures.ts'
import type { SecretBox } from '../lib/secret-box.ts'
import { checkReading, checkWriting } from '../origins/check-rights.ts'
import { openOrigin, openUploadTarget } from '../origins/index.ts'
import type { NetworkAllowList } from '../origins/network-guard.ts'
import type { OriginConfig } from '../origins/origin-config.ts'
import type { PresetDeployment } from '../origins/presets/preset.ts'
import { presetOf, uploadConfigOf } from '../origins/presets/presets.ts'
import type { WriteProbe } from '../origins/upload-target.ts'

interface TryNeeds {
  db: Kysely<Database>
  secretBox: SecretBox
  allowPrivate: NetworkAllowList
  findBucketRegion(bucket: string): Promise<string | null>
  sourceChanged(): Promise<void>
}

/** Until an answer begins, each time that the storage is asked something. */
export const IDLE_SECONDS = 10
export const TEST_SECONDS = 45
/** Somebody waits for what they have saved. */
const SAVE_SECONDS = 15

export interface Uploading {
  config: OriginConfig
  needsCors: boolean
}

interface TimeLimit {
  signal: AbortSignal
  seconds: number
}

export async function tryReading(
  { allowPrivate }: TryNeeds,
  config: OriginConfig,
  { signal, seconds }: TimeLimit,
): Promise<RightCheck[]> {
  const deadline = AbortSignal.timeout(seconds * 1000)
  const origin = openOrigin(config, { allowPrivate, idleSeconds: IDLE_SECONDS })
  try {
    return await checkReading(origin, AbortSignal.any([signal, deadline]))
  } catch (error) {
    if (deadline.aborted && !signal.aborted) return [tooSlow('list', seconds)]
    throw error
  } finally {
    await origin.close()
  }
}

interface WriteTest {
  checks: RightCheck[]
  probe: WriteProbe | null
}

export async function tryWriting(
  { allowPrivate }: TryNeeds,
  { config, needsCors }: Uploading,
  { signal, seconds, pageOrigin }: TimeLimit & { pageOrigin: string | null },
): Promise<WriteTest | null> {
  const target = openUploadTarget(config, { allowPrivate, idleSeconds: IDLE_SECONDS })
  if (target === null) return null
  const deadline = AbortSignal.timeout(seconds * 1000)
  try {
    const options = { pageOrigin, needsCors, allowPrivate }
    return await checkWriting(target, options, AbortSignal.any([signal, deadline]))
  } catch (error) {
    if (deadline.aborted && !signal.aborted) {
      return { checks: [tooSlow('write', seconds)], probe: null }
    }
    throw error
  } finally {
    await target.close()
  }
}

function tooSlow(right: RightCheck['right'], seconds: number): RightCheck {
  const advice = 'Check the address, and whether this server may reach it. Then test again.'
  return { ...failed(right, `There was no complete answer within ${seconds} seconds.`), advice }
}

function failed(right: RightCheck['right'], detail: string): RightCheck {
  return { right, state: 'failed', detail, advice: null, milliseconds: null }
}

/** With the region, where it was left out and can be found. */
export async function addRegion<Deployment extends PresetDeployment>(
  { findBucketRegion }: Pick<TryNeeds, 'findBucketRegion'>,
  deployment: Deployment,
): Promise<Deployment> {
  const bucket = presetOf(deployment).bucketWithoutRegion?.(deployment) ?? null
  const region = bucket === null ? null : await findBucketRegion(bucket)
  return region === null ? deployment : { ...deployment, region }
}

/** @throws Failure `invalid_parameter` for settings that can't be right, before they are stored */
export async function checkOpens(
  { allowPrivate }: Pick<TryNeeds, 'allowPrivate'>,
  config: OriginConfig,
): Promise<void> {
  await openOrigin(config, { allowPrivate }).close()
}

/**
 * Tries upload credentials that were saved a moment ago, and keeps what came of it. A storage that does not
 * answer shows in the Source; it stops nobody from saving.
 */
export async function testSavedUploads(
  needs: TryNeeds,
  source: Source,
  { signal, pageOrigin }: { signal: AbortSignal; pageOrigin: string | null },
): Promise<Source> {
  const { deployment, uploads } = source
  const secrets = openSecrets(needs.secretBox, source).upload
  const config = uploadConfigOf(deployment, uploads.credentials, secrets)
  if (config === null) return source
  const needsCors = presetOf(deployment).about.needs_cors
  const limit = { signal, seconds: SAVE_SECONDS, pageOrigin }
  const written = await tryWriting(needs, { config, needsCors }, limit).catch((error) => {
    if (!isFailure(error)) throw error
    return { checks: [failed('write', error.detail)], probe: null }
  })
  return written === null ? source : await keepWriteTest(needs, source, written)
}

export async function keepWriteTest(
  { db, secretBox, sourceChanged }: TryNeeds,
  { accountId, publicId, ...tested }: Source,
  { checks, probe }: WriteTest,
): Promise<Source> {
  const measured: Partial<StoredUploads> = {
    checks,
    // What was measured before stays true while the storage does not answer.
    ...(probe && { overwriting: probe.overwriting, parts_refuse: probe.partsRefuse }),
    date_checked: Math.floor(Date.now() / 1000),
  }
  const kept = await updateSource(db, secretBox, { accountId, publicId }, (present) => {
    const isSame =
      JSON.stringify(present.deployment) === JSON.stringify(tested.deployment) &&
      Buffer.compare(
        present.sealedUploadSecrets ?? Buffer.alloc(0),
        tested.sealedUploadSecrets ?? Buffer.alloc(0),
      ) === 0
    // Somebody was quicker: what was tried is not there any more.
    return isSame ? { uploads: { ...present.uploads, ...measured } } : {}
  })
  await sourceChanged()
  return kept
}
