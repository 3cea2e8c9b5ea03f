import type { FileBytes } from './file-bytes.ts'
import type { Shape } from './shape.ts'

export async function probeSvg(_bytes: FileBytes): Promise<Partial<Shape>> {
  return { colorModel: null, bitsPerChannel: null, orientation: null, frames: 1 }
}
