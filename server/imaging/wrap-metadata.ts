/** Blocks of metadata as formats hand them out, each without a prefix of its own. */
export interface MetadataBlocks {
  /** Without a prefix: it starts with the byte order. */
  exif?: Buffer | undefined
  xmp?: Buffer | undefined
  iptc?: Buffer | undefined
}

/** The blocks in a JPEG without a picture, which is a form that metadata can be read from. */
export function wrapMetadata({ exif, xmp, iptc }: MetadataBlocks): Buffer {
  const parts: Buffer[] = [Buffer.from([0xff, 0xd8])]
  const add = (marker: number, prefix: string, body: Buffer | undefined) => {
    const length = 2 + prefix.length + (body?.length ?? 0)
    if (!body || length > 0xffff) return
    const start = Buffer.from([0xff, marker, length >> 8, length & 255])
    parts.push(start, Buffer.from(prefix, 'latin1'), body)
  }
  add(0xe1, 'Exif\0\0', exif)
  add(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp)
  if (iptc) add(0xed, 'Photoshop 3.0\0', toPhotoshopResource(iptc))
  return Buffer.concat([...parts, Buffer.from([0xff, 0xd9])])
}

/** IPTC as Photoshop keeps it, unless it already is. */
function toPhotoshopResource(iptc: Buffer): Buffer {
  if (iptc.toString('latin1', 0, 4) === '8BIM') return iptc
  const head = Buffer.from('8BIM\x04\x04\0\0\0\0\0\0', 'latin1')
  head.writeUInt32BE(iptc.length, 8)
  return Buffer.concat([head, iptc, Buffer.alloc(iptc.length % 2)])
}
