import { readFile } from 'node:fs/promises'
import type { HeifImage } from 'libheif-js/wasm-bundle.js'
import { Failure } from '../lib/failures.ts'
import type { Raster } from './raster.ts'

const MAX_PIXELS = 2 ** 26

/**
 * Decodes the primary picture of a HEIC file, upright, by libheif in WebAssembly: about 75 ms per megapixel,
 * during which nothing else runs in this process. Colours stay as they are in the file: a profile such as
 * Display P3 is not converted.
 * @throws Failure `broken_file`
 */
export async function decodeHeic(file: string): Promise<Raster> {
  // 2 MB of code that most processes never need
  const { default: libheif } = await import('libheif-js/wasm-bundle.js')
  const images = new libheif.HeifDecoder().decode(await readFile(file))
  try {
    const image = images.find((candidate) => candidate.is_primary()) ?? images[0]
    if (!image) throw new Failure('broken_file', 'The HEIF data holds no picture.')
    return await decodeImage(image)
  } finally {
    for (const image of images) image.free()
  }
}

async function decodeImage(image: HeifImage): Promise<Raster> {
  const [width, height] = [image.get_width(), image.get_height()]
  if (width * height > MAX_PIXELS) {
    throw new Failure('broken_file', 'The HEIF picture is too large to be decoded.')
  }
  const data = new Uint8ClampedArray(width * height * 4)
  const filled = await new Promise((resolve) => {
    image.display({ data, width, height }, resolve)
  })
  if (!filled) throw new Failure('broken_file', 'The HEIF data is damaged, or cannot be decoded.')
  return { data: new Uint8Array(data.buffer), width, height, channels: 4 }
}
