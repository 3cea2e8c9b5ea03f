import sax from 'sax'
import { MAX_PAGE_ENTRIES } from './container.ts'

/** What one page of a list says of one blob or folder: its elements by their path below it. */
export type ListedFields = Record<string, string>

export interface AzureListPage {
  entries: { kind: 'Blob' | 'BlobPrefix'; fields: ListedFields }[]
  /** Where the list goes on; empty at its end. */
  nextMarker: string
}

/** All that is used; metadata of the user's may have any name, so its path is kept. */
const FIELDS = new Set([
  'Name',
  'Properties/Content-Length',
  'Properties/Etag',
  'Properties/Last-Modified',
  'Properties/Cache-Control',
  'Properties/BlobType',
  'Properties/ResourceType',
  'Metadata/hdi_isfolder',
])
const MAX_DEPTH = 12
const MAX_PAGE_BYTES = 64 * 2 ** 20

/**
 * Reads a page of List Blobs while it arrives; memory holds what is used of it.
 * @throws Error for what is no such page
 */
export async function readListPage(chunks: AsyncIterable<Buffer>): Promise<AzureListPage> {
  const page: AzureListPage = { entries: [], nextMarker: '' }
  const parser = pageParser(page)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > MAX_PAGE_BYTES) throw new Error('the page has no end')
    parser.write(decoder.decode(chunk, { stream: true }))
  }
  parser.write(decoder.decode())
  parser.close()
  if (parser.rootName !== 'EnumerationResults') throw new Error('no list')
  return page
}

function pageParser(page: AzureListPage): sax.SAXParser & { rootName: string } {
  const parser = Object.assign(sax.parser(true), { rootName: '' })
  const open: string[] = []
  let text = ''
  let isEncoded = false
  let fields: ListedFields = {}
  parser.onerror = (error) => {
    throw error
  }
  parser.onopentag = ({ name, attributes }) => {
    if (open.length === MAX_DEPTH) throw new Error('too deep')
    parser.rootName ||= name
    open.push(name)
    text = ''
    isEncoded = attributes.Encoded === 'true'
    if (isEntry(open)) fields = {}
  }
  parser.ontext = (part) => {
    text += part
  }
  parser.oncdata = parser.ontext
  parser.onclosetag = (name) => {
    const field = open.slice(3).join('/')
    // Azure writes names that XML can't hold with percent signs.
    if (FIELDS.has(field)) fields[field] = isEncoded ? decodeURIComponent(text) : text
    if (open.length === 2 && name === 'NextMarker') page.nextMarker = text
    if (isEntry(open)) page.entries.push({ kind: name as 'Blob', fields })
    if (page.entries.length > MAX_PAGE_ENTRIES) throw new Error('too many entries')
    open.pop()
    text = ''
  }
  return parser
}

function isEntry([, blobs, kind, ...rest]: string[]): boolean {
  return blobs === 'Blobs' && (kind === 'Blob' || kind === 'BlobPrefix') && rest.length === 0
}
