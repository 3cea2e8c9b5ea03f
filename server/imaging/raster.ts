/** Decoded pixels: 8 bits per channel, rows from the top, in sRGB. */
export interface Raster {
  data: Uint8Array
  width: number
  height: number
  /** 1 gray, 2 gray + alpha, 3 RGB, 4 RGB + alpha; alpha is not multiplied in. */
  channels: 1 | 2 | 3 | 4
}

/**
 * Calls `use` for a grid of pixels that is at most `maxSide` on each side, in reading order.
 * @returns the columns of that grid
 */
export function samplePixels(
  { data, width, height, channels }: Raster,
  maxSide: number,
  use: (red: number, green: number, blue: number, alpha: number) => void,
): number {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / maxSide))
  const start = step >> 1
  const hasColor = channels > 2
  const alphaAt = channels === 4 ? 3 : channels === 2 ? 1 : -1
  for (let y = Math.min(start, height - 1); y < height; y += step) {
    for (let x = Math.min(start, width - 1); x < width; x += step) {
      const at = (y * width + x) * channels
      const first = data[at] ?? 0
      const alpha = alphaAt < 0 ? 255 : (data[at + alphaAt] ?? 255)
      if (hasColor) use(first, data[at + 1] ?? 0, data[at + 2] ?? 0, alpha)
      else use(first, first, first, alpha)
    }
  }
  return Math.ceil((width - Math.min(start, width - 1)) / step)
}
