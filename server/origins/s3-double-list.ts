import type { DoubleBucket, StoredObject } from './s3-double-bucket.ts'
import { S3Refusal } from './s3-double-signature.ts'

interface Page {
  objects: StoredObject[]
  commonPrefixes: string[]
  /** The last key or common prefix of a page that is not the last one. */
  last: string | null
}

/** Answers ListObjectsV2 as XML. `opaqueTokens`: AWS hides the last key in its token, Ceph does not. */
export function listObjects(
  name: string,
  bucket: DoubleBucket,
  query: URLSearchParams,
  opaqueTokens: boolean,
): string {
  if (query.get('list-type') !== '2')
    throw new S3Refusal(501, 'NotImplemented', 'ListObjectsV2 only.')
  const token = query.get('continuation-token')
  const after = token === null ? (query.get('start-after') ?? '') : readToken(token, opaqueTokens)
  const maxKeys = Math.min(readMaxKeys(query.get('max-keys')), 1000)
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const page = planPage(bucket, { prefix, delimiter, after, maxKeys })
  const inUrls = query.get('encoding-type') === 'url'
  const write = (key: string) => escapeXml(inUrls ? encodeKey(key) : key)
  const nextToken = page.last !== null && writeToken(page.last, opaqueTokens)
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escapeXml(name)}</Name><Prefix>${write(prefix)}</Prefix><KeyCount>${page.objects.length + page.commonPrefixes.length}</KeyCount><MaxKeys>${maxKeys}</MaxKeys>${inUrls ? '<EncodingType>url</EncodingType>' : ''}<IsTruncated>${page.last !== null}</IsTruncated>${nextToken ? `<NextContinuationToken>${escapeXml(nextToken)}</NextContinuationToken>` : ''}${page.objects.map((object) => writeObject(object, write)).join('')}${page.commonPrefixes.map((common) => `<CommonPrefixes><Prefix>${write(common)}</Prefix></CommonPrefixes>`).join('')}</ListBucketResult>`
}

function planPage(
  bucket: DoubleBucket,
  wanted: { prefix: string; delimiter: string; after: string; maxKeys: number },
): Page {
  const { prefix, delimiter, after, maxKeys } = wanted
  const page: Page = { objects: [], commonPrefixes: [], last: null }
  let last = after
  // Keys below the prefix stand together: nothing before it, nothing behind the first without it.
  const first = Buffer.compare(Buffer.from(after), Buffer.from(prefix)) > 0 ? after : prefix
  for (const object of bucket.from(first)) {
    if (object.key === after) continue
    if (!object.key.startsWith(prefix)) break
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length)
    const common = end === -1 ? null : object.key.slice(0, end + delimiter.length)
    if (common !== null && (common === last || (common === after && after !== ''))) continue
    if (page.objects.length + page.commonPrefixes.length === maxKeys) return { ...page, last }
    if (common === null) page.objects.push(object)
    else page.commonPrefixes.push(common)
    last = common ?? object.key
  }
  return page
}

function readMaxKeys(text: string | null): number {
  if (text === null) return 1000
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new S3Refusal(400, 'InvalidArgument', 'max-keys is not a number.')
}

function readToken(token: string, opaque: boolean): string {
  return opaque ? Buffer.from(token, 'base64').toString() : token
}

function writeToken(key: string, opaque: boolean): string {
  return opaque ? Buffer.from(key).toString('base64') : key
}

function writeObject(object: StoredObject, write: (key: string) => string): string {
  return `<Contents><Key>${write(object.key)}</Key><LastModified>${object.modifiedAt.toISOString()}</LastModified><ETag>&quot;${object.etag}&quot;</ETag><Size>${object.sizeBytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`
}

/** AWS writes a space as a plus here, and leaves slashes. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}

export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: S3 writes them as character references.
  return text.replace(/[&<>"\u0000-\u001f]/g, (char) => `&#${char.charCodeAt(0)};`)
}
