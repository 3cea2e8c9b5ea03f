import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { SourcePurges } from '../../contract/purges.ts'
import type { CacheEntry, DiskCache } from '../lib/disk-cache.ts'
import { type Failure, isFailure } from '../lib/failures.ts'
import { startSingleFlight } from '../lib/single-flight.ts'
import type { Origin, OriginFile } from '../origins/origin.ts'
import type { Acceptance } from './negotiate.ts'
import { canonicalParams, type RenderParams } from './params/index.ts'

/** Raised when the same parameters give other pixels than before: cached renderings are made anew. */
const RENDER_VERSION = 1
/** A file that was missing may have been uploaded a moment later. */
const MISSING_SECONDS = 5
/** Files; and characters of what others choose: anybody may ask for long paths that do not exist. */
const REMEMBERED = {
  max: 100_000,
  maxSize: 64 * 2 ** 20,
  sizeCalculation: ({ file }: Remembered, key: string) =>
    key.length + 200 + (file?.cacheControl?.length ?? 0),
}

export interface AssetName {
  /** 24 hex digits. */
  sourceId: string
  /** In the Origin, without a leading slash. */
  path: string
}

/**
 * How old what is kept of an asset may be, told in purges of its Source: a purge of many files only raises these
 * numbers, and whatever is older is made anew when somebody asks for it.
 */
export interface Freshness {
  /** The purges so far: what is made now is as new as that. */
  now: number
  /** The latest purge that concerns the asset; 0: there was none. */
  least: number
}

export function freshnessOf({ count, below }: SourcePurges, path: string): Freshness {
  const plain = plainPath(path)
  const concerned = below.filter(([prefix]) => path.startsWith(prefix) || plain.startsWith(prefix))
  return { now: count, least: Math.max(0, ...concerned.map(([, number]) => number)) }
}

/**
 * A web server gives the same file at `./a//b.jpg` as at `a/b.jpg`. Where these are two files, both are made anew, which
 * harms none. The slashes behind a scheme stay.
 */
function plainPath(path: string): string {
  return path.replace(/^(?:\.?\/)+/, '').replace(/(?<!^https?:)\/(?:\.?\/)+/gi, '/')
}

/** All renderings of one asset are below this key, so that a purge is one rename. */
function assetPrefix({ sourceId, path }: AssetName): string {
  const hash = hashOf(path)
  return `${sourceId}/${hash.slice(0, 2)}/${hash.slice(2)}/`
}

/** 32 hex digits. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/**
 * Where the small still that was made while indexing is kept in the DiskCache. A purge leaves it there: it
 * belongs to one version of the file.
 */
export function previewKey(sourceId: string, path: string, etag: string): string {
  const hash = hashOf(`${path}\n${etag}`)
  return `${sourceId}/previews/${hash.slice(0, 2)}/${hash.slice(2)}`
}

/** Below it is what analysis is still to look at, of one version of a file: all of it goes when that is done. */
export function stillPrefix(sourceId: string, path: string, etag: string): string {
  const hash = hashOf(`${path}\n${etag}`)
  return `${sourceId}/stills/${hash.slice(0, 2)}/${hash.slice(2)}/`
}

/** One way of showing an asset, whatever the version of its file. */
export interface Variant {
  key: string
  /** Of the answer, with its quotes; known without looking at the cache. */
  etag(file: OriginFile, fresh: Freshness): string
}

/** A rendering of this version of the file, and no older than told. */
export interface Wanted {
  variant: Variant
  file: OriginFile
  fresh: Freshness
}

/** @param acceptance null when the answer does not depend on it */
export function variantOf(
  asset: AssetName,
  params: RenderParams,
  acceptance: Acceptance | null,
): Variant {
  const accepted = acceptance ? `${acceptance.avif},${acceptance.webp}` : ''
  const text = `${RENDER_VERSION}\n${accepted}\n${canonicalParams(params)}`
  const hash = hashOf(text)
  let last = { of: '', etag: '' }
  const etagOf = (version: string) => `"${hashOf(hash + version)}"`
  return {
    key: assetPrefix(asset) + hash,
    // Browsers that ask whether what they have still holds must not be told so after a purge.
    etag: (file, { least }) => {
      const version = least === 0 ? file.etag : `${file.etag}\n${least}`
      if (last.of !== version) last = { of: version, etag: etagOf(version) }
      return last.etag
    },
  }
}

export interface RenderCache {
  /**
   * What the Origin says of a file, asked at most once in `revalidateSeconds`, or when it last said another ETag
   * than the one named. While the Origin cannot be asked, what it said last holds.
   */
  findFile(
    origin: Origin,
    asset: AssetName,
    fresh: Freshness,
    named?: string,
  ): Promise<OriginFile | null>
  /** The rendering of this version of the file; of any version when `file` is null. */
  find(wanted: Omit<Wanted, 'file'> & { file: OriginFile | null }): Promise<CacheEntry | null>
  /**
   * The rendering, made by `render` when it is not there; by one caller for all who ask meanwhile, until none of
   * them waits any more.
   */
  findOrRender(
    wanted: Wanted,
    render: (signal: AbortSignal) => Promise<CacheEntry>,
    waits?: () => AbortSignal,
  ): Promise<CacheEntry>
  /** What was remembered of a file has turned out to be old. */
  forgetFile(asset: AssetName): void
  /** Forgets everything about an asset. Returns how many renderings were removed. */
  purge(asset: AssetName): Promise<number>
  readonly disk: DiskCache
}

