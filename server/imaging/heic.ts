import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Failure } from '../lib/failures.ts'
import type { Raster } from './raster.ts'

const MAX_PIXELS = 2 ** 26

/** What is used of libheif-js, which has no types of its own. */
interface HeifImage {
  get_width(): number
  get_height(): number
  is_primary(): boolean
  display(
    target: { data: Uint8ClampedArray; width: number; height: number },
    done: (filled: { data: Uint8ClampedArray } | null) => void,
  ): void
  free(): void
}
interface Libheif {
  HeifDecoder: new () => { decode(file: Uint8Array): HeifImage[] }
}

/**
 * Decodes the primary picture of a HEIC file, upright, by libheif in WebAssembly: about 75 ms per megapixel,
 * during which nothing else runs in this process. Colours stay as they are in the file: a profile such as
 * Display P3 is not converted.
 * @throws Failure `broken_file`
 */
export async function decodeHeic(file: string): Promise<Raster> {
  // 2 MB of code that most processes never need
  const libheif: Libheif = createRequire(import.meta.url)('libheif-js/wasm-bundle')
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
