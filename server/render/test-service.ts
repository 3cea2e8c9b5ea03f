import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import sharp from 'sharp'
import { startDiskCache } from '../lib/disk-cache.ts'
import { localFolder } from '../origins/local/local-folder.ts'
import type { Origin, OriginFile } from '../origins/origin.ts'
import { type RenderCache, startRenderCache } from './cache.ts'
import { type RenderSource, renderRoutes } from './handler.ts'
import { startOriginals } from './originals.ts'
import { type Renderer, type RendererOptions, startRenderer } from './renderer.ts'

export const SOURCE_ID = 'a1b2c3d4e5f6a1b2c3d4e5f6'

/** The Rendering API over a folder of its own, without a database: for tests and benches. */
export interface TestService {
  app: FastifyInstance
  /** Change it between requests. */
  source: RenderSource
  cache: RenderCache
  renderer: Renderer
  /** Everything that was reported as rendered. */
  rendered: OriginFile[]
  folder: string
  write(path: string, bytes: Uint8Array | string): Promise<void>
  /** @param address path and query below the source */
  get(address: string, options?: InjectOptions): Promise<Answer>
  close(): Promise<void>
}

export interface Answer {
  status: number
  headers: Record<string, string | undefined>
  body: Buffer
  text: string
}

export interface TestServiceOptions extends Partial<RendererOptions> {
  revalidateSeconds?: number
  cacheFolder?: string
  /** 0 keeps nothing: every request is a rendering. */
  cacheBytes?: number
  originalsMaxBytes?: number
  /** Instead of the service's own folder. */
  folder?: string
  wrapOrigin?(origin: Origin): Origin
}

export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const base = await mkdtemp(join(tmpdir(), 'vitrine-render-'))
  const folder = options.folder ?? join(base, 'library')
  await mkdir(folder, { recursive: true })
  const disk = await startDiskCache({
    folder: options.cacheFolder ?? join(base, 'cache'),
    maxBytes: options.cacheBytes ?? 200e6,
    maxMemoryBytes: (options.cacheBytes ?? 200e6) / 10,
  })
  const { revalidateSeconds = 60 } = options
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const cache = startRenderCache({ disk, revalidateSeconds, onError })
  const renderer = startRenderer({ processes: 2, maxWaiting: 50, timeoutSeconds: 30, ...options })
  const maxBytes = options.originalsMaxBytes ?? 100e6
  const originals = await startOriginals({ folder: join(base, 'originals'), maxBytes })
  const source = testSource((options.wrapOrigin ?? ((origin) => origin))(localFolder(folder)))
  const rendered: OriginFile[] = []
  const app = fastify({ logger: false })
  renderRoutes(app, {
    findSource: async ({ host }) => (host === 'test' || host === 'test.example' ? source : null),
    onRendered: (_source, file) => rendered.push(file),
    cache,
    originals,
    renderer,
  })
  return {
    ...{ app, source, cache, renderer, rendered, folder },
    write: async (path, bytes) => {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), bytes)
    },
    get: async (address, request = {}) => {
      const { statusCode, headers, rawPayload, payload } = await app.inject({
        url: `/render/test/${address}`,
        ...request,
      })
      const texts = Object.entries(headers).map(([name, value]) => [name, value?.toString()])
      const byName = Object.fromEntries(texts)
      return { status: statusCode, headers: byName, body: rawPayload, text: payload }
    },
    close: async () => {
      await app.close()
      await renderer.close()
      await disk.close()
      await rm(base, { recursive: true, force: true })
      if (errors.length > 0) throw new AggregateError(errors, 'errors in the background')
    },
  }
}

function testSource(origin: Origin): RenderSource {
  return {
    id: SOURCE_ID,
    enabled: true,
    purges: { count: 0, below: [] },
    origin,
    secureUrlToken: null,
    defaultParams: {},
    cacheTtlSeconds: 31_536_000,
    cacheTtlErrorSeconds: 300,
    cacheTtlBehavior: 'respect_origin',
  }
}

/** Four quarters: red, green (upper row), blue, white (lower row). */
export async function quarters(width: number, height: number) {
  const squares = ['f00', '0f0', '00f', 'fff'].map(
    (fill, at) => `<path fill="#${fill}" d="M${at % 2} ${at >> 1}h1v1h-1z"/>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 2 2" preserveAspectRatio="none" shape-rendering="crispEdges">${squares.join('')}</svg>`
  return sharp(Buffer.from(svg)).removeAlpha()
}

/** Colour at a place given in shares of width and height, as `r,g,b` or `r,g,b,a`. */
export async function colorAt(picture: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true })
  const column = Math.min(info.width - 1, Math.floor(x * info.width))
  const row = Math.min(info.height - 1, Math.floor(y * info.height))
  const at = (row * info.width + column) * info.channels
  return [...data.subarray(at, at + info.channels)]
}

/** Name of the nearest of a few plain colours; `clear` for what cannot be seen. */
export async function nameAt(picture: Buffer, x: number, y: number): Promise<string> {
  const [red = 0, green = 0, blue = 0, alpha = 255] = await colorAt(picture, x, y)
  if (alpha < 128) return 'clear'
  const name = [red, green, blue].map((level) => (level > 127 ? 1 : 0)).join('')
  return COLORS[name] ?? name
}

const COLORS: Record<string, string> = {
  '000': 'black',
  '100': 'red',
  '010': 'green',
  '001': 'blue',
  '110': 'yellow',
  '011': 'cyan',
  '101': 'magenta',
  '111': 'white',
}
