const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'

const known = new Map<string, string | null>()
const MOST_KNOWN = 1_000

/** A blurhash as a `data:` address; null when it is not one. Tiles come and go, and come again with the next search. */
export function blurAddress(hash: string): string | null {
  const before = known.get(hash)
  if (before !== undefined) return before
  const picture = readBlurhash(hash, 12, 9)
  const address = picture && toDataUrl(picture)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(hash, address)
  return address
}

/** A decoded picture: 8-bit RGB, row by row from the top. */
export interface TinyPicture {
  width: number
  height: number
  rgb: Uint8Array
}

/** Decodes a blurhash (blurha.sh) to a tiny picture; null when it is not one. */
export function readBlurhash(hash: string, width: number, height: number): TinyPicture | null {
  const size = readDigits(hash.slice(0, 1))
  const columns = (size % 9) + 1
  const rows = Math.floor(size / 9) + 1
  if (hash.length !== 4 + 2 * columns * rows || [...hash].some((c) => !DIGITS.includes(c)))
    return null
  const colors = readColors(hash, columns * rows)
  const rgb = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0
        for (let j = 0; j < rows; j++) {
          for (let i = 0; i < columns; i++) {
            const wave = Math.cos((Math.PI * x * i) / width) * Math.cos((Math.PI * y * j) / height)
            sum += wave * (colors[j * columns + i]?.[channel] ?? 0)
          }
        }
        rgb[at + channel] = toSrgb(sum)
      }
    }
  }
  return { width, height, rgb }
}

function readColors(hash: string, count: number): number[][] {
  const average = readDigits(hash.slice(2, 6))
  const most = (readDigits(hash.slice(1, 2)) + 1) / 166
  const colors = [[average >> 16, (average >> 8) & 255, average & 255].map(toLinear)]
  for (let i = 1; i < count; i++) {
    const value = readDigits(hash.slice(4 + i * 2, 6 + i * 2))
    const parts = [Math.floor(value / 361), Math.floor(value / 19) % 19, value % 19]
    colors.push(parts.map((part) => Math.sign(part - 9) * ((part - 9) / 9) ** 2 * most))
  }
  return colors
}

function readDigits(text: string): number {
  return [...text].reduce((value, digit) => value * 83 + DIGITS.indexOf(digit), 0)
}

function toLinear(value: number): number {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function toSrgb(value: number): number {
  const share = Math.min(1, Math.max(0, value))
  const curved = share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055
  return Math.round(curved * 255)
}

/** The picture as a `data:` address, in the only format that needs no encoder: BMP. */
export function toDataUrl({ width, height, rgb }: TinyPicture): string {
  const stride = Math.ceil((width * 3) / 4) * 4
  const file = new DataView(new ArrayBuffer(54 + stride * height))
  file.setUint16(0, 0x424d)
  file.setUint32(2, file.byteLength, true)
  file.setUint32(10, 54, true)
  file.setUint32(14, 40, true)
  file.setInt32(18, width, true)
  file.setInt32(22, -height, true)
  file.setUint16(26, 1, true)
  file.setUint16(28, 24, true)
  for (let i = 0; i < width * height; i++) {
    const at = 54 + Math.floor(i / width) * stride + (i % width) * 3
    for (let channel = 0; channel < 3; channel++)
      file.setUint8(at + 2 - channel, rgb[i * 3 + channel] ?? 0)
  }
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...new Uint8Array(file.buffer)))}`
}
