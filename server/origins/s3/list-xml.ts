/** One object of a page of ListObjectsV2. */
export interface ListedObject {
  Key: string
  ETag: string
  Size: number
  LastModified: Date
}

export interface ListedPage {
  Contents: ListedObject[]
  IsTruncated: boolean
  NextContinuationToken: string | undefined
}

/**
 * Reads an answer to ListObjectsV2 as AWS and its like write it. The SDK's reader takes so long for each of a
 * million objects that it would be what listing takes; this one looks for what is wanted alone.
 * @returns null for XML of any other form, which is for a real reader
 */
export function readListXml(xml: string): ListedPage | null {
  // Comments, CDATA, document types, names encoded for URLs, elements with prefixes or attributes.
  if (/<!|<EncodingType>|<\w+:|<(?:Contents|Key|Size|ETag|LastModified)\s/.test(xml)) return null
  const isTruncated = textIn(xml, 'IsTruncated')
  if (!xml.includes('<ListBucketResult') || isTruncated === null) return null
  const page: ListedPage = {
    Contents: [],
    IsTruncated: isTruncated === 'true',
    NextContinuationToken: textIn(xml, 'NextContinuationToken') ?? undefined,
  }
  for (let at = xml.indexOf(BEGIN); at !== -1; ) {
    const to = xml.indexOf(END, at)
    const object = to === -1 ? null : readObject(xml.slice(at + BEGIN.length, to))
    if (!object) return null
    page.Contents.push(object)
    at = xml.indexOf(BEGIN, to)
  }
  return page
}

const BEGIN = '<Contents>'
const END = '</Contents>'

function readObject(xml: string): ListedObject | null {
  const Key = textIn(xml, 'Key')
  const size = textIn(xml, 'Size') ?? ''
  const LastModified = new Date(textIn(xml, 'LastModified') ?? '')
  if (Key === null || !/^\d{1,15}$/.test(size) || Number.isNaN(LastModified.getTime())) return null
  return { Key, Size: Number(size), ETag: textIn(xml, 'ETag') ?? '', LastModified }
}

/** The text of the first such element; null where there is none. */
function textIn(xml: string, name: string): string | null {
  const start = xml.indexOf(`<${name}>`)
  const end = start === -1 ? -1 : xml.indexOf('</', start)
  return end === -1 ? null : decode(xml.slice(start + name.length + 2, end))
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (all, hex, dec, name) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? all
      const code = hex === undefined ? Number(dec) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : all
    },
  )
}
