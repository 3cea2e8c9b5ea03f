/** Red, green and blue from 0 to 255, alpha from 0 (nothing) to 1 (opaque); not premultiplied. */
export interface Color {
  red: number
  green: number
  blue: number
  alpha: number
}

export const WHITE: Color = { red: 255, green: 255, blue: 255, alpha: 1 }
export const TRANSPARENT: Color = { red: 255, green: 255, blue: 255, alpha: 0 }
export const BLACK: Color = { red: 0, green: 0, blue: 0, alpha: 1 }

/** As sharp wants it. */
export function toSharpColor({ red, green, blue, alpha }: Color) {
  return { r: red, g: green, b: blue, alpha }
}
