import { fileTypeFromBuffer } from 'file-type'
import type { MediaKind } from '../../contract/resources.ts'
import { looksLikeSvg } from './svg.ts'

export interface MediaType {
  contentType: string
  /** Short name of the format: jpeg, png, tiff, svg, mp4, …; for the unknown "unknown". */
  format: string
  mediaKind: MediaKind
}

const UNKNOWN: MediaType = {
  contentType: 'application/octet-stream',
  format: 'unknown',
  mediaKind: 'OTHER',
}

/** Where our name of a format differs from file-type's. */
const FORMAT_NAMES: Record<string, string> = {
  jpg: 'jpeg',
  apng: 'png',
  tif: 'tiff',
  heic: 'heif',
  mkv: 'mkv',
  ogv: 'ogg',
  m4v: 'mp4',
  '3g2': '3gp',
  j2c: 'jp2',
  jpx: 'jp2',
  jpm: 'jp2',
}

const CONTENT_TYPES: Record<string, string> = {
  apng: 'image/png',
  eps: 'application/postscript',
  avi: 'video/x-msvideo',
}

const STREAM: MediaType = {
  contentType: 'application/vnd.apple.mpegurl',
  format: 'm3u8',
  mediaKind: 'OTHER',
}

const DOCUMENTS = new Set(['pdf', 'ps', 'eps', 'indd'])
const VIDEO_CONTAINERS = new Set(['asf', 'ogm', 'mxf'])

/** Signatures at the very start that file-type does not know. */
const SIGNATURES: [ascii: string, contentType: string, format: string][] = [
  ['#?RADIANCE', 'image/vnd.radiance', 'hdr'],
  ['#?RGBE', 'image/vnd.radiance', 'hdr'],
  ['\x76\x2f\x31\x01', 'image/x-exr', 'exr'],
  ['qoif', 'image/x-qoi', 'qoi'],
  ['BPG\xfb', 'image/bpg', 'bpg'],
]

/**
 * Type, format and media kind by content alone; a name is never asked.
 * Whether there is more than one frame shows only later, so an animation is called IMAGE here.
 * @param head the first bytes of the file, 64 KiB if it has them
 */
export async function detectMediaType(head: Buffer, sizeBytes: number): Promise<MediaType> {
  const common = detectCommon(head)
  if (common) return common
  if (looksLikeSvg(head))
    return { contentType: 'image/svg+xml', format: 'svg', mediaKind: 'VECTOR' }
  const signed = detectSignature(head)
  if (signed) return signed
  if (looksLikeStream(head)) return STREAM
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  const isIcon = found?.ext === 'ico' || found?.ext === 'cur'
  if (isIcon && !hasIconEntry(head, sizeBytes)) return detectTga(head, sizeBytes) ?? UNKNOWN
  if (found) return nameType(found.ext, found.mime)
  return (
    detectLateSignature(head) ??
    detectPnm(head) ??
    detectPcx(head) ??
    detectTga(head, sizeBytes) ??
    UNKNOWN
  )
}

/** The four formats most libraries consist of, in a hundredth of the time. */
function detectCommon(head: Buffer): MediaType | null {
  const start = head.toString('latin1', 0, 12)
  if (start.startsWith('\xff\xd8\xff')) return image('image/jpeg', 'jpeg')
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return image('image/png', 'png')
  if (/^GIF8[79]a/.test(start)) return image('image/gif', 'gif')
  return /^RIFF.{4}WEBP/s.test(start) ? image('image/webp', 'webp') : null
}

function nameType(extension: string, mime: string): MediaType {
  const contentType = CONTENT_TYPES[extension] ?? mime.split(';')[0] ?? mime
  const format = FORMAT_NAMES[extension] ?? extension
  return { contentType, format, mediaKind: kindOf(contentType, format) }
}

function kindOf(contentType: string, format: string): MediaKind {
  if (DOCUMENTS.has(format)) return 'DOCUMENT'
  if (contentType.startsWith('image/') && format !== 'dwg') return 'IMAGE'
  if (contentType.startsWith('video/') || VIDEO_CONTAINERS.has(format)) return 'VIDEO'
  return 'OTHER'
}

