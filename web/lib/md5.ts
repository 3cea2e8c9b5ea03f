/**
 * MD5 (RFC 1321) of a text in UTF-8, as 32 hex digits. Only because imgix signs addresses with it;
 * browsers do not offer it.
 */
export function md5(text: string): string {
  const words = padMessage(new TextEncoder().encode(text))
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  for (let at = 0; at < words.length; at += 16) mixBlock(state, words.subarray(at, at + 16))
  return state.map(toLittleEndianHex).join('')
}

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const
const SINES = Int32Array.from({ length: 64 }, (_, i) =>
  Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32),
)

function padMessage(bytes: Uint8Array): Int32Array {
  const length = ((bytes.length + 8) >> 6) * 16 + 16
  const padded = new DataView(new ArrayBuffer(length * 4))
  bytes.forEach((byte, i) => {
    padded.setUint8(i, byte)
  })
  padded.setUint8(bytes.length, 0x80)
  padded.setUint32(length * 4 - 8, bytes.length * 8, true)
  padded.setUint32(length * 4 - 4, Math.floor(bytes.length / 2 ** 29), true)
  return Int32Array.from({ length }, (_, i) => padded.getInt32(i * 4, true))
}

function mixBlock(state: number[], block: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (let i = 0; i < 64; i++) {
    const round = i >> 4
    const [mixed, word] = mixStep(round, i, b, c, d)
    const sum = (a + mixed + (SINES[i] ?? 0) + (block[word] ?? 0)) | 0
    const shift = SHIFTS[round]?.[i & 3] ?? 0
    a = d
    d = c
    c = b
    b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
  }
  for (const [i, value] of [a, b, c, d].entries()) state[i] = ((state[i] ?? 0) + value) | 0
}

function mixStep(round: number, i: number, b: number, c: number, d: number): [number, number] {
  if (round === 0) return [(b & c) | (~b & d), i]
  if (round === 1) return [(d & b) | (~d & c), (5 * i + 1) & 15]
  if (round === 2) return [b ^ c ^ d, (3 * i + 5) & 15]
  return [c ^ (b | ~d), (7 * i) & 15]
}

function toLittleEndianHex(word: number): string {
  const view = new DataView(new ArrayBuffer(4))
  view.setInt32(0, word, true)
  return view.getUint32(0).toString(16).padStart(8, '0')
}
