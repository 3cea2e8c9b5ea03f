import type { About } from './about.ts'
import { type EncodeOptions, encodePicture } from './encode.ts'
import { addGrain, finishPicture, openPicture, type Picture } from './picture.ts'

/** One file of the library. */
export interface Sample {
  /** In the library, with forward slashes; the ending decides the format. */
  path: string
  /** ISO 8601; also becomes the file's own date. */
  takenAt: string
  make(): Promise<Uint8Array>
}

export interface PictureSample extends About, Omit<Sample, 'make'> {
  draw(width: number, height: number): Picture | Promise<Picture>
  size: readonly [width: number, height: number]
  /** Drawn at this share of its size and enlarged: for soft scenes that take long; grain hides it. */
  drawnAt?: number
  /** Film grain, in steps of 255; none for graphics. */
  grain?: number
  stored?: Pick<EncodeOptions, 'lyingDown' | 'profile' | 'dpi'>
}

/** A sample that is drawn as pixels and written with EXIF, IPTC and XMP. */
export function picture(sample: PictureSample): Sample {
  const { path, takenAt, draw, size, drawnAt, grain, stored, ...about } = sample
  return {
    path,
    takenAt,
    make: async () => {
      const drawn = await drawAt(draw, size, drawnAt ?? 1)
      const grained = grain ? addGrain(drawn, grain) : drawn
      return encodePicture(grained, { ...stored, path, about, takenAt: new Date(takenAt) })
    },
  }
}

async function drawAt(
  draw: PictureSample['draw'],
  [width, height]: PictureSample['size'],
  share: number,
): Promise<Picture> {
  const drawn = await draw(Math.round(width * share), Math.round(height * share))
  if (share === 1) return drawn
  return finishPicture(openPicture(drawn).resize(width, height, { fit: 'fill' }))
}