function image(contentType: string, format: string): MediaType {
  return { contentType, format, mediaKind: 'IMAGE' }
}

function detectSignature(head: Buffer): MediaType | null {
  const start = head.toString('latin1', 0, 16)
  const match = SIGNATURES.find(([ascii]) => start.startsWith(ascii))
  return match ? image(match[1], match[2]) : null
}

/** A playlist of HLS (RFC 8216); lists of songs begin so, too, but have none of its tags. */
function looksLikeStream(head: Buffer): boolean {
  return head.toString('latin1', 0, 7) === '#EXTM3U' && head.includes('\n#EXT-X-')
}

/** Formats that file-type knows, but gives up on when a directory is far back or a marker is unusual. */
function detectLateSignature(head: Buffer): MediaType | null {
  const start = head.toString('latin1', 0, 4)
  if (/^(II[*+]\0|MM\0[*+])/.test(start)) return image('image/tiff', 'tiff')
  return start.startsWith('\xff\xd8') ? image('image/jpeg', 'jpeg') : null
}

const PNM_TYPES: Record<string, string> = {
  1: 'image/x-portable-bitmap',
  2: 'image/x-portable-graymap',
  3: 'image/x-portable-pixmap',
  4: 'image/x-portable-bitmap',
  5: 'image/x-portable-graymap',
  6: 'image/x-portable-pixmap',
}

function detectPnm(head: Buffer): MediaType | null {
  const match = /^P([1-6])(?:\s|#)/.exec(head.toString('latin1', 0, 3))
  const contentType = match?.[1] && PNM_TYPES[match[1]]
  return contentType ? image(contentType, 'ppm') : null
}

function detectPcx(head: Buffer): MediaType | null {
  if (head.length < 128 || head[0] !== 0x0a) return null
  const [, version = 9, encoding = 9, bits = 0] = head
  const known =
    [0, 2, 3, 4, 5].includes(version) && encoding <= 1 && [1, 2, 4, 8, 24].includes(bits)
  return known ? image('image/x-pcx', 'pcx') : null
}

/** The signature of icons is four bytes that other files begin with, too. */
function hasIconEntry(head: Buffer, sizeBytes: number): boolean {
  if (head.length < 22) return false
  const [count, length, offset] = [
    head.readUInt16LE(4),
    head.readUInt32LE(14),
    head.readUInt32LE(18),
  ]
  return count > 0 && length > 0 && offset >= 6 + 16 * count && offset < sizeBytes
}

/** A TGA starts without a signature: the whole header has to make sense, and the size has to fit. */
function detectTga(head: Buffer, sizeBytes: number): MediaType | null {
  if (head.length < 18) return null
  const colorMap = head.readUInt8(1)
  const imageType = head.readUInt8(2)
  const mapLength = head.readUInt16LE(5)
  const mapBits = head.readUInt8(7)
  const pixels = head.readUInt16LE(12) * head.readUInt16LE(14)
  const bits = head.readUInt8(16)
  const mapIsRight =
    colorMap === 0 ? mapLength === 0 : [15, 16, 24, 32].includes(mapBits) && mapLength > 0
  const plausible =
    colorMap <= 1 &&
    mapIsRight &&
    [1, 2, 3, 9, 10, 11].includes(imageType) &&
    (imageType % 8 !== 1 || colorMap === 1) &&
    [8, 15, 16, 24, 32].includes(bits) &&
    pixels > 0 &&
    (head.readUInt8(17) & 0xc0) === 0
  if (!plausible) return null
  const dataBytes = imageType < 8 ? pixels * Math.ceil(bits / 8) : pixels / 128
  const mapBytes = colorMap * mapLength * Math.ceil(mapBits / 8)
  const fits = 18 + head.readUInt8(0) + mapBytes + dataBytes <= sizeBytes
  return fits ? image('image/x-tga', 'tga') : null
}
