import type {
  Box,
  Findings,
  FoundFace,
  FoundText,
  PictureFacts,
} from '../../../contract/analysis.ts'
import { isDefaultText } from '../../imaging/default-text.ts'
import { wordOfColor } from './color-words.ts'
import { areaOf } from './overlap.ts'
import { THRESHOLDS } from './thresholds.ts'
import { countInWords, joinWords, shorten } from './words.ts'

const { altText: LIMITS } = THRESHOLDS

/** What may be said; what nobody looked for is absent. */
export interface AltTextMaterial {
  facts: PictureFacts
  /** Each once, with its place, so that they can be counted. */
  things?: readonly { label: string; score: number; box: Box }[]
  /** From a provider that knows no places. */
  labels?: readonly { label: string; confidence: number }[]
  faces?: readonly FoundFace[] | null
  text?: FoundText | undefined
  isGrey?: boolean
  isDrawing?: boolean
  isDocument?: boolean
}

/**
 * A sentence about a picture: somebody's own description, else what was found, else colours alone (weak); null when
 * there is nothing to say. Says nothing that was not found with some certainty, and nothing about who people are.
 */
export function composeAltText(
  material: AltTextMaterial,
): NonNullable<Findings['alt_text']> | null {
  const { description, title, colors } = material.facts
  const written = cleaned(description)
  if (written && written.length > LIMITS.description) {
    return { text: shorten(written, LIMITS.maxLength), weak: false }
  }
  const heading = cleaned(title) ?? written
  const seen = sayWhatIsSeen(material)
  const parts = [
    heading && withFullStop(shorten(heading, LIMITS.maxLength / 2)),
    seen && `${seen}.`,
  ]
  const text = parts.filter((part) => part !== null).join(' ')
  if (text) return { text, weak: false }
  const tones = sayColors(colors)
  return tones ? { text: `Picture in mostly ${tones} tones.`, weak: true } : null
}

/** Numbers of files and cameras, and whose the picture is: not what it shows. */
const NO_DESCRIPTIONS = [
  /^[^\s\d]*\d\S*$/,
  /^(photo(graph(er)?|s)?( by\b|:)|image by\b|credit|courtesy of|copyright|©|\(c\))/i,
  /\bCC[- ]?(BY|SA|0)\b/,
]

function cleaned(text: string | null): string | null {
  const line = text?.slice(0, MOST_READ).replace(/\s+/g, ' ').trim()
  if (!line || isDefaultText(line)) return null
  return NO_DESCRIPTIONS.some((known) => known.test(line)) ? null : line
}

/** Files may hold megabytes of it. */
const MOST_READ = 2000

function withFullStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

/** Without the full stop. */
function sayWhatIsSeen(material: AltTextMaterial): string | null {
  const things = sayThings(material)
  const words = sayText(material.text)
  if (!words) return things
  return things
    ? `${things}; text reads ${words}`
    : `${nounOf(material, 'Picture')} with the text ${words}`
}

function sayThings(material: AltTextMaterial): string | null {
  const counted = countThings(material)
  const noun = nounOf(material, 'Photo')
  const people = counted.find(({ label }) => label === 'person')?.count ?? 0
  const others = counted.filter(({ label }) => label !== 'person').map(inWords)
  if (people === 1 && isCloseUp(material.faces) && /photo$/i.test(noun)) {
    const besides = others.length > 0 ? ` with ${joinWords(others)}` : ''
    const portrait = material.isGrey ? 'Black-and-white portrait' : 'Portrait'
    return `${portrait} of a person${besides}`
  }
  const labels = topicsOf(material, counted)
  const subject = counted.length > 0 ? ` of ${joinWords(counted.map(inWords))}` : ''
  const topics = labels.length > 0 ? `: ${joinWords(labels)}` : ''
  return subject || topics ? `${noun}${subject}${topics}` : null
}

/** Words for people say more than anybody can know of them. */
const PEOPLE = [
  'person',
  'people',
  'human',
  'man',
  'men',
  'woman',
  'women',
  'girl',
  'boy',
  'child',
  'lady',
]

/** What other labels tell, besides what was counted. */
function topicsOf({ labels = [] }: AltTextMaterial, counted: readonly Counted[]): string[] {
  const said = [...PEOPLE, ...counted.map(({ label }) => label)]
  return labels
    .filter(({ label, confidence }) => confidence >= LIMITS.label && !said.includes(label))
    .slice(0, LIMITS.kinds)
    .map(({ label }) => label)
}

interface Counted {
  label: string
  count: number
}

function inWords({ label, count }: Counted): string {
  return countInWords(label, count)
}

/** The most visible kinds, people first. */
function countThings({ things = [], faces }: AltTextMaterial): Counted[] {
  const kinds = new Map<string, Counted & { weight: number; largest: number }>()
  for (const { label: found, score, box } of things) {
    const label = PEOPLE.includes(found) ? 'person' : found
    if (score < THRESHOLDS.objects.altText) continue
    const kind = kinds.get(label) ?? { label, count: 0, weight: 0, largest: 0 }
    kind.count += 1
    kind.weight += score * (0.25 + Math.sqrt(areaOf(box)))
    kind.largest = Math.max(kind.largest, areaOf(box))
    kinds.set(label, kind)
  }
  const visible = [...kinds.values()].filter(({ largest }) => largest >= LIMITS.thingArea)
  const persons = visible.find(({ label }) => label === 'person')
  const count = Math.max(persons?.count ?? 0, faces?.length ?? 0)
  const people = count > 0 ? [{ label: 'person', count }] : []
  const others = visible.filter((kind) => kind !== persons).sort((a, b) => b.weight - a.weight)
  return [...people, ...others].slice(0, LIMITS.kinds)
}

function isCloseUp(faces: AltTextMaterial['faces']): boolean {
  const [face, ...others] = faces ?? []
  return !!face && others.length === 0 && areaOf(face.box) > THRESHOLDS.tags.portraitArea
}

/** @param plain what it is called when nothing special is known of it */
function nounOf(material: AltTextMaterial, plain: 'Photo' | 'Picture'): string {
  const { mediaKind, hasAlpha } = material.facts
  if (material.isDocument) return 'Document'
  if (material.isDrawing) return 'Illustration'
  if (mediaKind === 'VECTOR') return 'Graphic'
  if (mediaKind === 'ANIMATION') return 'Animation'
  if (hasAlpha) return 'Picture'
  return material.isGrey ? `Black-and-white ${plain.toLowerCase()}` : plain
}

function sayText(text: FoundText | undefined): string | null {
  const lines = (text?.lines ?? []).filter(isSurelyText).map((line) => line.text)
  return lines.length > 0 ? `“${shorten(lines.join(' '), LIMITS.maxText)}”` : null
}

/** Enough letters or digits, read with enough certainty. */
export function isSurelyText({ text, confidence }: { text: string; confidence: number }): boolean {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  return confidence >= THRESHOLDS.tags.textConfidence && letters >= THRESHOLDS.tags.textLetters
}

/** The two colours that there is most of. */
function sayColors(colors: PictureFacts['colors']): string | null {
  const shares = new Map<string, number>()
  for (const { hex, share } of colors) {
    const word = wordOfColor(hex)
    shares.set(word, (shares.get(word) ?? 0) + share)
  }
  const [first, second] = [...shares].sort(([, a], [, b]) => b - a)
  if (!first) return null
  return second && second[1] >= LIMITS.secondColor ? `${first[0]} and ${second[0]}` : first[0]
}
