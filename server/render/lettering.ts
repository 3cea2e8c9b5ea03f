import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import opentype, { type Font, type PathCommand } from 'opentype.js'

/** The typefaces of overlay texts, from npm packages: a bare machine has no fonts, so letters become paths. */
const FACES = {
  sans: '@fontsource/space-grotesk/files/space-grotesk-latin-400-normal.woff',
  sansBold: '@fontsource/space-grotesk/files/space-grotesk-latin-700-normal.woff',
  serif: '@fontsource/dm-serif-display/files/dm-serif-display-latin-400-normal.woff',
  serifItalic: '@fontsource/dm-serif-display/files/dm-serif-display-latin-400-italic.woff',
} as const

export type Face = keyof typeof FACES

/**
 * Whether the face has every letter of the text. Accents that are letters of their own do not count: opentype.js 2.0.0
 * neither places them nor gets over all of them.
 */
export function hasLetters(face: Face, text: string): boolean {
  if (/\p{M}/u.test(text)) return false
  const font = openFace(face)
  return [...text].every((letter) => /\s/.test(letter) || font.charToGlyphIndex(letter) > 0)
}

/** In pixels at a size in pixels. */
export function measureText(face: Face, text: string, size: number): number {
  return openFace(face).getAdvanceWidth(text, size)
}

/** As the `d` of an SVG path, from the left end of the baseline on. */
export function letterPath(
  face: Face,
  text: string,
  { x, y, size }: { x: number; y: number; size: number },
): string {
  return openFace(face).getPath(text, x, y, size).commands.map(writeCommand).join('')
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
    case 'C':
      return `C${point(command.x1, command.y1)} ${point(command.x2, command.y2)} ${point(command.x, command.y)}`
    case 'Z':
      return 'Z'
  }
}

const opened = new Map<Face, Font>()

function openFace(face: Face): Font {
  const known = opened.get(face)
  if (known) return known
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(FACES[face])))
  const font = opentype.parse(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  )
  opened.set(face, font)
  return font
}
