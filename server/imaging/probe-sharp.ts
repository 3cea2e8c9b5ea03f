import type { Metadata, Sharp } from 'sharp'
import { readIccProfile } from './icc.ts'
import type { Shape } from './shape.ts'

const COLOR_MODELS: Record<string, string> = {
  srgb: 'RGB',
  rgb: 'RGB',
  rgb16: 'RGB',
  scrgb: 'RGB',
  'b-w': 'Gray',
  grey16: 'Gray',
  cmyk: 'CMYK',
  lab: 'Lab',
  labs: 'Lab',
}

const DEPTH_BITS: Record<string, number> = {
  uchar: 8,
  char: 8,
  ushort: 16,
  short: 16,
  uint: 32,
  int: 32,
  float: 32,
  double: 64,
  complex: 64,
  dpcomplex: 128,
}

/** The shape of whatever sharp opens. Throws the decoder's error. */
export async function probeSharp(picture: Sharp): Promise<Partial<Shape>> {
  const metadata = await picture.metadata()
  const height = metadata.pageHeight ?? metadata.height
  const turned = (metadata.orientation ?? 1) > 4
  return {
    width: metadata.width,
    height,
    displayWidth: turned ? height : metadata.width,
    displayHeight: turned ? metadata.width : height,
    // 1 is also what it says when the file says nothing
    orientation: (metadata.orientation ?? 1) > 1 ? (metadata.orientation ?? null) : null,
    frames: metadata.pages ?? 1,
    durationSeconds: animationSeconds(metadata),
    hasAlpha: metadata.hasAlpha,
    bitsPerChannel: metadata.bitsPerSample ?? DEPTH_BITS[metadata.depth] ?? null,
    colorModel: metadata.isPalette ? 'Indexed' : (COLOR_MODELS[metadata.space] ?? null),
    colorProfile: (metadata.icc && readIccProfile(metadata.icc)?.description) ?? null,
  }
}

function animationSeconds({ pages = 1, delay }: Metadata): number | null {
  if (pages < 2 || !delay) return null
  return delay.reduce((sum, millis) => sum + millis, 0) / 1000
}
