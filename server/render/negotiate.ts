import type { RenderParams } from './params/index.ts'

/** Formats we can write. */
export type OutputFormat = 'jpg' | 'png' | 'webp' | 'avif' | 'gif'

/** What the program that asks can show besides what everybody can. */
export interface Acceptance {
  avif: boolean
  webp: boolean
}

/** True when the answer depends on the Accept header, and `Vary` has to say so. */
export function variesByAccept({ auto }: RenderParams): boolean {
  return auto.includes('format') || auto.includes('true')
}

/** Only types that are named count: every browser sends a wildcard, whatever it can show. */
export function readAccept(header: string | undefined): Acceptance {
  const accepted = new Set<string>()
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [type = '', ...settings] = part.split(';').map((word) => word.trim())
    if (!settings.some((setting) => /^q=0(\.0*)?$/.test(setting))) accepted.add(type)
  }
  return { avif: accepted.has('image/avif'), webp: accepted.has('image/webp') }
}

/** What has to be known of the source to choose the format of the result. */
export interface SourceLook {
  /** As sharp names it: jpeg, png, webp, gif, tiff, svg, heif, … */
  format: string
  hasAlpha: boolean
  /** More than one frame will be written. */
  animated: boolean
}

/**
 * imgix, automatic/auto: AVIF, else WebP, else the format asked for or that of the source. Animations
 * never become AVIF: sharp writes all their frames below each other into one still.
 */
export function chooseFormat(
  params: RenderParams,
  source: SourceLook,
  acceptance: Acceptance,
): OutputFormat {
  if (variesByAccept(params)) {
    if (acceptance.avif && !source.animated) return 'avif'
    if (acceptance.webp) return 'webp'
  }
  if (params.fm) return FM_FORMATS[params.fm]
  if (source.animated) return source.format === 'webp' ? 'webp' : 'gif'
  const same = SAME_FORMATS[source.format]
  if (params.auto.includes('compress')) return source.hasAlpha ? 'png' : 'jpg'
  return same ?? (source.hasAlpha ? 'png' : 'jpg')
}

const FM_FORMATS: Record<NonNullable<RenderParams['fm']>, OutputFormat> = {
  jpg: 'jpg',
  pjpg: 'jpg',
  png: 'png',
  png8: 'png',
  png32: 'png',
  webp: 'webp',
  avif: 'avif',
  gif: 'gif',
}

const SAME_FORMATS: Partial<Record<string, OutputFormat>> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  avif: 'avif',
  svg: 'png',
}

/** Whether the format can hold several frames. */
export function holdsFrames(format: OutputFormat): boolean {
  return format === 'webp' || format === 'gif'
}
