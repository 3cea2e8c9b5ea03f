/** The JSON:API envelope, as imgix's clients expect it. */

export interface Resource<Type extends string, Attributes> {
  id: string
  type: Type
  attributes: Attributes
}

export interface Cursor {
  current: string
  hasMore: boolean
  next: string | null
  /** A decimal number as text: imgix's plugins parse it. */
  totalRecords: string
  /** Ours: true when `totalRecords` is an estimate. */
  totalIsEstimate?: boolean
  /** Ours: true while the index of an older Vitrine is renewed, in which newer filters may miss assets. */
  indexIsRenewing?: boolean
  /** Ours: opaque keyset cursor of the next page, for `page[after]`. */
  after?: string | null
}

export interface Pagination {
  currentPage: number
  hasNextPage: boolean
  hasPreviousPage: boolean
  nextPage: number | null
  pageSize: number
  previousPage: number | null
  totalPages: number
  totalRecords: number
}

export interface Meta {
  authentication: {
    authorized: boolean
    clientId: null
    mode: 'PUBLIC_APIKEY'
    modeTitle: string
    tag: string | null
    user: null
  }
  server: {
    commit: string
    status: { healthy: boolean; read_only: boolean; tombstone: boolean }
    version: string
  }
  pagination?: Pagination
  cursor?: Cursor
}

export interface Document<Data> {
  data: Data
  included: []
  jsonapi: { version: '1.0' }
  meta: Meta
}

export interface ApiError {
  id: string
  status: string
  title: string
  detail: string
  /** JSON:API: which member or parameter is wrong. */
  source?: { pointer?: string; parameter?: string }
  meta: Record<string, unknown>
}

export interface ErrorDocument {
  errors: ApiError[]
  jsonapi: { version: '1.0' }
  meta: Meta
}
