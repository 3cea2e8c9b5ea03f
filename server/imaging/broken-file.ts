import { extname } from 'node:path'
import { Failure } from '../lib/failures.ts'

/** What the decoders' messages mean, for a person. The first that matches. */
const UNSUPPORTED = /unsupported|not a whole number of bytes|samples out of range|bad labq format/i

const MEANINGS: [pattern: RegExp, sentence: string][] = [
  [
    /premature end|truncat|end of (stream|file)|not enough|ends too early|short read|read gave|Read error/i,
    'data ends too early.',
  ],
  [/bad dimensions/i, 'picture has no size.'],
  [/pixel limit|exceeds|too large|too big|dimension/i, 'picture is too large to be decoded.'],
  [/Input file is missing/i, 'file is missing.'],
  [
    /unsupported image format|unsupported|not a known|SOF type/i,
    'data is of a kind that cannot be decoded.',
  ],
  [
    /bogus|corrupt|invalid|bad |crc|checksum|zlib|huffman|Unable to parse|XML parse/i,
    'data is damaged.',
  ],
]

/** Whether an error says that the decoder does not know this kind of the format; the file may be right. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof Error && UNSUPPORTED.test(error.message)
}

/** A decoder's error as a Failure whose detail says what is wrong with the file. */
export function toBrokenFile(format: string, cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  const meaning = MEANINGS.find(([pattern]) => pattern.test(message))?.[1]
  const sentence = meaning ?? 'data cannot be decoded.'
  return new Failure('broken_file', `The ${format.toUpperCase()} ${sentence}`, { cause })
}

const MEDIA_EXTENSIONS = new Set(
  (
    'jpg jpeg jpe jfif png apng gif webp avif tif tiff bmp dib svg svgz heic heif hif jxl jp2 j2k ico cur psd psb ' +
    'tga pcx ppm pgm pbm pnm hdr exr pdf ai eps ps mp4 m4v mov webm mkv avi wmv flv 3gp ogv mpg mpeg'
  ).split(' '),
)

/**
 * A file whose content is no media at all may be anything a library holds; but when its name promises a
 * picture, a document or a video, somebody wants to know. Only used once the content could not be placed.
 */
export function refuseFalseName(name: string, head: Buffer, contentType: string): void {
  const extension = extname(name).slice(1).toLowerCase()
  if (!MEDIA_EXTENSIONS.has(extension)) return
  if (head.length === 0) throw new Failure('broken_file', 'The file is empty.')
  throw new Failure(
    'broken_file',
    `The name ends in .${extension}, but the content is ${describeContent(head, contentType)}.`,
  )
}

function describeContent(head: Buffer, contentType: string): string {
  const start = head.toString('utf8', 0, 1024)
  if (/^\s*(<!doctype html|<html)/i.test(start)) return 'a web page'
  if (contentType !== 'application/octet-stream') return `of the type ${contentType}`
  if (!/[^\P{Cc}\s]|\ufffd/u.test(start)) return 'plain text'
  return 'not of any known type'
}
