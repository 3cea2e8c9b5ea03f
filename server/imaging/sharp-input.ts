import sharp, { type SharpOptions } from 'sharp'

/** Every process that decodes calls this once. One thread per image: the processes are the parallelism. */
export function configureSharp(): void {
  sharp.concurrency(1)
  // The operation cache keeps decoders and their memory alive, and no two files are the same.
  sharp.cache(false)
}

/** The largest picture that is decoded: 268 megapixels, more than any camera makes. */
const MAX_INPUT_PIXELS = 2 ** 28

/**
 * How every original is opened. Odd but readable data passes, as in every viewer; a file that ends too early
 * does not: half a picture must not be taken for the whole.
 */
export const INPUT_OPTIONS: SharpOptions = {
  failOn: 'truncated',
  limitInputPixels: MAX_INPUT_PIXELS,
  unlimited: false,
}
