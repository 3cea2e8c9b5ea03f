import type { AssetMetadata, DominantColorName, MediaKind } from './resources.ts'

/** What is known of a file after reading it. Widths and heights in pixels. */
export interface MediaFacts {
  /** By content, never by name. */
  contentType: string
  /** Short name of the format: jpeg, png, tiff, svg, mp4, … */
  format: string
  mediaKind: MediaKind
  /** As stored in the file. */
  width: number | null
  height: number | null
  /** As shown: after orientation, rotation or the viewBox. */
  displayWidth: number | null
  displayHeight: number | null
  /** EXIF orientation, 1 to 8; null when the file does not say. */
  orientation: number | null
  /** Frames of an animation, pages of a document; 1 for a still. null when it can't be told. */
  frames: number | null
  durationSeconds: number | null
  hasAlpha: boolean | null
  bitsPerChannel: number | null
  /** RGB, Gray, CMYK, Lab, Indexed, …; null for what has no pixels. */
  colorModel: string | null
  /** Description of the embedded ICC profile. */
  colorProfile: string | null
  /** Only when the file gives them with a unit. */
  dpiWidth: number | null
  dpiHeight: number | null
  /** Moment the picture was taken, as written in the file; a time without a zone is taken as UTC. */
  takenAt: Date | null
  location: { latitude: number; longitude: number } | null
  /** From IPTC, XMP or EXIF, in this order, when somebody wrote one. */
  title: string | null
  description: string | null
  keywords: string[]
  metadata: AssetMetadata
  /** SHA-256 of the whole file, in hex. */
  contentHash: string | null
  pixels: PixelFacts | null
}

/** What only the pixels tell; null in MediaFacts for what cannot be decoded here (video, PDF, …). */
export interface PixelFacts {
  /** At most six, largest share first. */
  colors: { hex: string; share: number }[]
  namedColors: Partial<Record<DominantColorName, string>>
  averageLuminance: number
  blurhash: string
  /** What it looks like, as 16 hex digits (imaging/perceptual-hash.ts); null when there is too little in it. */
  perceptualHash: string | null
  /** A small still of the (first) picture, upright: at most ANALYSIS_SIDE pixels long; see imaging/pixels.ts. */
  preview: Uint8Array
  /** What analysis looks at: the (first) picture, upright, without alpha, at most STILL_SIDE pixels long; a JPEG. */
  still: Uint8Array | null
}
