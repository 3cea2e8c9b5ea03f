import { limitRecords, member, textAt } from './json-members.ts'
import type { Notice, ObjectHint } from './notice.ts'

/**
 * Amazon S3, "Event message structure", as it comes out of an SNS topic with raw delivery, and as Ceph and
 * MinIO post it themselves.
 */
export function readS3Records(body: unknown): Notice | null {
  // Sent once when a bucket's notifications are set up.
  if (textAt(body, 'Event') === 's3:TestEvent') return { kind: 'files', objects: [] }
  const records = member(body, 'Records')
  if (!Array.isArray(records)) return null
  const objects = limitRecords(records).map(readRecord)
  return { kind: 'files', objects: objects.filter((object) => object !== null) }
}

function readRecord(record: unknown): ObjectHint | null {
  const key = textAt(record, 's3', 'object', 'key')
  if (key === null) return null
  // Ceph writes keys as they are. Measured: RGW 16.2.
  const isPlain = textAt(record, 'eventSource') === 'ceph:s3'
  return { bucket: textAt(record, 's3', 'bucket', 'name'), key: isPlain ? key : decodeKey(key) }
}

/** Amazon S3: "the object key name value is URL encoded", a space as a plus. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', '%20'))
  } catch {
    return key
  }
}
