import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { detectMediaType } from './media-type.ts'

function tga(change: Record<number, number> = {}): Buffer {
  const file = Buffer.alloc(18 + 4 * 3 * 3)
  file.set([0, 0, 2], 0)
  file.set([4, 0, 3, 0, 24], 12)
  for (const [at, value] of Object.entries(change)) file[Number(at)] = value
  return file
}

const pcx = Buffer.alloc(128)
pcx.set([0x0a, 5, 1, 8])

const ftyp = (brand: string) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mp42`, 'latin1')
const files: [name: string, content: Buffer | string, format: string, mediaKind: string][] = [
  ['nothing', '', 'unknown', 'OTHER'],
  ['text', 'just some words', 'unknown', 'OTHER'],
  ['a web page', '<!doctype html><svg></svg>', 'unknown', 'OTHER'],
  ['other XML', '<?xml version="1.0"?><note/>', 'xml', 'OTHER'],
  ['a comment that speaks of SVG', '<!-- <svg> --><note/>', 'unknown', 'OTHER'],
  ['SVG with a prefix', '<s:svg xmlns:s="http://www.w3.org/2000/svg"/>', 'svg', 'VECTOR'],
  ['SVG in UTF-16', Buffer.from('\uFEFF<svg/>', 'utf16le'), 'svg', 'VECTOR'],
  ['compressed SVG', gzipSync('<svg/>'), 'svg', 'VECTOR'],
  ['compressed anything', gzipSync('words'), 'gz', 'OTHER'],
  ['PDF', '%PDF-1.7\n', 'pdf', 'DOCUMENT'],
  ['EPS', '%!PS-Adobe-3.0 EPSF-3.0\n', 'eps', 'DOCUMENT'],
  ['MP4', ftyp('isom'), 'mp4', 'VIDEO'],
  ['HEIC', ftyp('heic'), 'heif', 'IMAGE'],
  ['AVIF', ftyp('avif'), 'avif', 'IMAGE'],
  ['TIFF whose directory is far away', Buffer.from('49492a00ffff0000', 'hex'), 'tiff', 'IMAGE'],
  ['PNM', 'P6 2 2 255\n', 'ppm', 'IMAGE'],
  ['PCX', pcx, 'pcx', 'IMAGE'],
  ['TGA', tga(), 'tga', 'IMAGE'],
  ['TGA that begins like a cursor', tga({ 3: 0 }), 'tga', 'IMAGE'],
  ['nearly TGA, with an impossible depth', tga({ 16: 7 }), 'unknown', 'OTHER'],
  ['nearly TGA, too short for its size', tga({ 12: 99 }), 'unknown', 'OTHER'],
  ['Radiance', '#?RADIANCE\n', 'hdr', 'IMAGE'],
  ['an HLS playlist', '#EXTM3U\r\n#EXT-X-VERSION:3\r\n', 'm3u8', 'OTHER'],
  ['a list of songs', '#EXTM3U\n#EXTINF:123,Song\nsong.mp3\n', 'unknown', 'OTHER'],
  ['ZIP', Buffer.from('504b0506'.padEnd(44, '0'), 'hex'), 'zip', 'OTHER'],
]
for (const [name, content, format, mediaKind] of files) {
  test(`${name} is ${format}`, async () => {
    const bytes = Buffer.from(content)
    const type = await detectMediaType(bytes, bytes.length)
    assert.deepEqual([type.format, type.mediaKind], [format, mediaKind])
  })
}
