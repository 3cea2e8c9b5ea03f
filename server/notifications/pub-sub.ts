import { member, textAt } from './json-members.ts'
import type { Dialect, ObjectHint } from './notice.ts'

/**
 * Google, "Pub/Sub notifications for Cloud Storage", as a push subscription posts them: wrapped in a message
 * whose attributes name the object, or unwrapped, which is the object's own JSON.
 */
export const readPubSub: Dialect = (body) => {
  const message = member(body, 'message')
  if (typeof message !== 'object' || message === null) {
    return textAt(body, 'kind') === 'storage#object' ? toNotice(readObject(body)) : null
  }
  const key = textAt(message, 'attributes', 'objectId')
  if (key === null) return toNotice(readData(textAt(message, 'data')))
  return toNotice({ bucket: textAt(message, 'attributes', 'bucketId'), key })
}

function toNotice(object: ObjectHint | null) {
  return { kind: 'files' as const, objects: object ? [object] : [] }
}

function readData(data: string | null): ObjectHint | null {
  try {
    return readObject(JSON.parse(Buffer.from(data ?? '', 'base64').toString()))
  } catch {
    return null
  }
}

function readObject(object: unknown): ObjectHint | null {
  const key = textAt(object, 'name')
  return key === null ? null : { bucket: textAt(object, 'bucket'), key }
}
