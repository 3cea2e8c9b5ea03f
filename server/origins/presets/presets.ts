import type { SourceType } from '../../../contract/resources.ts'
import type { OriginConfig } from '../origin-config.ts'
import { azure } from './azure.ts'
import { cloudflareR2, digitalOcean, linode, otherS3, wasabi } from './compatible.ts'
import { gcs } from './gcs.ts'
import { localFolderPreset } from './local.ts'
import type { Preset, PresetDeployment, Secrets } from './preset.ts'
import { s3 } from './s3.ts'
import { webFolder, webProxy } from './web.ts'

/** Every kind of storage, in the order in which people are shown them. */
export const PRESETS: readonly Preset[] = [
  s3,
  gcs,
  azure,
  digitalOcean,
  cloudflareR2,
  wasabi,
  linode,
  otherS3,
  webFolder,
  webProxy,
  localFolderPreset,
]

export const SOURCE_TYPES = [...new Set(PRESETS.map(({ about }) => about.type))]

/** imgix's values of `storage_provider`, and ours. */
export const STORAGE_PROVIDERS = PRESETS.flatMap(({ about }) => about.storage_provider ?? [])

/** The one that a deployment goes by; a provider that is not known is any other. */
export function presetOf({
  type,
  storage_provider: provider,
}: {
  type: SourceType
  storage_provider?: string | null
}): Preset {
  const ofType = PRESETS.filter(({ about }) => about.type === type)
  const named = ofType.find(({ about }) => about.storage_provider === (provider ?? null))
  const found = named ?? ofType.at(-1)
  if (!found) throw new Error(`There is no preset for ${type}.`)
  return found
}

/** What opens the Origin for reading. */
export function originConfigOf(deployment: PresetDeployment, secrets: Secrets): OriginConfig {
  return presetOf(deployment).toConfig(deployment, secrets)
}

/**
 * What opens the same place for writing.
 * @param credentials what is no secret of the upload credentials, null for none
 * @returns null where nothing can be written, or not without credentials that are not there
 */
export function uploadConfigOf(
  deployment: PresetDeployment,
  credentials: object | null,
  secrets: Secrets,
): OriginConfig | null {
  const found = presetOf(deployment)
  const { uploads, upload_members: members } = found.about
  if (uploads === 'none') return null
  if (members.length === 0) return found.toConfig(deployment, {})
  if (credentials === null) return null
  const own = Object.fromEntries(members.map(({ name }) => [name, undefined]))
  // The keys that read are never used to write.
  return found.toConfig({ ...deployment, ...own, ...credentials }, secrets)
}
