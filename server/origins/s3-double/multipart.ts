import { randomUUID } from 'node:crypto'
import {
  escapeXml,
  notImplemented,
  preconditionFailed,
  readTags,
  readTexts,
  S3Refusal,
  sendXml,
  writeTags,
} from './answer.ts'
import type { ObjectHeaders } from './bucket.ts'
import { joinContents, type StoredContent } from './content.ts'
import { type Exchange, receiveContent, receiveXml } from './exchange.ts'

/** An object that arrives in parts. */
export interface PartsUpload {
  key: string
  headers: ObjectHeaders
  begunAt: Date
  /** By number. */
  parts: Map<number, { content: StoredContent; arrivedAt: Date }>
}

const MIN_PART_BYTES = 5 * 2 ** 20
const MAX_PARTS = 10_000

export function beginParts({ bucket, seen, response }: Exchange, headers: ObjectHeaders): void {
  const uploadId = randomUUID()
  bucket.uploads.set(uploadId, { key: seen.key, headers, begunAt: new Date(), parts: new Map() })
  const tags = writeTags('Bucket', [seen.bucket]) + writeTags('Key', [seen.key])
  sendXml(
    response,
    document('InitiateMultipartUploadResult', tags + writeTags('UploadId', [uploadId])),
  )
}

export async function putPart(exchange: Exchange): Promise<void> {
  const { seen, request, response } = exchange
  const number = Number(seen.query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    const message = `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`
    throw new S3Refusal(400, 'InvalidArgument', message)
  }
  if (request.headers['x-amz-copy-source'] !== undefined) throw notImplemented()
  findUpload(exchange)
  const content = await receiveContent(exchange)
  const { parts } = requireUpload(exchange, content)
  parts.get(number)?.content.remove()
  parts.set(number, { content, arrivedAt: new Date() })
  response.writeHead(200, { etag: `"${content.md5}"` }).end()
}

/** It may have been aborted while the part came. */
function requireUpload(exchange: Exchange, content: StoredContent): PartsUpload {
  try {
    return findUpload(exchange)
  } catch (error) {
    content.remove()
    throw error
  }
}

export function listParts(exchange: Exchange): void {
  const { seen, response } = exchange
  const { parts } = findUpload(exchange)
  const after = Number(seen.query.get('part-number-marker') ?? 0)
  const maxParts = Math.min(Number(seen.query.get('max-parts') ?? 1000), 1000)
  const rest = [...parts].filter(([number]) => number > after).sort(([a], [b]) => a - b)
  const page = rest.slice(0, maxParts)
  const last = page.at(-1)?.[0] ?? 0
  const tags = page.map(
    ([number, { content, arrivedAt }]) =>
      `<Part><PartNumber>${number}</PartNumber><LastModified>${arrivedAt.toISOString()}</LastModified><ETag>&quot;${content.md5}&quot;</ETag><Size>${content.sizeBytes}</Size></Part>`,
  )
  const head = `${writeTags('Bucket', [seen.bucket])}${writeTags('Key', [seen.key])}${writeTags('UploadId', [uploadIdOf(exchange)])}<PartNumberMarker>${after}</PartNumberMarker><NextPartNumberMarker>${last}</NextPartNumberMarker><MaxParts>${maxParts}</MaxParts><IsTruncated>${rest.length > page.length}</IsTruncated>`
  sendXml(response, document('ListPartsResult', head + tags.join('')))
}

export async function completeParts(exchange: Exchange): Promise<void> {
  const { bucket, seen, request, response, traits } = exchange
  findUpload(exchange)
  const wanted = readPartList(await receiveXml(exchange))
  const upload = findUpload(exchange)
  const contents = checkParts(upload, wanted)
  const condition = request.headers['if-none-match']
  if (condition !== undefined && condition !== '*') throw notImplemented()
  if (condition === '*' && traits.completeWhenTaken !== null && bucket.find(seen.key)) {
    throw preconditionFailed(traits.completeWhenTaken)
  }
  const joined = joinContents(contents)
  const etag = `${joined.md5}-${contents.length}`
  bucket.store(seen.key, joined, upload.headers, etag)
  bucket.uploads.delete(uploadIdOf(exchange))
  for (const { content } of upload.parts.values()) if (!contents.includes(content)) content.remove()
  const tags = writeTags('Bucket', [seen.bucket]) + writeTags('Key', [seen.key])
  const etagTag = traits.completeTellsEtag ? writeTags('ETag', [`"${etag}"`]) : '<ETag></ETag>'
  sendXml(response, document('CompleteMultipartUploadResult', tags + etagTag))
}

function readPartList(xml: string): { number: number; etag: string }[] {
  const parts = readTags(xml, 'Part').map((part) => {
    const [[number = ''], [etag = '']] = [readTexts(part, 'PartNumber'), readTexts(part, 'ETag')]
    return { number: Number(number), etag: etag.replaceAll('"', '') }
  })
  if (parts.length > 0 && parts.every(({ number }) => Number.isInteger(number))) return parts
  throw new S3Refusal(400, 'MalformedXML', 'The XML you provided was not well-formed.')
}

function checkParts(
  { parts }: PartsUpload,
  wanted: readonly { number: number; etag: string }[],
): StoredContent[] {
  if (wanted.some(({ number }, at) => number <= (wanted[at - 1]?.number ?? 0))) {
    const message = 'The list of parts was not in ascending order.'
    throw new S3Refusal(400, 'InvalidPartOrder', message)
  }
  const contents = wanted.map(({ number, etag }) => {
    const content = parts.get(number)?.content
    if (content?.md5 === etag) return content
    throw new S3Refusal(
      400,
      'InvalidPart',
      'One or more of the specified parts could not be found.',
    )
  })
  if (contents.slice(0, -1).some(({ sizeBytes }) => sizeBytes < MIN_PART_BYTES)) {
    const message = 'Your proposed upload is smaller than the minimum allowed size'
    throw new S3Refusal(400, 'EntityTooSmall', message)
  }
  return contents
}

export function abortParts(exchange: Exchange): void {
  const { parts } = findUpload(exchange)
  for (const { content } of parts.values()) content.remove()
  exchange.bucket.uploads.delete(uploadIdOf(exchange))
  exchange.response.writeHead(204).end()
}

/** All in one page. */
export function listUploads({ bucket, seen, response }: Exchange): void {
  const prefix = seen.query.get('prefix') ?? ''
  const uploads = [...bucket.uploads].filter(([, { key }]) => key.startsWith(prefix))
  const tags = uploads.map(
    ([id, { key, begunAt }]) =>
      `<Upload>${writeTags('Key', [key])}${writeTags('UploadId', [id])}<Initiated>${begunAt.toISOString()}</Initiated></Upload>`,
  )
  const head = `${writeTags('Bucket', [seen.bucket])}<Prefix>${escapeXml(prefix)}</Prefix><MaxUploads>1000</MaxUploads><IsTruncated>false</IsTruncated>`
  sendXml(response, document('ListMultipartUploadsResult', head + tags.join('')))
}

function findUpload(exchange: Exchange): PartsUpload {
  const upload = exchange.bucket.uploads.get(uploadIdOf(exchange))
  if (upload && upload.key === exchange.seen.key) return upload
  throw new S3Refusal(404, 'NoSuchUpload', 'The specified multipart upload does not exist.')
}

function uploadIdOf({ seen }: Exchange): string {
  return seen.query.get('uploadId') ?? ''
}

function document(name: string, tags: string): string {
  return `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${tags}</${name}>`
}
