import { escapeXml, S3Refusal, writeTags } from './answer.ts'
import { compareBytes, type DoubleBucket, type StoredObject } from './bucket.ts'
import type { S3Traits } from './profile.ts'

interface Page {
  objects: StoredObject[]
  commonPrefixes: string[]
  /** The last key or common prefix of a page that is not the last one. */
  last: string | null
}

/** @returns the answer to ListObjectsV2 */
export function listObjects(
  name: string,
  bucket: DoubleBucket,
  query: URLSearchParams,
  traits: S3Traits,
): string {
  if (query.get('list-type') !== '2')
    throw new S3Refusal(501, 'NotImplemented', 'ListObjectsV2 only.')
  const token = query.get('continuation-token')
  const after =
    token === null ? (query.get('start-after') ?? '') : readToken(token, traits.opaqueTokens)
  const maxKeys = Math.min(readMaxKeys(query.get('max-keys')), traits.maxKeys)
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const page = planPage(bucket, { prefix, delimiter, after, maxKeys })
  const inUrls = query.get('encoding-type') === 'url'
  const write = (key: string) => escapeXml(inUrls ? encodeKey(key) : key)
  const next = page.last === null ? [] : [writeToken(page.last, traits.opaqueTokens)]
  const contents = page.objects.map((object) => writeObject(object, write, traits))
  const prefixes = page.commonPrefixes.map(
    (common) => `<CommonPrefixes><Prefix>${write(common)}</Prefix></CommonPrefixes>`,
  )
  return `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escapeXml(name)}</Name><Prefix>${write(prefix)}</Prefix><KeyCount>${contents.length + prefixes.length}</KeyCount><MaxKeys>${maxKeys}</MaxKeys>${inUrls ? '<EncodingType>url</EncodingType>' : ''}<IsTruncated>${page.last !== null}</IsTruncated>${writeTags('NextContinuationToken', next)}${contents.join('')}${prefixes.join('')}</ListBucketResult>`
}

function planPage(
  bucket: DoubleBucket,
  wanted: { prefix: string; delimiter: string; after: string; maxKeys: number },
): Page {
  const { prefix, delimiter, after, maxKeys } = wanted
  const page: Page = { objects: [], commonPrefixes: [], last: null }
  if (maxKeys === 0) return page
  let last = after
  // Keys below the prefix stand together: nothing before it, nothing behind the first without it.
  let from: string | null = compareBytes(after, prefix) > 0 ? after : prefix
  while (from !== null) {
    const first: string = from
    from = null
    for (const object of bucket.from(first)) {
      if (object.key === after) continue
      if (!object.key.startsWith(prefix)) break
      const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length)
      const common = end === -1 ? null : object.key.slice(0, end + delimiter.length)
      const isNew = common === null || common !== after
      if (isNew && page.objects.length + page.commonPrefixes.length === maxKeys)
        return { ...page, last }
      if (common === null) {
        page.objects.push(object)
        last = object.key
        continue
      }
      if (isNew) page.commonPrefixes.push(common)
      last = common
      // What else is below it is passed over, however much it is.
      from = firstBehind(common)
      break
    }
  }
  return page
}

/** The first key that is greater than all that begin with this; null when there is none. */
function firstBehind(prefix: string): string | null {
  const characters = [...prefix]
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const point = last.codePointAt(0) ?? 0
    if (point < 0x10ffff) {
      // Surrogates are no characters.
      const next = point === 0xd7ff ? 0xe000 : point + 1
      return characters.join('') + String.fromCodePoint(next)
    }
  }
  return null
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

function writeObject(
  { key, modifiedAt, etag, sizeBytes }: StoredObject,
  write: (key: string) => string,
  { listsMilliseconds }: S3Traits,
): string {
  const time = modifiedAt.toISOString()
  const modified = listsMilliseconds ? time : time.replace(/\.\d+Z$/, '.000Z')
  return `<Contents><Key>${write(key)}</Key><LastModified>${modified}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${sizeBytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`
}

/** AWS writes a space as a plus here, and leaves slashes. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}
