import type { Sharp } from 'sharp'
import type { Output } from './plan.ts'

/** Milliseconds of each frame, and how often all are shown; only for animations. */
export interface Timing {
  delay: number[] | undefined
  loop: number | undefined
}

export const CONTENT_TYPES: Record<Output['format'], string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
}

/** Bytes of the picture in sRGB, without metadata. */
export async function encode(image: Sharp, output: Output, timing: Timing): Promise<Buffer> {
  const { quality, lossless, effort } = output
  const { delay } = timing
  // GIFs may say 65,536; sharp takes one less at most.
  const loop = Math.min(output.loop ?? timing.loop ?? 0, 65_535)
  const times = delay ? { delay, loop } : {}
  switch (output.format) {
    case 'jpg':
      return image
        .jpeg({ quality, progressive: output.progressive, chromaSubsampling: output.chroma })
        .toBuffer()
    case 'png':
      return image
        .png({ palette: output.palette, ...(output.palette ? { effort: 4 } : {}) })
        .toBuffer()
    case 'webp':
      return image.webp({ quality, lossless, effort, ...times }).toBuffer()
    case 'avif':
      return image.avif({ quality, lossless, effort, chromaSubsampling: output.chroma }).toBuffer()
    case 'gif':
      return image.gif({ effort, ...times }).toBuffer()
  }
}
