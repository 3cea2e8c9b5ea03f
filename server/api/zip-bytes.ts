import { crc32 } from 'node:zlib'

/** The zip format (PKWARE APPNOTE 6.3), as much of it as is needed: stored files, names in UTF-8, zip64 where sizes ask for it. */

export interface ZipEntry {
  /** With slashes; safe to unpack (zip-names.ts). */
  name: string
  modifiedAt: Date
  /** All bytes, or the first of them. */
  head: Buffer[]
  /** The others; null: there are none. */
  rest: AsyncIterable<Buffer> | null
}

const LOCAL_HEADER = 0x04034b50
const DESCRIPTOR = 0x08074b50
const CENTRAL_HEADER = 0x02014b50
const ZIP64_END = 0x06064b50
const ZIP64_LOCATOR = 0x07064b50
const END = 0x06054b50

const VERSION = 20
const ZIP64_VERSION = 45
const BY_UNIX = 3 << 8
const READABLE_FILE = 0o100644 * 2 ** 16
const IN_UTF8 = 1 << 11
const SIZES_FOLLOW = 1 << 3
/** These mean: see the zip64 field. */
const FULL_32 = 0xffffffff
const FULL_16 = 0xffff
/** Records of the directory are sent so many at a time. */
const DIRECTORY_PART = 500

/** What both headers of a file say. */
interface Header {
  name: Buffer
  flags: number
  modifiedAt: Date
  crc: number
  size: number
}

/** The bytes of a zip, one entry after the other; of entries that are through it holds some hundred bytes each. */
export async function* zipBytes(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = []
  let at = 0
  for await (const entry of entries) {
    const header = startHeader(entry)
    const local = localHeader(header)
    const offset = at
    at += local.length + header.size
    yield local
    yield* entry.head
    if (entry.rest) {
      for await (const part of entry.rest) {
        header.crc = crc32(part, header.crc)
        header.size += part.length
        at += part.length
        yield part
      }
      const sizes = descriptor(header)
      at += sizes.length
      yield sizes
    }
    directory.push(centralHeader(header, offset))
  }
  for (let from = 0; from < directory.length; from += DIRECTORY_PART) {
    yield Buffer.concat(directory.slice(from, from + DIRECTORY_PART))
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0)
  yield endOfZip({ count: directory.length, directoryBytes, at })
}

function startHeader({ name, modifiedAt, head, rest }: ZipEntry): Header {
  return {
    name: Buffer.from(name),
    flags: IN_UTF8 | (rest ? SIZES_FOLLOW : 0),
    modifiedAt,
    crc: head.reduce((crc, part) => crc32(part, crc), 0),
    size: head.reduce((sum, part) => sum + part.length, 0),
  }
}

function localHeader({ name, flags, modifiedAt, crc, size }: Header): Buffer {
  const isKnown = !(flags & SIZES_FOLLOW)
  const extra = timeField(modifiedAt)
  const fixed = Buffer.alloc(30)
  fixed.writeUInt32LE(LOCAL_HEADER, 0)
  fixed.writeUInt16LE(VERSION, 4)
  fixed.writeUInt16LE(flags, 6)
  fixed.writeUInt32LE(dosTime(modifiedAt), 10)
  if (isKnown) {
    fixed.writeUInt32LE(crc, 14)
    fixed.writeUInt32LE(size, 18)
    fixed.writeUInt32LE(size, 22)
  }
  fixed.writeUInt16LE(name.length, 26)
  fixed.writeUInt16LE(extra.length, 28)
  return Buffer.concat([fixed, name, extra])
}

function descriptor({ crc, size }: Header): Buffer {
  const isLarge = size >= FULL_32
  const bytes = Buffer.alloc(isLarge ? 24 : 16)
  bytes.writeUInt32LE(DESCRIPTOR, 0)
  bytes.writeUInt32LE(crc, 4)
  for (const which of [0, 1]) {
    if (isLarge) bytes.writeBigUInt64LE(BigInt(size), 8 + 8 * which)
    else bytes.writeUInt32LE(size, 8 + 4 * which)
  }
  return bytes
}

