import { imageSize } from 'image-size'
import { Failure } from '../lib/failures.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'

/** Formats whose size is packed bit by bit, and of which nothing else is asked. */
export async function probeWithImageSize({ head }: FileBytes): Promise<Partial<Shape>> {
  try {
    const { width, height } = imageSize(head)
    return { width, height, frames: 1 }
  } catch (cause) {
    throw new Failure('broken_file', 'The header of the file is damaged.', { cause })
  }
}
