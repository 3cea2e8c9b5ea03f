import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { refuseFalseName } from '../imaging/broken-file.ts'
import { detectMediaType, type MediaType } from '../imaging/media-type.ts'
import { Failure } from '../lib/failures.ts'
import type { ByteRange, Origin, OriginFile } from '../origins/origin.ts'
import type { CacheSettings } from './cache-lifetime.ts'
import { contentDisposition, sourceHeaders } from './headers.ts'
import type { RenderParams } from './params/index.ts'

/** What an original is, by its first bytes; read once per version of a file. */
export interface OriginalTypes {
  find(source: { id: string; origin: Origin }, file: OriginFile): Promise<DetectedType>
}

interface DetectedType extends MediaType {
  head: Buffer
}

const HEAD_BYTES = 65_536

export function startOriginalTypes(): OriginalTypes {
  const known = new LRUCache<string, DetectedType>({ max: 10_000 })
  return {
    find: async ({ id, origin }, file) => {
      const key = `${id}\n${file.path}\n${file.etag}`
      const found = known.get(key)
      if (found) return found
      const head = await readHead(origin, file)
      // A kilobyte is enough to say what is wrong with a file, and many of them fit into memory.
      const type = {
        ...(await detectMediaType(head, file.sizeBytes)),
        head: Buffer.from(head.subarray(0, 1024)),
      }
      known.set(key, type)
      return type
    },
  }
}

async function readHead(origin: Origin, { path, sizeBytes }: OriginFile): Promise<Buffer> {
  if (sizeBytes === 0) return Buffer.alloc(0)
  const opened = await origin.open(path, { range: { start: 0, end: HEAD_BYTES - 1 } })
  if (!opened) throw new Failure('not_found', 'There is no such file.')
  return Buffer.concat(await opened.body.toArray())
}

/**
 * What is to be done with a file that cannot be rendered: nothing when it never was a picture, then it is
 * delivered as it is.
 * @throws Failure `unsupported_media` for a picture we cannot decode, `broken_file` for what is none
 *   although its name says so
 */
export function checkNoPicture(type: DetectedType, path: string): void {
  if (type.mediaKind === 'IMAGE' || type.mediaKind === 'VECTOR') {
    const detail = `Pictures of the format ${type.format.toUpperCase()} cannot be rendered.`
    throw new Failure('unsupported_media', detail)
  }
  if (type.mediaKind === 'OTHER') refuseFalseName(path, type.head, type.contentType)
}

/** Shown in the browser; anything else is a download, since it comes from the app's own host. */
const SHOWN = /^(image|video|audio)\//

export interface OriginalAnswer {
  request: FastifyRequest
  reply: FastifyReply
  source: CacheSettings & { id: string; origin: Origin }
  file: OriginFile
  type: MediaType
  params: RenderParams
}

/**
 * The bytes as they are in the Origin, or a range of them.
 * @throws Failure `changed_meanwhile` when the Origin has another version by now
 */
export async function sendOriginal(answer: OriginalAnswer): Promise<FastifyReply> {
  const { request, reply, source, file, type, params } = answer
  const etag = `"${file.etag.replaceAll(/[^\x21\x23-\x7e]/g, '')}"`
  reply.headers({
    ...sourceHeaders(source, file, params),
    ETag: etag,
    'Last-Modified': file.modifiedAt.toUTCString(),
    'Accept-Ranges': 'bytes',
    'Content-Type': type.contentType,
  })
  const name = params.dl ?? (SHOWN.test(type.contentType) ? undefined : file.path)
  if (name !== undefined) reply.header('Content-Disposition', contentDisposition(name))
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  const range = readRange(request, etag, file)
  reply.code(range ? 206 : 200)
  if (range) {
    const { start, end } = range
    reply.header('Content-Range', `bytes ${start}-${end}/${file.sizeBytes}`)
  }
  const length = range ? range.end - range.start + 1 : file.sizeBytes
  reply.header('Content-Length', String(length))
  if (request.method === 'HEAD' || length === 0) return reply.send('')
  const opened = await source.origin.open(file.path, range ? { range } : {})
  if (!opened) throw new Failure('not_found', 'There is no such file.')
  if (opened.etag !== file.etag || opened.sizeBytes !== file.sizeBytes) {
    opened.body.destroy()
    throw new Failure('changed_meanwhile', 'The file has just been changed.')
  }
  return reply.send(opened.body)
}

export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  if (header.trim() === '*') return true
  return header.split(',').some((given) => given.trim().replace(/^W\//, '') === etag)
}

/** RFC 9110: one range of bytes; several, or one that is no range, are the whole file. */
function readRange(
  { headers }: FastifyRequest,
  etag: string,
  { sizeBytes, modifiedAt }: OriginFile,
): Required<ByteRange> | null {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '')
  const condition = headers['if-range']
  if (!asked || (condition && condition !== etag && condition !== modifiedAt.toUTCString())) {
    return null
  }
  const [, first = '', last = ''] = asked
  if (first === '' && last === '') return null
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (first !== '' && last !== '' && Number(last) < start) return null
  if (start >= sizeBytes || end < start) {
    throw new Failure(
      'range_not_satisfiable',
      `The range lies outside the file, which has ${sizeBytes} bytes.`,
    )
  }
  return { start, end }
}
