import { randomBytes } from 'node:crypto'
import {
  mkdir,
  opendir,
  readFile,
  rename,
  rm,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { isErrno } from './failures.ts'

/** What the writer wants to know again beside the bytes; small. */
export type CacheMeta = Record<string, string | number | boolean | null>

export interface CacheEntry {
  body: Buffer
  meta: CacheMeta
}

export interface CacheUsage {
  entries: number
  bytes: number
  memoryBytes: number
}

/**
 * Bytes by key on disk, the most used ones in memory as well. What was not used longest goes first when
 * the limit is reached. Keys are relative paths of one to six names out of `a-z 0-9 . _ -`.
 *
 * - Entries are there at once after a restart; what they weigh in all is counted in the background.
 * - A write is a new file and a rename: a reader sees all of an entry or nothing, also after a crash.
 * - Several processes may use one folder. Each has its own memory and its own count, which takes in what
 *   the others wrote once in a while; the folder may exceed the limit by as much until then.
 */
export interface DiskCache {
  get(key: string): Promise<CacheEntry | null>
  put(key: string, body: Uint8Array, meta: CacheMeta): Promise<void>
  /** Removes every key that starts with these names; `prefix` ends with a slash. Returns how many were known. */
  deletePrefix(prefix: string): Promise<number>
  usage(): CacheUsage
  close(): Promise<void>
}

export interface DiskCacheOptions {
  folder: string
  maxBytes: number
  maxMemoryBytes: number
  /** How often the folder is counted again. */
  recountSeconds?: number
}

/** Drafts are kept apart, so that the counting never meets one. */
const DRAFTS = '.drafts'
/** A file's time is its last use; it is written no oftener than this. */
const TOUCH_SECONDS = 600
const KEY = /^[a-z0-9_][a-z0-9._-]*(\/[a-z0-9_][a-z0-9._-]*){0,5}$/

export async function startDiskCache(options: DiskCacheOptions): Promise<DiskCache> {
  await mkdir(join(options.folder, DRAFTS), { recursive: true })
  return new FolderCache(options)
}

class FolderCache implements DiskCache {
  readonly #folder: string
  readonly #maxBytes: number
  readonly #memory: LRUCache<string, CacheEntry>
  readonly #touchedAt = new LRUCache<string, number>({ max: 50_000 })
  readonly #timer: NodeJS.Timeout
  /** Bytes by key. Insertion order is order of use: the first one goes first. */
  #known = new Map<string, number>()
  #bytes = 0
  #closed = false
  #counting: Promise<void>

  constructor({ folder, maxBytes, maxMemoryBytes, recountSeconds = 3600 }: DiskCacheOptions) {
    this.#folder = folder
    this.#maxBytes = maxBytes
    this.#memory = new LRUCache<string, CacheEntry>({
      maxSize: Math.max(1, maxMemoryBytes),
      maxEntrySize: Math.max(1, Math.floor(maxMemoryBytes / 8)),
      sizeCalculation: ({ body }, key) => body.length + key.length + 1000,
    })
    this.#counting = this.#recount()
    this.#timer = setInterval(() => {
      this.#counting = this.#counting.then(() => this.#recount())
    }, recountSeconds * 1000)
    this.#timer.unref()
  }

  async get(key: string): Promise<CacheEntry | null> {
    checkKey(key)
    const entry = this.#memory.get(key) ?? (await this.#read(key))
    if (!entry) return null
    this.#touch(key)
    return entry
  }

  async put(key: string, body: Uint8Array, meta: CacheMeta): Promise<void> {
    checkKey(key)
    const packed = pack(body, meta)
    await writeWhole(this.#folder, join(this.#folder, key), packed)
    this.#remember(key, packed.length)
    this.#touchedAt.set(key, Date.now())
    this.#memory.set(key, { body: asBuffer(body), meta })
    await this.#evict()
  }

  async deletePrefix(prefix: string): Promise<number> {
    if (!prefix.endsWith('/')) throw new Error('A prefix ends with a slash.')
    checkKey(prefix.slice(0, -1))
    for (const key of [...this.#memory.keys()]) {
      if (key.startsWith(prefix)) this.#memory.delete(key)
    }
    const removed = await moveAway(this.#folder, prefix)
    for (const key of removed) this.#forget(key)
    return removed.length
  }

  usage(): CacheUsage {
    const memoryBytes = this.#memory.calculatedSize
    return { entries: this.#known.size, bytes: this.#bytes, memoryBytes }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#counting
  }

  async #read(key: string): Promise<CacheEntry | null> {
    const packed = await readFile(join(this.#folder, key)).catch((error) => {
      if (isErrno(error, 'ENOENT')) return null
      throw error
    })
    const entry = packed && unpack(packed)
    if (!entry) {
      this.#forget(key)
      return null
    }
    this.#remember(key, packed.length)
    this.#memory.set(key, entry)
    return entry
  }

  #remember(key: string, bytes: number): void {
    this.#forget(key)
    this.#known.set(key, bytes)
    this.#bytes += bytes
  }

  #forget(key: string): void {
    this.#bytes -= this.#known.get(key) ?? 0
    this.#known.delete(key)
  }

  /** Moves the key to the end of the order. The order survives a restart as the time of the file. */
  #touch(key: string): void {
    const bytes = this.#known.get(key)
    if (bytes !== undefined) {
      this.#known.delete(key)
      this.#known.set(key, bytes)
    }
    const now = Date.now()
    if (now - (this.#touchedAt.get(key) ?? 0) < TOUCH_SECONDS * 1000) return
    this.#touchedAt.set(key, now)
    utimes(join(this.#folder, key), now / 1000, now / 1000).catch(() => {})
  }

  /**
   * Takes in what lies in the folder: by time, in front of what this process has used itself. What others
   * have removed is forgotten.
   */
  async #recount(): Promise<void> {
    const before = [...this.#known.keys()]
    const found: { key: string; bytes: number; usedAt: number }[] = []
    for await (const file of walk(this.#folder)) {
      if (this.#closed) return
      found.push(file)
    }
    found.sort((a, b) => a.usedAt - b.usedAt)
    const there = new Set(found.map(({ key }) => key))
    for (const key of before) if (!there.has(key)) this.#forget(key)
    const others = found.filter(({ key }) => !this.#known.has(key))
    this.#known = new Map([
      ...others.map(({ key, bytes }) => [key, bytes] as const),
      ...this.#known,
    ])
    for (const { bytes } of others) this.#bytes += bytes
    await this.#evict()
  }

  async #evict(): Promise<void> {
    for (const key of this.#known.keys()) {
      if (this.#bytes <= this.#maxBytes || this.#closed) return
      this.#forget(key)
      this.#memory.delete(key)
      await removeFile(join(this.#folder, key))
    }
  }
}

function checkKey(key: string): void {
  if (!KEY.test(key)) throw new Error(`Not a cache key: ${key}`)
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Length of the JSON in four bytes, the JSON, the body: one read brings all. */
function pack(body: Uint8Array, meta: CacheMeta): Buffer {
  const head = Buffer.from(JSON.stringify(meta))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  return Buffer.concat([length, head, body])
}

function unpack(packed: Buffer): CacheEntry | null {
  if (packed.length < 4) return null
  const end = 4 + packed.readUInt32BE(0)
  if (end > packed.length) return null
  try {
    return { meta: JSON.parse(packed.toString('utf8', 4, end)), body: packed.subarray(end) }
  } catch {
    return null
  }
}

/** The folder of an entry may be taken away by a purge between making it and renaming into it. */
async function writeWhole(folder: string, file: string, packed: Buffer): Promise<void> {
  const draft = join(folder, DRAFTS, randomBytes(12).toString('hex'))
  try {
    await writeFile(draft, packed)
    for (let attempt = 1; ; attempt += 1) {
      await mkdir(dirname(file), { recursive: true })
      try {
        return await rename(draft, file)
      } catch (error) {
        if (attempt === 3 || !isErrno(error, 'ENOENT')) throw error
      }
    }
  } catch (error) {
    await removeFile(draft)
    throw error
  }
}

async function removeFile(file: string): Promise<void> {
  await unlink(file).catch(() => {})
}

/** One rename makes everything below a prefix invisible; then there is time to delete it. */
async function moveAway(folder: string, prefix: string): Promise<string[]> {
  const away = join(folder, DRAFTS, randomBytes(12).toString('hex'))
  try {
    await rename(join(folder, prefix), away)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return []
    throw error
  }
  const keys: string[] = []
  for await (const { key } of walk(away)) keys.push(prefix + key)
  await rm(away, { recursive: true, force: true })
  return keys
}

async function* walk(
  folder: string,
  inside = '',
): AsyncGenerator<{ key: string; bytes: number; usedAt: number }> {
  const entries = await opendir(join(folder, inside)).catch(() => null)
  if (!entries) return
  for await (const entry of entries) {
    if (inside === '' && entry.name === DRAFTS) continue
    const key = inside + entry.name
    if (entry.isDirectory()) yield* walk(folder, `${key}/`)
    else {
      const facts = await stat(join(folder, key)).catch(() => null)
      if (facts) yield { key, bytes: facts.size, usedAt: facts.mtimeMs }
    }
  }
}
