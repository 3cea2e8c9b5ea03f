import { hasLetters, letterPath, measureText } from '../lettering.ts'
import type { PlannedText } from '../plan.ts'
import type { Size } from '../turn.ts'
import { wrapText } from '../wrap-text.ts'
import { fromPixels, type Step, toPixels } from './step.ts'

const LINE_HEIGHT = 1.25
/** Of the em: how far a baseline lies below the top of its line. */
const ASCENT = 0.95
/** Of the em, for letters that only the server's own fonts have, and so nobody has measured. */
const UNMEASURED = 0.9

/** imgix, text: drawn last, over everything else. */
export const text: Step = {
  needed: ({ text }) => text !== null,
  apply: async (image, { text }) => {
    if (!text) return image
    const picture = await toPixels(image)
    return fromPixels(picture).composite([{ input: Buffer.from(writeSvg(text, picture)) }])
  },
}

function writeSvg(text: PlannedText, { width, height }: Size): string {
  const { face, words, size, pad, align, color } = text
  const isOurs = hasLetters(face, words)
  const measure = (line: string) =>
    isOurs ? measureText(face, line, size) : [...line].length * size * UNMEASURED
  const room = Math.max(size, width - 2 * pad)
  const most = Math.max(1, Math.floor((height - 2 * pad) / (size * LINE_HEIGHT)))
  const lines = wrapText(words, { room, most, widthOf: remembering(measure) })
  const tall = lines.length * size * LINE_HEIGHT
  const top =
    align.y === 'top' ? pad : align.y === 'middle' ? (height - tall) / 2 : height - pad - tall
  const drawn = lines.map((line, i) => {
    const y = top + i * size * LINE_HEIGHT + ASCENT * size
    const anchor = { left: pad, center: width / 2, right: width - pad }[align.x]
    const share = { left: 0, center: 0.5, right: 1 }[align.x]
    if (!isOurs) return writeText(line, { x: anchor, y, size, align: align.x, face })
    const x = anchor - measure(line) * share
    return `<path d="${letterPath(face, line, { x, y, size })}"/>`
  })
  const { red, green, blue, alpha } = color
  const fill = `fill="rgb(${red},${green},${blue})" fill-opacity="${alpha}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g ${fill}>${drawn.join('')}</g></svg>`
}

/** A text has few different letters. */
function remembering(measure: (letter: string) => number): (letter: string) => number {
  const known = new Map<string, number>()
  return (letter) => {
    const width = known.get(letter) ?? measure(letter)
    known.set(letter, width)
    return width
  }
}

interface Placed {
  x: number
  y: number
  size: number
  align: PlannedText['align']['x']
  face: PlannedText['face']
}

/** Letters that our faces lack, in whatever font the server has for them. */
function writeText(line: string, { x, y, size, align, face }: Placed): string {
  const anchor = { left: 'start', center: 'middle', right: 'end' }[align]
  const family = face.startsWith('serif') ? 'serif' : 'sans-serif'
  const weight = face.endsWith('Bold') ? ' font-weight="bold"' : ''
  const escaped = line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${x}" y="${y}" font-family="${family}"${weight} font-size="${size}" text-anchor="${anchor}">${escaped}</text>`
}
