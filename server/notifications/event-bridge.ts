import { textAt } from './json-members.ts'
import type { Dialect } from './notice.ts'

/** Amazon S3, "EventBridge event message structure", through an API destination. Keys are not encoded. */
export const readEventBridge: Dialect = (body) => {
  if (textAt(body, 'detail-type') === null || textAt(body, 'source') === null) return null
  const key = textAt(body, 'detail', 'object', 'key')
  const bucket = textAt(body, 'detail', 'bucket', 'name')
  return { kind: 'files', objects: key === null ? [] : [{ bucket, key }] }
}
