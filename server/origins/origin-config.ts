/** What opens an Origin, secrets included: one shape for each protocol. presets.ts makes them of deployments. */
export type OriginConfig =
  | LocalConfig
  | S3OriginConfig
  | AzureOriginConfig
  | WebFolderConfig
  | WebProxyConfig

export interface LocalConfig {
  type: 'local'
  root: string
}

export interface S3OriginConfig {
  type: 's3'
  /** `gcs`: uploads are signed as GOOG4, since Google ignores the condition that S3 has. Absent: `s3`. */
  dialect?: 's3' | 'gcs'
  bucket: string
  /** The folder in the bucket that is the root; slashes around it do not matter. */
  prefix: string
  /** null: the SDK's own setting; with an endpoint us-east-1, which most providers take for any. */
  region: string | null
  /** An http or https address; null: AWS. */
  endpoint: string | null
  /** The bucket in the path instead of in the host name; by default so with an endpoint. */
  pathStyle?: boolean
  /** null: the SDK's own chain (environment, files, the role of the machine). */
  credentials: { accessKeyId: string; secretAccessKey: string } | null
}

export interface AzureOriginConfig {
  type: 'azure'
  account: string
  container: string
  /** As S3OriginConfig's. */
  prefix: string
  /** A shared access signature, with or without its question mark. */
  sas: string
  /** null: https://<account>.blob.core.windows.net. */
  endpoint: string | null
}

interface WebConfig {
  /** HTTP Basic; null for none. */
  credentials: { username: string; password: string } | null
  /** Hosts that may be redirected to, besides the one that was asked. A leading `*.` stands for names below. */
  redirectHosts: readonly string[]
}

export interface WebFolderConfig extends WebConfig {
  type: 'webfolder'
  /** Origin paths are put behind it. */
  baseUrl: string
}

/** Origin paths are whole http or https addresses. */
export interface WebProxyConfig extends WebConfig {
  type: 'webproxy'
}
