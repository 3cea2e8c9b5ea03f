import type { Sharp } from 'sharp'
import { readDpi } from './dpi.ts'
import type { FileBytes } from './file-bytes.ts'
import type { MediaType } from './media-type.ts'
import { probeSharp } from './probe-sharp.ts'
import { type Shape, UNKNOWN_SHAPE } from './shape.ts'
import type { Tags } from './tags.ts'

type Prober = (bytes: FileBytes) => Promise<Partial<Shape>>

/** What is read from the head of the file, for formats of which sharp knows nothing or too little. */
const PROBERS: Record<string, Prober> = {}

/** Size, frames, colours and resolution, without decoding more than the head of the file. */
export async function probeMedia(
  bytes: FileBytes,
  { format }: MediaType,
  { picture, tags }: { picture: Sharp | null; tags: Tags },
): Promise<Shape> {
  const fromSharp = picture ? await probeSharp(picture) : {}
  const fromHead = (await PROBERS[format]?.(bytes)) ?? {}
  const shape = { ...UNKNOWN_SHAPE, ...fromSharp, ...readDpi(tags), ...fromHead }
  return {
    ...shape,
    displayWidth: shape.displayWidth ?? shape.width,
    displayHeight: shape.displayHeight ?? shape.height,
  }
}
