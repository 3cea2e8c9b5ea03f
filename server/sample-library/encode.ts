import { extname } from 'node:path'
import type { Sharp } from 'sharp'
import { type About, insertIptc, writeExif, writeXmp } from './about.ts'
import { openPicture, type Picture } from './picture.ts'

export interface EncodeOptions {
  /** Decides the format by its ending. */
  path: string
  takenAt: Date
  about: About
  /** Stored lying down, with EXIF orientation 6 ("turn right to see it upright"), as phones do. */
  lyingDown?: boolean
  /** Colours outside sRGB: Display P3 for screens, CMYK for print. */
  profile?: 'p3' | 'cmyk'
  dpi?: number
}

export async function encodePicture(picture: Picture, options: EncodeOptions): Promise<Buffer> {
  const { path, takenAt, about, lyingDown, profile, dpi = 72 } = options
  const format = extname(path)
  let image = openPicture(picture)
  if (lyingDown) image = image.rotate(270).withMetadata({ orientation: 6 })
  if (profile === 'cmyk') image = image.toColourspace('cmyk').withIccProfile('cmyk')
  if (profile === 'p3') image = image.withIccProfile('p3')
  image = image.withExif(writeExif(about, takenAt)).withDensity(dpi)
  image = image.withXmp(writeXmp(about, takenAt))
  const bytes = await toFormat(image, format).toBuffer()
  return format === '.jpg' ? insertIptc(bytes, about) : bytes
}

function toFormat(image: Sharp, format: string): Sharp {
  switch (format) {
    case '.jpg':
      return image.jpeg({ quality: 86, chromaSubsampling: '4:4:4' })
    case '.png':
      return image.png({ compressionLevel: 6 })
    case '.webp':
      return image.webp({ quality: 84, effort: 2 })
    case '.avif':
      return image.avif({ quality: 60, effort: 1 })
    case '.tif':
      return image.tiff({ compression: 'lzw', predictor: 'horizontal' })
    default:
      throw new Error(`No sample is written as ${format}.`)
  }
}
