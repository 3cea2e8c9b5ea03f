import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { Failure } from '../../lib/failures.ts'
import type { ListOptions, Origin, OriginFile } from '../origin.ts'
import type { UploadTarget } from '../upload-target.ts'

export interface OriginFixture {
  /** Empty at first. */
  origin: Origin
  /** Writes to the same place; null for what can only be read. */
  target: UploadTarget | null
  /** Puts a file there behind the Origin's back, replacing what is there. */
  put(path: string, content: string): Promise<void>
  /** Removes everything the test has left. */
  close(): Promise<void>
}

export type Use = (fixture: OriginFixture) => Promise<void>

export type Promises = (title: string, use: Use) => Promise<void>

/** For the tests of Origins that are written to. */
export function targetOf({ target }: OriginFixture): UploadTarget {
  assert.ok(target)
  return target
}

export function utf8(text: string): Buffer {
  return Buffer.from(text)
}

export function sorted(paths: string[]): string[] {
  return paths.toSorted((a, b) => Buffer.compare(utf8(a), utf8(b)))
}

/** Of an Origin that is expected to be listable. */
export function listOf(origin: Origin, options?: ListOptions): AsyncIterable<OriginFile[]> {
  assert.ok(origin.list)
  return origin.list(options)
}

export async function pagesOf(origin: Origin, options?: ListOptions): Promise<OriginFile[][]> {
  return Array.fromAsync(listOf(origin, options))
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

export function create(target: UploadTarget, path: string, content: string): Promise<void> {
  const sizeBytes = utf8(content).length
  return target.create(path, chunked(content), { contentType: 'text/plain', sizeBytes })
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
