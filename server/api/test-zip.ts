import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'

/** The files of a zip as its central directory has them, each checked: stored, whole, named in UTF-8. */
export function readZip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  assert.notEqual(end, -1, 'the zip has no end')
  const count = zip.readUInt16LE(end + 10)
  const files = new Map<string, Buffer>()
  let at = zip.readUInt32LE(end + 16)
  for (let n = 0; n < count; n++) {
    assert.equal(zip.toString('latin1', at, at + 4), 'PK\x01\x02')
    const nameBytes = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes)
    const size = zip.readUInt32LE(at + 24)
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(start, start + zip.readUInt32LE(at + 20))
    assert.equal(zip.readUInt16LE(at + 10), 0, 'stored')
    assert.equal(bytes.length, size)
    assert.equal(crc32(bytes), zip.readUInt32LE(at + 16), name)
    assert.ok(zip.readUInt16LE(at + 8) & 0x800, 'UTF-8')
    assert.ok(!files.has(name), `${name} twice`)
    files.set(name, bytes)
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  assert.equal(at, end, 'nothing between the directory and its end')
  return files
}
