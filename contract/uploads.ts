/** What the API and the web app agree on about files that come in. */

/** imgix, Asset Manager: EXPIRED, CANCELED and ERRORED are spelled as we think. */
export type UploadSessionStatus =
  | 'PENDING'
  | 'CLOSED'
  | 'COMPLETE'
  | 'EXPIRED'
  | 'CANCELED'
  | 'ERRORED'

/** imgix, Management API: upload sessions. Dates are Unix seconds. */
export interface UploadSessionAttributes {
  id: string
  origin_path: string
  source_id: string
  status: UploadSessionStatus
  date_created: number
  date_modified: number
  date_expires: number
  /** Where to PUT the bytes; only in the answer that opened the session, and not for parts. */
  url?: string
  /* Ours from here on. */
  /** To be sent with the PUT; without them the storage refuses. With `url`. */
  headers?: Record<string, string>
  /** Why it is EXPIRED or ERRORED. */
  reason: string | null
  /** Whether the bytes go straight to the storage. */
  direct: boolean
  /** Bytes of every part but the last; null: all in one. */
  part_size: number | null
}

/** Ours: one part to be sent. The id is `<session>/<number>`. */
export interface UploadPartAttributes {
  number: number
  /** null when it has arrived. */
  url: string | null
  headers: Record<string, string>
  size: number | null
  etag: string | null
}

/** Ours: what a look at a failed upload found. */
export type UploadTrouble =
  | 'cors'
  | 'expired'
  | 'clock'
  | 'permission'
  | 'exists'
  | 'too_large'
  | 'network'
  | 'unreachable'
  | 'arrived'
  | 'unknown'
export interface UploadDiagnosisAttributes {
  trouble: UploadTrouble
  detail: string
  advice: string | null
}

/** Ours: which of the paths that were asked about are taken. With leading slashes. */
export interface UploadCheckAttributes {
  taken: string[]
  /** Path → why nothing can be there. */
  invalid: Record<string, string>
}
