import { azureOrigin } from './azure/azure.ts'
import { azureTarget } from './azure/target.ts'
import { gcsTarget } from './gcs/target.ts'
import { webFolder } from './http/web-folder.ts'
import { webProxy } from './http/web-proxy.ts'
import { localFolder } from './local/local-folder.ts'
import { localTarget } from './local/target.ts'
import type { NetworkAllowList } from './network-guard.ts'
import type { ListableOrigin, Origin } from './origin.ts'
import type {
  AzureOriginConfig,
  LocalConfig,
  OriginConfig,
  S3OriginConfig,
} from './origin-config.ts'
import { s3Origin } from './s3/s3.ts'
import { s3Target } from './s3/target.ts'
import type { UploadTarget } from './upload-target.ts'

type ListableConfig = LocalConfig | S3OriginConfig | AzureOriginConfig

export interface OriginOptions {
  allowPrivate: NetworkAllowList
  /** Without a byte in either direction, and until an answer begins. */
  idleSeconds?: number
}

/**
 * Opens where the originals of one source live. Nothing is asked of it yet.
 * @throws Failure `invalid_parameter` for settings that can't be right
 */
export function openOrigin(config: ListableConfig, options: OriginOptions): ListableOrigin
export function openOrigin(config: OriginConfig, options: OriginOptions): Origin
export function openOrigin(
  config: OriginConfig,
  { allowPrivate, idleSeconds = 60 }: OriginOptions,
): Origin {
  if (config.type === 'local') return localFolder(config.root)
  if (config.type === 's3') return s3Origin(config, { allowPrivate, idleSeconds })
  if (config.type === 'webfolder') return webFolder(config, { allowPrivate, idleSeconds })
  if (config.type === 'webproxy') return webProxy(config, { allowPrivate, idleSeconds })
  return azureOrigin(config, { allowPrivate, idleSeconds })
}

/**
 * Opens the same place for writing, with the upload credentials in the config.
 * @returns null for what can only be read
 * @throws Failure `invalid_parameter` for settings that can't be right
 */
export function openUploadTarget(
  config: OriginConfig,
  { allowPrivate, idleSeconds = 60 }: OriginOptions,
): UploadTarget | null {
  if (config.type === 'local') return localTarget(config.root)
  if (config.type === 's3') {
    const open = config.dialect === 'gcs' ? gcsTarget : s3Target
    return open(config, { allowPrivate, idleSeconds })
  }
  if (config.type === 'azure') return azureTarget(config, { allowPrivate, idleSeconds })
  return null
}
