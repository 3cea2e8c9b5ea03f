import type { Sharp } from 'sharp'
import { probeBmp } from './bmp-header.ts'
import { isUnsupported } from './broken-file.ts'
import { readDpi } from './dpi.ts'
import type { FileBytes } from './file-bytes.ts'
import { probeHeif } from './heif.ts'
import { probeIcc } from './icc.ts'
import { probeIcon } from './ico.ts'
import { probeJp2 } from './jp2.ts'
import type { MediaType } from './media-type.ts'
import { probeAsf, probeAvi, probeFlv } from './old-video.ts'
import { probePdf } from './pdf.ts'
import { probePng } from './png.ts'
import { probeWithImageSize } from './probe-image-size.ts'
import { probeSharp } from './probe-sharp.ts'
import { probePsd } from './psd.ts'
import {
  probeExr,
  probeHdr,
  probePcx,
  probePnm,
  probePostscript,
  probeQoi,
  probeTga,
} from './raster-headers.ts'
import { type Shape, UNKNOWN_SHAPE } from './shape.ts'
import { probeSvg } from './svg.ts'
import { type Tags, tagNumber } from './tags.ts'
import { probeTiff } from './tiff.ts'
import { probeVideo } from './video.ts'

/** Others turn pictures by means of their own, whatever their EXIF says. */
const ORIENTED = new Set(['jpeg', 'tiff', 'png', 'webp'])
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8]

type Prober = (bytes: FileBytes, tags: Tags) => Promise<Partial<Shape>>

/** What is read from the file itself, for formats of which sharp knows nothing or too little. */
const PROBERS: Record<string, Prober> = {
  png: probePng,
  tiff: probeTiff,
  avif: probeHeif,
  heif: probeHeif,
  svg: probeSvg,
  bmp: probeBmp,
  ico: probeIcon,
  cur: probeIcon,
  icc: probeIcc,
  psd: probePsd,
  jp2: probeJp2,
  jxl: probeWithImageSize,
  pcx: probePcx,
  tga: probeTga,
  ppm: probePnm,
  hdr: probeHdr,
  exr: probeExr,
  qoi: probeQoi,
  pdf: probePdf,
  eps: probePostscript,
  ps: probePostscript,
  avi: probeAvi,
  flv: probeFlv,
  asf: probeAsf,
}

/** Size, frames, colours and resolution, without decoding more than the head of the file. */
export async function probeMedia(
  bytes: FileBytes,
  { format, mediaKind }: MediaType,
  { picture, tags }: { picture: Sharp | null; tags: Tags },
): Promise<Shape> {
  const prober = PROBERS[format] ?? (mediaKind === 'VIDEO' ? probeVideo : null)
  const fromFile = (await prober?.(bytes, tags)) ?? {}
  const fromSharp = picture ? await askSharp(picture, fromFile) : {}
  // of a drawing the renderer knows the size better, of pixels the file itself knows what they were
  const [first, second] = mediaKind === 'VECTOR' ? [fromFile, fromSharp] : [fromSharp, fromFile]
  const shape = withoutNonsense({ ...UNKNOWN_SHAPE, ...first, ...second, ...readDpi(tags) })
  return {
    ...shape,
    colorModel: mediaKind === 'VECTOR' ? null : shape.colorModel,
    orientation: ORIENTED.has(format) ? (readOrientation(tags) ?? shape.orientation) : null,
    displayWidth: shape.displayWidth ?? shape.width,
    displayHeight: shape.displayHeight ?? shape.height,
  }
}

/** Headers hold whatever somebody wrote: sizes below one, durations of aeons, fractions of frames. */
function withoutNonsense(shape: Shape): Shape {
  const count = (value: number | null) =>
    value !== null && Number.isInteger(value) && value > 0 && value < 2 ** 31 ? value : null
  const { durationSeconds: seconds } = shape
  return {
    ...shape,
    width: count(shape.width),
    height: count(shape.height),
    displayWidth: count(shape.displayWidth),
    displayHeight: count(shape.displayHeight),
    frames: count(shape.frames),
    durationSeconds: seconds !== null && seconds >= 0 && seconds < 1e8 ? seconds : null,
  }
}

/** As the file has it; sharp says 1 also where the file says nothing. */
function readOrientation({ exif }: Tags): number | null {
  const orientation = tagNumber(exif, 'Orientation')
  return orientation !== null && ORIENTATIONS.includes(orientation) ? orientation : null
}

/** Kinds of a format that sharp cannot decode are known by their header, when that says enough. */
async function askSharp(picture: Sharp, fromFile: Partial<Shape>): Promise<Partial<Shape>> {
  try {
    return await probeSharp(picture)
  } catch (error) {
    if (fromFile.width && fromFile.height && isUnsupported(error)) return {}
    throw error
  }
}
