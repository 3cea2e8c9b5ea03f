import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/*
 * Lists as Azure does and Azurite does not: with a start, in the order of a hierarchical namespace, in short pages. And
 * whatever an endpoint that is no Azure may answer.
 */

export interface AzureDouble {
  endpoint: string
  /** Queries of all lists asked for, in order. */
  lists: URLSearchParams[]
  close(): Promise<void>
}

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

/** A server that answers everything alike. */
export async function serve(answer: Answer): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface DoubleOptions {
  isHierarchical: boolean
  /** Whether a reader's SAS is told of the namespace. */
  tells?: boolean
  pageEntries?: number
}

/** A container with these paths, in no order. */
export async function startAzureDouble(
  paths: string[],
  { isHierarchical, tells = true, pageEntries = 3 }: DoubleOptions,
): Promise<AzureDouble> {
  const lists: URLSearchParams[] = []
  const entries = sortEntries(paths, isHierarchical)
  const { endpoint, close } = await serve((request, response) => {
    const { searchParams: query } = new URL(request.url ?? '', 'http://double')
    if (query.get('restype') === 'account') {
      response.setHeader('x-ms-is-hns-enabled', String(isHierarchical))
      const code = { 'x-ms-error-code': 'AuthorizationPermissionMismatch' }
      response.writeHead(tells ? 200 : 403, tells ? {} : code).end()
      return
    }
    lists.push(query)
    response.end(writePage(entries, query, pageEntries))
  })
  return { endpoint, lists, close }
}

interface Entry {
  name: string
  isFolder: boolean
}

/** In a hierarchical namespace folders are there themselves, and a slash comes before everything. */
function sortEntries(paths: string[], isHierarchical: boolean): Entry[] {
  const files = paths.map((name) => ({ name, isFolder: false }))
  const folders = new Set(isHierarchical ? paths.flatMap(foldersAbove) : [])
  const rank = ({ name }: Entry) => (isHierarchical ? name.replaceAll('/', '\0') : name)
  return [...files, ...[...folders].map((name) => ({ name, isFolder: true }))].sort((a, b) =>
    rank(a) < rank(b) ? -1 : 1,
  )
}

function foldersAbove(path: string): string[] {
  const segments = path.split('/').slice(0, -1)
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'))
}

function writePage(entries: Entry[], query: URLSearchParams, pageEntries: number): string {
  const prefix = query.get('prefix') ?? ''
  const start = query.get('startFrom') ?? ''
  const isFlat = !query.has('delimiter')
  const from = entries.findIndex(({ name }) => name >= start)
  const found = (from < 0 ? [] : entries.slice(from))
    .filter(({ name }) => name.startsWith(prefix) && name !== prefix)
    .filter(({ name }) => isFlat || !name.slice(prefix.length).includes('/'))
  const at = Number(query.get('marker') ?? 0)
  const page = found.slice(at, at + pageEntries)
  const next = at + pageEntries < found.length ? at + pageEntries : ''
  const blobs = page.map((entry) => writeEntry(entry, isFlat)).join('')
  return `\ufeff<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${blobs}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`
}

function writeEntry({ name, isFolder }: Entry, isFlat: boolean): string {
  const text = name.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  if (isFolder && !isFlat) return `<BlobPrefix><Name>${text}/</Name></BlobPrefix>`
  const kind = isFolder ? '<ResourceType>directory</ResourceType>' : ''
  return `<Blob><Name>${text}</Name><Properties><Last-Modified>Sun, 22 Nov 2026 03:07:05 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>1</Content-Length>${kind}</Properties></Blob>`
}
