import type { TileAsset } from '../lib/assets.ts'

/** What of the detail view shows an asset. */
export type Viewer = 'picture' | 'video' | 'audio' | 'pdf' | 'file'

type Typed = Pick<TileAsset, 'content_type' | 'media_kind' | 'origin_path' | 'status'>

/** Playlists are plain texts for storages; the ending says more than the type. */
export function isStream({ content_type: type, origin_path: path }: Typed): boolean {
  return /mpegurl/i.test(type) || /\.m3u8$/i.test(path)
}

/** @param hasStill whether a picture can be made of it */
export function viewerOf(asset: Typed, hasStill: boolean): Viewer {
  if (isStream(asset)) return 'video'
  if (asset.status !== 'indexed') return 'file'
  if (asset.media_kind === 'VIDEO') return 'video'
  if (asset.content_type.startsWith('audio/')) return 'audio'
  if (asset.content_type === 'application/pdf') return 'pdf'
  return hasStill ? 'picture' : 'file'
}