function centralHeader({ name, flags, modifiedAt, crc, size }: Header, offset: number): Buffer {
  const large = [...(size >= FULL_32 ? [size, size] : []), ...(offset >= FULL_32 ? [offset] : [])]
  const extra = Buffer.concat([timeField(modifiedAt), zip64Field(large)])
  const version = large.length > 0 ? ZIP64_VERSION : VERSION
  const fixed = Buffer.alloc(46)
  fixed.writeUInt32LE(CENTRAL_HEADER, 0)
  fixed.writeUInt16LE(BY_UNIX | version, 4)
  fixed.writeUInt16LE(version, 6)
  fixed.writeUInt16LE(flags, 8)
  fixed.writeUInt32LE(dosTime(modifiedAt), 12)
  fixed.writeUInt32LE(crc, 16)
  fixed.writeUInt32LE(Math.min(size, FULL_32), 20)
  fixed.writeUInt32LE(Math.min(size, FULL_32), 24)
  fixed.writeUInt16LE(name.length, 28)
  fixed.writeUInt16LE(extra.length, 30)
  fixed.writeUInt32LE(READABLE_FILE, 38)
  fixed.writeUInt32LE(Math.min(offset, FULL_32), 42)
  return Buffer.concat([fixed, name, extra])
}

/** @param at where the directory begins */
function endOfZip({
  count,
  directoryBytes,
  at,
}: {
  count: number
  directoryBytes: number
  at: number
}): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(Math.min(count, FULL_16), 8)
  end.writeUInt16LE(Math.min(count, FULL_16), 10)
  end.writeUInt32LE(Math.min(directoryBytes, FULL_32), 12)
  end.writeUInt32LE(Math.min(at, FULL_32), 16)
  if (count < FULL_16 && directoryBytes < FULL_32 && at < FULL_32) return end
  const large = Buffer.alloc(56)
  large.writeUInt32LE(ZIP64_END, 0)
  large.writeBigUInt64LE(44n, 4)
  large.writeUInt16LE(BY_UNIX | ZIP64_VERSION, 12)
  large.writeUInt16LE(ZIP64_VERSION, 14)
  large.writeBigUInt64LE(BigInt(count), 24)
  large.writeBigUInt64LE(BigInt(count), 32)
  large.writeBigUInt64LE(BigInt(directoryBytes), 40)
  large.writeBigUInt64LE(BigInt(at), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(ZIP64_LOCATOR, 0)
  locator.writeBigUInt64LE(BigInt(at + directoryBytes), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([large, locator, end])
}

/** Sizes and places that do not fit into 32 bits, in this order. */
function zip64Field(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0)
  const field = Buffer.alloc(4 + 8 * values.length)
  field.writeUInt16LE(0x0001, 0)
  field.writeUInt16LE(8 * values.length, 2)
  for (const [place, value] of values.entries()) {
    field.writeBigUInt64LE(BigInt(value), 4 + 8 * place)
  }
  return field
}

/** Info-ZIP's field: seconds since 1970, whatever the time zone of who unpacks. */
function timeField(date: Date): Buffer {
  const field = Buffer.alloc(9)
  field.writeUInt16LE(0x5455, 0)
  field.writeUInt16LE(5, 2)
  field.writeUInt8(1, 4)
  const seconds = Math.floor(date.getTime() / 1000)
  field.writeInt32LE(Math.min(Math.max(seconds, -(2 ** 31)), 2 ** 31 - 1), 5)
  return field
}

const FIRST_DOS_TIME = Date.UTC(1980, 0, 1)
const LAST_DOS_TIME = Date.UTC(2107, 11, 31)

/** Time in the lower 16 bits, date above. */
function dosTime(date: Date): number {
  const on = new Date(Math.min(Math.max(date.getTime(), FIRST_DOS_TIME), LAST_DOS_TIME))
  const time = (on.getUTCHours() << 11) | (on.getUTCMinutes() << 5) | (on.getUTCSeconds() >> 1)
  const day = ((on.getUTCFullYear() - 1980) << 9) | ((on.getUTCMonth() + 1) << 5) | on.getUTCDate()
  return day * 2 ** 16 + time
}
