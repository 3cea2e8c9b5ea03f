import { createHash } from 'node:crypto'

export interface StoredObject {
  key: string
  etag: string
  sizeBytes: number
  modifiedAt: Date
  contentType: string
  read(): Buffer
}

/** Objects in UTF-8 byte order of their keys. */
export interface DoubleBucket {
  find(key: string): StoredObject | null
  /** All objects whose key is greater than, or the same as, this one. */
  from(key: string): Iterable<StoredObject>
  put(key: string, content: Buffer, contentType: string): StoredObject
  delete(key: string): void
}

export function memoryBucket(now: () => number): DoubleBucket {
  const objects = new Map<string, StoredObject>()
  let sortedKeys: string[] | null = null
  return {
    find: (key) => objects.get(key) ?? null,
    *from(first) {
      sortedKeys ??= [...objects.keys()].sort(compareBytes)
      const keys = sortedKeys
      for (
        let index = findIndex(keys.length, (at) => keys[at] ?? '', first);
        index < keys.length;
        index += 1
      ) {
        const object = objects.get(keys[index] ?? '')
        if (object) yield object
      }
    },
    put(key, content, contentType) {
      const etag = createHash('md5').update(content).digest('hex')
      const object = {
        key,
        etag,
        contentType,
        sizeBytes: content.length,
        modifiedAt: new Date(now()),
        read: () => content,
      }
      if (!objects.has(key)) sortedKeys = null
      objects.set(key, object)
      return object
    },
    delete(key) {
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
    find(key) {
      const index = indexFrom(key)
      return index < objects.count && objects.keyAt(index) === key ? objectAt(index) : null
    },
    *from(key) {
      for (let index = indexFrom(key); index < objects.count; index += 1) yield objectAt(index)
    },
    put: readOnly,
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

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