export function startRenderCache(options: {
  disk: DiskCache
  revalidateSeconds: number
  onError: (error: unknown) => void
}): RenderCache {
  const { disk, revalidateSeconds, onError } = options
  const files = rememberFiles(revalidateSeconds)
  // A file that cannot be rendered is not tried again with every request.
  const failures = new LRUCache<string, Failure>({ max: 5000, ttl: 60_000 })
  const renderOnce = startSingleFlight<CacheEntry>()
  const purged = countPurges()
  const timesPurged = ({ key }: Variant) => purged.of(key.slice(0, key.lastIndexOf('/') + 1))

  const find: RenderCache['find'] = async ({ variant, file, fresh }) => {
    // A cache that cannot be read is an empty one.
    const entry = await disk.get(variant.key).catch((error) => {
      onError(error)
      return null
    })
    if (!entry || Number(entry.meta.purges ?? 0) < fresh.least) return null
    return !file || entry.meta.originEtag === file.etag ? entry : null
  }

  async function keep(
    rendering: Promise<CacheEntry>,
    { variant, fresh }: Wanted,
    failureKey: string,
  ) {
    const before = timesPurged(variant)
    try {
      const { body, meta } = await rendering
      const entry = { body, meta: { ...meta, purges: fresh.now } }
      if (timesPurged(variant) === before) {
        await disk.put(variant.key, entry.body, entry.meta).catch(onError)
      }
      return entry
    } catch (error) {
      if (isFailure(error) && LASTING.has(error.code)) failures.set(failureKey, error)
      throw error
    }
  }

  return {
    disk,
    find,
    findFile: files.find,
    findOrRender: async (wanted, render, waits) => {
      const found = await find(wanted)
      if (found) return found
      const { variant, file, fresh } = wanted
      const failureKey = `${variant.key} ${timesPurged(variant)} ${fresh.least} ${file.etag}`
      const failed = failures.get(failureKey)
      if (failed) throw failed
      const make = (signal: AbortSignal) => keep(render(signal), wanted, failureKey)
      return renderOnce(failureKey, make, waits?.())
    },
    forgetFile: files.forget,
    purge: (asset) => {
      files.forget(asset)
      const prefix = assetPrefix(asset)
      purged.add(prefix)
      for (const key of [...failures.keys()]) if (key.startsWith(prefix)) failures.delete(key)
      return disk.deletePrefix(prefix)
    },
  }
}

/** How often each was purged: what was under way meanwhile is not kept. */
function countPurges() {
  const times = new LRUCache<string, number>({ max: 10_000 })
  const of = (name: string) => times.get(name) ?? 0
  return { of, add: (name: string) => void times.set(name, of(name) + 1) }
}

interface Remembered {
  file: OriginFile | null
  askedAt: number
  /** Of the Source when it was asked, as in Freshness. */
  purges: number
}

/** What Origins said of files. */
function rememberFiles(revalidateSeconds: number) {
  const files = new LRUCache<string, Remembered>(REMEMBERED)
  const askOnce = startSingleFlight<OriginFile | null>()
  const forgotten = countPurges()

  async function ask(
    origin: Origin,
    { sourceId, path }: AssetName,
    { now: purges }: Freshness,
  ): Promise<OriginFile | null> {
    const key = `${sourceId}/${path}`
    const known = files.get(key)
    const before = forgotten.of(key)
    const isKept = () => forgotten.of(key) === before
    try {
      const file = await origin.stat(path)
      if (isKept()) files.set(key, { file, askedAt: Date.now(), purges })
      return file
    } catch (error) {
      if (!known?.file || isFailure(error, 'invalid_path')) throw error
      if (isKept()) files.set(key, { file: known.file, askedAt: Date.now(), purges })
      return known.file
    }
  }

  const find: RenderCache['findFile'] = async (origin, asset, fresh, named) => {
    const key = `${asset.sourceId}/${asset.path}`
    const known = files.get(key)
    const seconds = known?.file ? revalidateSeconds : Math.min(MISSING_SECONDS, revalidateSeconds)
    const isNew = known !== undefined && known.purges >= fresh.least
    const isNamed = named === undefined || known?.file?.etag === named
    if (isNew && isNamed && Date.now() - known.askedAt < seconds * 1000) return known.file
    const question = [key, forgotten.of(key), fresh.least].join('\n')
    return askOnce(question, () => ask(origin, asset, fresh))
  }
  return {
    find,
    forget: ({ sourceId, path }: AssetName) => {
      const key = `${sourceId}/${path}`
      files.delete(key)
      forgotten.add(key)
    },
  }
}

/** Failures that will be the same the next time. */
const LASTING = new Set(['broken_file', 'timeout', 'too_large', 'unsupported_media'])
