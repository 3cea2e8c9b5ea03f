/** Degrees, and shares from 0 to 1. */
export interface Hsv {
  hue: number
  saturation: number
  value: number
}

/** #5B86B8, 5b86b8 or #fff → six digits in small letters without `#`. */
export function readHex(text: string): string | null {
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text.trim())?.[1]?.toLowerCase()
  if (digits === undefined) return null
  return digits.length === 6 ? digits : Array.from(digits, (digit) => digit + digit).join('')
}

export function toHsv(hex: string): Hsv {
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map(
    (at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255,
  )
  const value = Math.max(r, g, b)
  const spread = value - Math.min(r, g, b)
  if (spread === 0) return { hue: 0, saturation: 0, value }
  const sixth =
    value === r ? (g - b) / spread : value === g ? 2 + (b - r) / spread : 4 + (r - g) / spread
  return { hue: (sixth * 60 + 360) % 360, saturation: spread / value, value }
}

export function writeHex({ hue, saturation, value }: Hsv): string {
  const channel = (shift: number) => {
    const at = (shift + hue / 60) % 6
    const share = value - value * saturation * Math.max(0, Math.min(at, 4 - at, 1))
    return Math.round(share * 255)
      .toString(16)
      .padStart(2, '0')
  }
  return `${channel(5)}${channel(3)}${channel(1)}`
}

/** Colours that are offered, six hex digits and a name, which the search box knows, too. */
export const PALETTE = [
  ['111111', 'black'],
  ['7d7d7d', 'grey'],
  ['f4f4f2', 'white'],
  ['8a5a3b', 'brown'],
  ['b0402f', 'red'],
  ['e07b39', 'orange'],
  ['e8c547', 'yellow'],
  ['5f8f4e', 'green'],
  ['5b86b8', 'blue'],
  ['6b4fa0', 'violet'],
] as const
