/**
 * Writes the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding). Bytes are kept in
 * pieces, so that weights are not copied each time their message goes into another.
 */
export interface Encoded {
  readonly pieces: readonly Uint8Array[]
  readonly byteLength: number
}

const VARINT = 0
const LENGTH_DELIMITED = 2
const FIXED_32 = 5

export function message(...parts: Encoded[]): Encoded {
  return {
    pieces: parts.flatMap((part) => part.pieces),
    byteLength: parts.reduce((sum, part) => sum + part.byteLength, 0),
  }
}

/** @param value negative numbers take ten bytes, as int64 does */
export function intField(field: number, value: number | bigint): Encoded {
  return piece([...key(field, VARINT), ...varint(value)])
}

export function floatField(field: number, value: number): Encoded {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return piece([...key(field, FIXED_32), ...bytes])
}

export function textField(field: number, value: string): Encoded {
  return bytesField(field, new TextEncoder().encode(value))
}

export function bytesField(field: number, value: Uint8Array): Encoded {
  return messageField(field, { pieces: [value], byteLength: value.byteLength })
}

export function messageField(field: number, value: Encoded): Encoded {
  return message(piece([...key(field, LENGTH_DELIMITED), ...varint(value.byteLength)]), value)
}

function piece(bytes: number[]): Encoded {
  return { pieces: [Uint8Array.from(bytes)], byteLength: bytes.length }
}

function key(field: number, wireType: number): number[] {
  return varint((field << 3) | wireType)
}

function varint(value: number | bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return bytes
}
