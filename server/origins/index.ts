import { Failure } from '../lib/failures.ts'
import { localFolder } from './local-folder.ts'
import type { NetworkAllowList } from './network-guard.ts'
import type { Origin } from './origin.ts'

export type OriginConfig = { type: 'local'; root: string } | S3OriginConfig

export interface S3OriginConfig {
  type: 's3'
  bucket: string
  /** The folder in the bucket that is the root; slashes around it do not matter. */
  prefix: string
  /** null: the SDK's own setting, or us-east-1 with an endpoint. */
  region: string | null
  /** null: AWS. */
  endpoint: string | null
  /** The bucket in the path instead of in the host name; by default so with an endpoint. */
  pathStyle?: boolean
  /** null: the SDK's own chain (environment, files, roles of the machine). */
  credentials: { accessKeyId: string; secretAccessKey: string } | null
}

/** Opens where the originals of one source live. Nothing is asked of it yet. */
export function openOrigin(
  config: OriginConfig,
  _options: { allowPrivate: NetworkAllowList },
): Origin {
  if (config.type === 'local') return localFolder(config.root)
  throw new Failure('internal', 'S3 comes next.')
}
