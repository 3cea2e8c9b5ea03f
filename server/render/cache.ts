import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
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
  sizeCalculation: ({ file }: { file: OriginFile | null }, key: string) =>
    key.length + 200 + (file?.cacheControl?.length ?? 0),
}

export interface AssetName {
  /** 24 hex digits. */
  sourceId: string
  /** In the Origin, without a leading slash. */
  path: string
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
  etag(file: OriginFile): string
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
  return {
    key: assetPrefix(asset) + hash,
    etag: (file) => {
      if (last.of !== file.etag) last = { of: file.etag, etag: `"${hashOf(hash + file.etag)}"` }
      return last.etag
    },
  }
}

export interface RenderCache {
  /**
   * What the Origin says of a file, asked at most once in `revalidateSeconds`. While the Origin cannot be
   * asked, what it said last holds.
   */
  findFile(origin: Origin, asset: AssetName): Promise<OriginFile | null>
  /** The rendering of this version of the file; of any version when `file` is null. */
  find(variant: Variant, file: OriginFile | null): Promise<CacheEntry | null>
  /**
   * The rendering, made by `render` when it is not there; by one caller for all who ask meanwhile, until none of
   * them waits any more.
   */
  findOrRender(
    variant: Variant,
    file: OriginFile,
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
  const files = new LRUCache<string, { file: OriginFile | null; askedAt: number }>(REMEMBERED)
  // A file that cannot be rendered is not tried again with every request.
  const failures = new LRUCache<string, Failure>({ max: 5000, ttl: 60_000 })
  const askOnce = startSingleFlight<OriginFile | null>()
  const renderOnce = startSingleFlight<CacheEntry>()

  async function ask(origin: Origin, { sourceId, path }: AssetName): Promise<OriginFile | null> {
    const key = `${sourceId}/${path}`
    const known = files.get(key)
    try {
      const file = await origin.stat(path)
      files.set(key, { file, askedAt: Date.now() })
      return file
    } catch (error) {
      if (!known?.file || isFailure(error, 'invalid_path')) throw error
      files.set(key, { file: known.file, askedAt: Date.now() })
      return known.file
    }
  }

  async function find(variant: Variant, file: OriginFile | null): Promise<CacheEntry | null> {
    // A cache that cannot be read is an empty one.
    const entry = await disk.get(variant.key).catch((error) => {
      onError(error)
      return null
    })
    return entry && (!file || entry.meta.originEtag === file.etag) ? entry : null
  }

  async function keep(rendering: Promise<CacheEntry>, key: string, failureKey: string) {
    try {
      const entry = await rendering
      await disk.put(key, entry.body, entry.meta).catch(onError)
      return entry
    } catch (error) {
      if (isFailure(error) && LASTING.has(error.code)) failures.set(failureKey, error)
      throw error
    }
  }

  return {
    disk,
    find,
    findFile: async (origin, asset) => {
      const key = `${asset.sourceId}/${asset.path}`
      const known = files.get(key)
      const seconds = known?.file ? revalidateSeconds : Math.min(MISSING_SECONDS, revalidateSeconds)
      if (known && Date.now() - known.askedAt < seconds * 1000) return known.file
      return askOnce(key, () => ask(origin, asset))
    },
    findOrRender: async (variant, file, render, waits) => {
      const found = await find(variant, file)
      if (found) return found
      const failureKey = `${variant.key} ${file.etag}`
      const failed = failures.get(failureKey)
      if (failed) throw failed
      const make = (signal: AbortSignal) => keep(render(signal), variant.key, failureKey)
      return renderOnce(failureKey, make, waits?.())
    },
    forgetFile: ({ sourceId, path }) => {
      files.delete(`${sourceId}/${path}`)
    },
    purge: (asset) => {
      files.delete(`${asset.sourceId}/${asset.path}`)
      const prefix = assetPrefix(asset)
      for (const key of [...failures.keys()]) if (key.startsWith(prefix)) failures.delete(key)
      return disk.deletePrefix(prefix)
    },
  }
}

/** Failures that will be the same the next time. */
const LASTING = new Set(['broken_file', 'timeout', 'too_large', 'unsupported_media'])
