import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'
import { type Tags, tagNumber } from './tags.ts'

const COLOR_MODELS: Record<number, string> = {
  0: 'Gray',
  1: 'Gray',
  2: 'RGB',
  3: 'Indexed',
  5: 'CMYK',
  6: 'RGB',
  8: 'Lab',
  9: 'Lab',
}

/** Beside what sharp finds out: the file's own colour model, also of kinds that sharp cannot decode. */
export async function probeTiff(_bytes: FileBytes, { exif }: Tags): Promise<Partial<Shape>> {
  const photometric = tagNumber(exif, 'PhotometricInterpretation')
  const shape: Partial<Shape> = {}
  const width = tagNumber(exif, 'ImageWidth')
  const height = tagNumber(exif, 'ImageLength')
  const model = photometric === null ? undefined : COLOR_MODELS[photometric]
  if (width && height) Object.assign(shape, { width, height })
  if (model) shape.colorModel = model
  return shape
}
