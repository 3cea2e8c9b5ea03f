import type { Readable } from 'node:stream'
import { contentOf, type StoredContent } from './content.ts'
import type { CorsRule } from './cors.ts'
import type { PartsUpload } from './multipart.ts'

export interface StoredObject {
  key: string
  /** Without quotes. */
  etag: string
  sizeBytes: number
  modifiedAt: Date
  contentType: string
  cacheControl?: string | undefined
  /** All of it: for tests, of small objects. */
  read(): Buffer
  /** From the first byte to the last, both inclusive. Absent: `read` does. */
  stream?(start: number, end: number): Readable
}

/** What an object is stored with. */
export interface ObjectHeaders {
  contentType: string
  cacheControl?: string | undefined
}

/** Objects in UTF-8 byte order of their keys. */
export interface DoubleBucket {
  find(key: string): StoredObject | null
  /** All objects whose key is greater than, or the same as, this one. */
  from(key: string): Iterable<StoredObject>
  put(key: string, content: Buffer, contentType: string): StoredObject
  /** @param etag when it is not the MD5 of the content */
  store(key: string, content: StoredContent, headers: ObjectHeaders, etag?: string): StoredObject
  delete(key: string): void
  /** What pages of other addresses may do; tests set it directly, too. Empty: nothing. */
  cors: CorsRule[]
  /** Begun and not yet completed, by id. */
  uploads: Map<string, PartsUpload>
}

export function memoryBucket(now: () => number): DoubleBucket {
  const objects = new Map<string, { object: StoredObject; content: StoredContent }>()
  let sortedKeys: string[] | null = null
  const store: DoubleBucket['store'] = (key, content, headers, etag = content.md5) => {
    const { sizeBytes, read, stream } = content
    const modifiedAt = new Date(now())
    const object = { key, etag, sizeBytes, modifiedAt, ...headers, read, stream }
    const replaced = objects.get(key)
    if (replaced) replaced.content.remove()
    else sortedKeys = null
    objects.set(key, { object, content })
    return object
  }
  return {
    cors: [],
    uploads: new Map(),
    find: (key) => objects.get(key)?.object ?? null,
    *from(first) {
      sortedKeys ??= [...objects.keys()].sort(compareBytes)
      const keys = sortedKeys
      for (
        let index = findIndex(keys.length, (at) => keys[at] ?? '', first);
        index < keys.length;
        index += 1
      ) {
        const object = objects.get(keys[index] ?? '')?.object
        if (object) yield object
      }
    },
    put: (key, content, contentType) => store(key, contentOf(content), { contentType }),
    store,
    delete(key) {
      objects.get(key)?.content.remove()
      if (objects.delete(key)) sortedKeys = null
    },
  }
}

export interface VirtualObjects {
  count: number
  /** In UTF-8 byte order: a greater index has a greater key. */
  keyAt(index: number): string
  sizeBytesAt(index: number): number
  contentAt(index: number): Buffer
}

/** A bucket of any number of objects that takes no memory: each is made when it is asked for. */
export function virtualBucket(objects: VirtualObjects): DoubleBucket {
  const objectAt = (index: number): StoredObject => ({
    key: objects.keyAt(index),
    etag: index.toString(16).padStart(32, '0'),
    sizeBytes: objects.sizeBytesAt(index),
    modifiedAt: new Date(Date.UTC(2024, 0, 1) + index * 1000),
    contentType: 'application/octet-stream',
    read: () => objects.contentAt(index),
  })
  const indexFrom = (key: string) => findIndex(objects.count, objects.keyAt, key)
  const readOnly = (): never => {
    throw new Error('A virtual bucket can’t be changed.')
  }
  return {
    cors: [],
    uploads: new Map(),
    find(key) {
      const index = indexFrom(key)
      return index < objects.count && objects.keyAt(index) === key ? objectAt(index) : null
    },
    *from(key) {
      for (let index = indexFrom(key); index < objects.count; index += 1) yield objectAt(index)
    },
    put: readOnly,
    store: readOnly,
    delete: readOnly,
  }
}

/** The first of `count` ordered keys that is not below `wanted`. */
function findIndex(count: number, keyAt: (index: number) => string, wanted: string): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareBytes(keyAt(middle), wanted) < 0) low = middle + 1
    else high = middle
  }
  return low
}

export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
