import { readFile, stat } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { Failure } from '../lib/failures.ts'
import { INPUT_OPTIONS } from './sharp-input.ts'
import { unpackSvg } from './svg.ts'

const SHARP_FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'])
const MAX_SVG_FILE_BYTES = 20 * 2 ** 20

/**
 * An original as a sharp picture, ready for a pipeline: not turned upright yet, first frame only.
 * @param format as detectMediaType names it
 * @returns null when Vitrine cannot decode the format
 * @throws Failure `broken_file` when the file is too damaged to begin with
 */
export async function openPicture(file: string, format: string): Promise<Sharp | null> {
  if (SHARP_FORMATS.has(format)) return sharp(file, INPUT_OPTIONS)
  if (format === 'svg') return sharp(await readSvg(file), INPUT_OPTIONS)
  return null
}

async function readSvg(file: string): Promise<Buffer> {
  if ((await stat(file)).size > MAX_SVG_FILE_BYTES) {
    throw new Failure('broken_file', 'The SVG is larger than 20 MiB.')
  }
  return unpackSvg(await readFile(file))
}
