import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { Failure } from '../lib/failures.ts'
import type { Origin, OriginFile } from './origin.ts'

export function utf8(text: string): Buffer {
  return Buffer.from(text)
}

export function sorted(paths: string[]): string[] {
  return paths.toSorted((a, b) => Buffer.compare(utf8(a), utf8(b)))
}

export async function pagesOf(
  origin: Origin,
  options?: { after?: string; signal?: AbortSignal },
): Promise<OriginFile[][]> {
  return Array.fromAsync(origin.list(options))
}

export async function pathsOf(origin: Origin, after?: string): Promise<string[]> {
  const pages = await pagesOf(origin, after === undefined ? {} : { after })
  return pages.flat().map((file) => file.path)
}

export async function text(body: Readable): Promise<string> {
  return (await buffer(body)).toString()
}

export async function readAll(origin: Origin, path: string): Promise<string | null> {
  const opened = await origin.open(path)
  return opened && text(opened.body)
}

export function create(origin: Origin, path: string, content: string): Promise<OriginFile> {
  const sizeBytes = utf8(content).length
  return origin.create(path, chunked(content), { contentType: 'text/plain', sizeBytes })
}

export function chunked(content: string): Readable {
  return Readable.from(chunksOf(utf8(content)), { objectMode: false })
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

export async function* breaking(error: Error): AsyncGenerator<Buffer> {
  for (let chunk = 0; chunk < 30; chunk += 1) yield Buffer.alloc(65_536, 'p')
  await setImmediate()
  throw error
}

/** Letter by letter, so slowly that what was sent before the last one arrives before it. */
export async function* dripping(content: string): AsyncGenerator<Buffer> {
  for (const letter of content) {
    await wait(25)
    yield Buffer.from(letter)
  }
}

export async function* endless(onTenth: () => void): AsyncGenerator<Buffer> {
  for (let chunk = 1; ; chunk += 1) {
    if (chunk === 10) onTenth()
    yield Buffer.alloc(65_536, 'e')
    await setImmediate()
  }
}

export async function rejectsWith(code: Failure['code'], promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof Failure, String(error))
    assert.equal(error.code, code, error.detail)
    assert.match(error.detail, /\.$/)
    return true
  })
}
