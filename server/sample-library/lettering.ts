import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import opentype, { type Font, type PathCommand } from 'opentype.js'

/** The typefaces of the drawings, from npm packages: a bare machine has no fonts, so letters become paths. */
const FACES = {
  poster: '@fontsource/bebas-neue/files/bebas-neue-latin-400-normal.woff',
  serif: '@fontsource/dm-serif-display/files/dm-serif-display-latin-400-normal.woff',
  italic: '@fontsource/dm-serif-display/files/dm-serif-display-latin-400-italic.woff',
  deco: '@fontsource/josefin-sans/files/josefin-sans-latin-300-normal.woff',
  decoBold: '@fontsource/josefin-sans/files/josefin-sans-latin-700-normal.woff',
  sans: '@fontsource/space-grotesk/files/space-grotesk-latin-400-normal.woff',
  sansBold: '@fontsource/space-grotesk/files/space-grotesk-latin-700-normal.woff',
} as const

export interface Lettering {
  face: keyof typeof FACES
  /** Of the em, in the drawing's units. */
  size: number
  x: number
  /** Of the baseline. */
  y: number
  anchor?: 'start' | 'middle' | 'end'
  /** Extra space after each letter, in ems. */
  spacing?: number
}

/** Text as path data, for the `d` of an SVG path or the page of a PDF. */
export function letterPath(text: string, lettering: Lettering): string {
  const { face, size, x, y, anchor = 'start', spacing = 0 } = lettering
  const font = openFace(face)
  const width = measureText(text, lettering)
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width
  const { commands } = font.getPath(text, left, y, size, { letterSpacing: spacing })
  return commands.map(writeCommand).join('')
}

// opentype.js 2.0.0's own toPathData() writes NaN for some numbers.
function writeCommand(command: PathCommand): string {
  const point = (x: number, y: number) => `${x.toFixed(2)} ${y.toFixed(2)}`
  switch (command.type) {
    case 'M':
    case 'L':
      return command.type + point(command.x, command.y)
    case 'Q':
      return `Q${point(command.x1, command.y1)} ${point(command.x, command.y)}`
    case 'C': {
      const { x1, y1, x2, y2, x, y } = command
      return `C${point(x1, y1)} ${point(x2, y2)} ${point(x, y)}`
    }
    case 'Z':
      return 'Z'
  }
}

export function measureText(text: string, { face, size, spacing = 0 }: Lettering): number {
  const advance = openFace(face).getAdvanceWidth(text, size, { letterSpacing: spacing })
  return advance - spacing * size
}

/** Text as an SVG element in one colour. */
export function letter(text: string, fill: string, lettering: Lettering): string {
  return `<path fill="${fill}" d="${letterPath(text, lettering)}"/>`
}

const opened = new Map<keyof typeof FACES, Font>()

function openFace(face: keyof typeof FACES): Font {
  const known = opened.get(face)
  if (known) return known
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(FACES[face])))
  const font = opentype.parse(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  )
  opened.set(face, font)
  return font
}
