import { limitRecords, textAt } from './json-members.ts'
import type { Dialect, ObjectHint } from './notice.ts'

const VALIDATION = 'Microsoft.EventGrid.SubscriptionValidationEvent'

/**
 * Azure Event Grid, "Azure Blob Storage as an Event Grid source", in its own schema (a list of events) and as
 * CloudEvents (one, or a list). The handshake of CloudEvents is an OPTIONS request, which has no body.
 */
export const readEventGrid: Dialect = (body) => {
  const events = limitRecords(Array.isArray(body) ? body : [body])
  if (!events.some((event) => typeOf(event)?.startsWith('Microsoft.'))) return null
  for (const event of events) {
    const code = textAt(event, 'data', 'validationCode')
    if (typeOf(event) === VALIDATION && code !== null) {
      return { kind: 'answer', body: { validationResponse: code } }
    }
  }
  const objects = events.map(readEvent)
  return { kind: 'files', objects: objects.filter((object) => object !== null) }
}

function typeOf(event: unknown): string | null {
  return textAt(event, 'eventType') ?? textAt(event, 'type')
}

const SUBJECT = /^\/blobServices\/default\/containers\/([^/]+)\/blobs\/(.+)$/s

function readEvent(event: unknown): ObjectHint | null {
  const [, bucket, key] = SUBJECT.exec(textAt(event, 'subject') ?? '') ?? []
  return bucket !== undefined && key !== undefined ? { bucket, key } : null
}
