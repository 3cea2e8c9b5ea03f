import { localFolder } from './local-folder.ts'
import type { NetworkAllowList } from './network-guard.ts'
import type { Origin } from './origin.ts'
import { s3Origin } from './s3.ts'
import type { S3OriginConfig } from './s3-client.ts'

export type OriginConfig = { type: 'local'; root: string } | S3OriginConfig

/**
 * Opens where the originals of one source live. Nothing is asked of it yet.
 * @throws Failure `invalid_parameter` for settings that can't be right
 */
export function openOrigin(
  config: OriginConfig,
  { allowPrivate, idleSeconds = 60 }: { allowPrivate: NetworkAllowList; idleSeconds?: number },
): Origin {
  if (config.type === 'local') return localFolder(config.root)
  return s3Origin(config, { allowPrivate, idleSeconds })
}
