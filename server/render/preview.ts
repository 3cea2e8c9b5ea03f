import type { MediaFacts } from '../../contract/media-facts.ts'
import type { CacheMeta, DiskCache } from '../lib/disk-cache.ts'
import type { OriginFile } from '../origins/origin.ts'
import { type AssetName, previewKey, stillPrefix } from './cache.ts'
import type { Acceptance } from './negotiate.ts'
import type { RenderParams } from './params/index.ts'
import { planRender, type RenderLimits, type SourceFacts } from './plan.ts'

/** The small still of an original that was made while indexing, and what is known of the original. */
export interface Preview {
  bytes: Uint8Array
  facts: SourceFacts
}

/** Keeps what was made of a file that was read: the preview where renderings find it, the still for analysis. */
export async function keepStills(
  disk: DiskCache,
  sourceId: string,
  { path, etag }: OriginFile,
  facts: MediaFacts,
): Promise<void> {
  if (!facts.pixels) return
  const { format, displayWidth, displayHeight, hasAlpha, frames } = facts
  const size = { width: displayWidth, height: displayHeight }
  const meta = { format, ...size, hasAlpha, frames: frames ?? 1 }
  await disk.put(previewKey(sourceId, path, etag), facts.pixels.preview, meta)
  if (facts.pixels.still) {
    await disk.put(`${stillPrefix(sourceId, path, etag)}still`, facts.pixels.still, {})
  }
}

/** What analysis is to look at; null: not made, or pushed out by what is used more. */
export async function findStill(
  disk: DiskCache,
  sourceId: string,
  { path, etag }: Pick<OriginFile, 'path' | 'etag'>,
): Promise<Uint8Array | null> {
  return (await disk.get(`${stillPrefix(sourceId, path, etag)}still`))?.body ?? null
}

/** Nobody looks at it again: it would only push out what others use. */
export async function dropStill(
  disk: DiskCache,
  sourceId: string,
  { path, etag }: Pick<OriginFile, 'path' | 'etag'>,
): Promise<void> {
  await disk.deletePrefix(stillPrefix(sourceId, path, etag))
}

/** Longest side of a preview, see ANALYSIS_SIDE in imaging/pixels.ts. */
const PREVIEW_SIDE = 512
/** Up to this share of a preview's size, a rendering looks as if made from the original. */
const LARGEST_SHARE = 0.75

/**
 * The preview, when a rendering from it looks the same as one from the original: well below its size, and
 * of the whole picture. Decoding the original is most of the cost of a small rendering.
 */
export async function findPreview(
  disk: DiskCache,
  asset: AssetName,
  options: { file: OriginFile; params: RenderParams; acceptance: Acceptance; limits: RenderLimits },
): Promise<Preview | null> {
  const { file, params, acceptance, limits } = options
  if (!mayUsePreview(params)) return null
  const kept = await disk.get(previewKey(asset.sourceId, asset.path, file.etag))
  const facts = kept && readFacts(kept.meta)
  if (!facts) return null
  const { cutSource, resize, frames } = planRender(params, facts, { acceptance, limits })
  if (frames > 1 || cutSource || !resize) return null
  const factor = Math.max(resize.width / facts.width, resize.height / facts.height)
  const shrunk = Math.min(1, PREVIEW_SIDE / Math.max(facts.width, facts.height))
  return factor <= shrunk * LARGEST_SHARE ? { bytes: kept.body, facts } : null
}

/** Before anything is read: whole pictures, upright, at a size given in pixels. */
function mayUsePreview(params: RenderParams): boolean {
  const { w, h, trim, rect, orient, rot, frame } = params
  if (trim || rect || orient !== undefined || rot !== 0 || frame !== undefined) return false
  const sides = [w, h].filter((side) => side !== undefined && side !== null)
  const small = (side: (typeof sides)[number]) =>
    'pixels' in side && side.pixels * params.dpr <= PREVIEW_SIDE * LARGEST_SHARE
  return sides.length > 0 && sides.every(small)
}

function readFacts({ format, width, height, hasAlpha, frames }: CacheMeta): SourceFacts | null {
  if (typeof format !== 'string' || typeof width !== 'number' || typeof height !== 'number') {
    return null
  }
  if (typeof hasAlpha !== 'boolean' || typeof frames !== 'number' || format === 'svg') return null
  const still = { orientation: 1, decodesScaled: true, progressive: false }
  return { ...still, format, width, height, hasAlpha, frames }
}
