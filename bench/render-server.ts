import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { createIPX, createIPXNodeServer, ipxFSStorage } from 'ipx'
import sharp, { type Sharp } from 'sharp'
import { startTestService } from '../server/render/test-service.ts'

/**
 * One of the programs that bench/render.ts compares, in a process of its own, over the photos whose paths are
 * its arguments: `ours`, `cached` (ours, with its cache), `ipx`, `buffer` (node:http with the bytes in memory)
 * or `loop` (no HTTP, renders when told by a message).
 */
async function main([kind = '', ...files]: string[]): Promise<void> {
  const folder = dirname(files[0] ?? '')
  if (kind === 'loop') return serveLoop(files)
  if (kind === 'ours' || kind === 'cached') {
    const cacheBytes = kind === 'ours' ? 0 : 100e6
    const service = await startTestService({
      folder,
      cacheBytes,
      processes: availableParallelism(),
    })
    await service.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = service.app.server.address() as AddressInfo // it listens on a port
    tell(port)
  } else if (kind === 'ipx') {
    const ipx = createIPX({ storage: ipxFSStorage({ dir: folder }) })
    serve(createIPXNodeServer(ipx))
  } else {
    const body = await sharp(files[0]).resize(400).webp().toBuffer()
    serve((_request, response) => {
      response.setHeader('Content-Type', 'image/webp').end(body)
    })
  }
}

function serve(handle: Parameters<typeof createServer>[1]): void {
  const server = createServer(handle)
  server.listen(0, '127.0.0.1', () => tell((server.address() as AddressInfo).port))
}

function tell(port: number): void {
  process.send?.({ port })
}

/** The settings of our renderings, so that the difference is all that is around them. */
const ENCODERS: Record<string, (image: Sharp) => Sharp> = {
  webp: (image) => image.webp({ quality: 75, effort: 2 }),
  jpg: (image) => image.jpeg({ quality: 75, progressive: true }),
  avif: (image) => image.avif({ quality: 56, effort: 3, chromaSubsampling: '4:2:0' }),
}

function serveLoop(files: string[]): void {
  sharp.concurrency(1)
  sharp.cache(false)
  process.on('message', async ({ format, count, atOnce }: LoopTask) => {
    let next = 0
    const work = async () => {
      while (next < count) {
        const file = files[next++ % files.length]
        const encode = ENCODERS[format]
        if (encode) await encode(sharp(file).autoOrient().resize(400)).toBuffer()
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    process.send?.({ done: true })
  })
  tell(0)
}

export interface LoopTask {
  format: string
  count: number
  atOnce: number
}

process.on('disconnect', () => process.exit())
await main(process.argv.slice(2))
