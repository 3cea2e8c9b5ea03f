import { z } from 'zod'
import type {
  AlertLevel,
  AlertName,
  AnalysisCapability,
  Box,
  Findings,
  FoundFace,
  FoundTag,
  FoundText,
  PictureFacts,
} from '../../../contract/analysis.ts'
import { composeAltText } from '../judging/alt-text.ts'
import { cleanTags, cleanText, toShare } from './clean.ts'
import { ProviderFailure, quote, type TroubleKind } from './provider-failure.ts'

/**
 * What Google Cloud Vision says of one picture. Members that are 0, empty or unknown are left out of its JSON.
 * https://cloud.google.com/vision/docs/reference/rest/v1/AnnotateImageResponse
 */

const Vertex = z.object({ x: z.number().default(0), y: z.number().default(0) })
type Vertex = z.infer<typeof Vertex>
const Poly = z.object({ vertices: z.array(Vertex).default([]) })
const SharePoly = z.object({ normalizedVertices: z.array(Vertex).default([]) })
const score = z.number().default(0)

/** More than we ask for counts for nothing. */
function some<Item extends z.ZodType>(item: Item) {
  return z.array(item).transform((items) => items.slice(0, MOST_ITEMS))
}
const MOST_ITEMS = 100
const MOST_LINES = 1000

const label = z.string().transform(cleanText)

const Word = z.object({
  boundingBox: Poly.optional(),
  confidence: score,
  symbols: z
    .array(
      z.object({
        text: z.string().default(''),
        property: z
          .object({ detectedBreak: z.object({ type: z.string().default('UNKNOWN') }).optional() })
          .optional(),
      }),
    )
    .default([]),
})
const TextAnnotation = z.object({
  pages: z
    .array(
      z.object({
        blocks: z
          .array(
            z.object({
              paragraphs: z.array(z.object({ words: z.array(Word).default([]) })).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})

const Likelihood = z.string().default('UNKNOWN')

const Annotation = z.object({
  error: z.object({ code: z.number().default(2), message: z.string().default('') }).optional(),
  labelAnnotations: some(z.object({ description: label, score })).optional(),
  localizedObjectAnnotations: some(
    z.object({ name: label, score, boundingPoly: SharePoly.optional() }),
  ).optional(),
  faceAnnotations: some(
    z.object({ detectionConfidence: score, boundingPoly: Poly, fdBoundingPoly: Poly.optional() }),
  ).optional(),
  safeSearchAnnotation: z
    .object({
      adult: Likelihood,
      spoof: Likelihood,
      medical: Likelihood,
      violence: Likelihood,
      racy: Likelihood,
    })
    .optional(),
  fullTextAnnotation: TextAnnotation.optional(),
})
type Annotation = z.infer<typeof Annotation>

const Response = z.object({ responses: z.array(Annotation).min(1) })

/** Of the one picture that was asked about; null: that is no answer of Google's. */
export function readResponse(body: unknown): Annotation | null {
  const read = Response.safeParse(body)
  return read.success ? (read.data.responses[0] ?? null) : null
}

interface Look {
  wants: ReadonlySet<AnalysisCapability>
  /** Of the still, in pixels. */
  width: number
  height: number
  facts: PictureFacts
}

/** Without an error, a list that is left out was looked for in vain; with one, nobody can tell. */
export function readAnnotation(
  annotation: Annotation,
  { wants, facts, ...size }: Look,
): { findings: Findings; raw: Record<string, unknown> } {
  const { labelAnnotations, localizedObjectAnnotations, faceAnnotations } = annotation
  const { safeSearchAnnotation, fullTextAnnotation } = annotation
  const isWhole = annotation.error === undefined
  const findings: Findings = {}
  const hasLabels =
    isWhole || labelAnnotations !== undefined || localizedObjectAnnotations !== undefined
  const hasFaces = isWhole || faceAnnotations !== undefined
  const hasText = isWhole || fullTextAnnotation !== undefined
  if (wants.has('tags') && hasLabels) findings.tags = readTags(annotation)
  if (wants.has('faces') && hasFaces) findings.faces = readFaces(faceAnnotations, size)
  if (wants.has('text') && hasText) findings.text = readText(fullTextAnnotation, size)
  const alerts = safeSearchAnnotation && readAlerts(safeSearchAnnotation)
  if (wants.has('alerts') && alerts && Object.keys(alerts).length > 0) findings.alerts = alerts
  const sentence = wants.has('alt_text') ? compose(annotation, findings, facts) : null
  if (sentence && !sentence.weak) findings.alt_text = sentence
  return { findings, raw: rawOf(annotation) }
}

/** Without the place of every letter: the text itself is in the findings. */
function rawOf({ fullTextAnnotation: _letters, error: _error, ...rest }: Annotation) {
  return rest
}

function readTags({
  labelAnnotations = [],
  localizedObjectAnnotations = [],
}: Annotation): FoundTag[] {
  const labels = labelAnnotations.map(({ description, score }) => [description, score] as const)
  const objects = localizedObjectAnnotations.map(({ name, score }) => [name, score] as const)
  return cleanTags(
    [...labels, ...objects].map(([label, score]) => ({
      label,
      confidence: score,
      score: toShare(score),
    })),
  )
}

function readFaces(faces: Annotation['faceAnnotations'] = [], size: Size): FoundFace[] {
  return faces.map(({ detectionConfidence, boundingPoly, fdBoundingPoly }) => ({
    // the tighter one, as other detectors draw it
    box: boxOf((fdBoundingPoly ?? boundingPoly).vertices, size),
    score: toShare(detectionConfidence),
  }))
}

const LEVELS: Record<string, AlertLevel> = {
  VERY_UNLIKELY: 1,
  UNLIKELY: 2,
  POSSIBLE: 3,
  LIKELY: 4,
  VERY_LIKELY: 5,
}

/** UNKNOWN is left out: nobody looked. */
function readAlerts(said: Record<AlertName, string>): NonNullable<Findings['alerts']> {
  const known = Object.entries(said).flatMap(([name, likelihood]) => {
    const level = Object.hasOwn(LEVELS, likelihood) ? LEVELS[likelihood] : undefined
    return level === undefined ? [] : [[name, { level, score: null }]]
  })
  return Object.fromEntries(known)
}

function compose(
  { localizedObjectAnnotations = [], labelAnnotations = [] }: Annotation,
  { faces, text }: Findings,
  facts: PictureFacts,
): ReturnType<typeof composeAltText> {
  const things = localizedObjectAnnotations.map(({ name, score, boundingPoly }) => ({
    label: name.toLowerCase(),
    score,
    box: boxOf(boundingPoly?.normalizedVertices ?? [], { width: 1, height: 1 }),
  }))
  const labels = labelAnnotations.map(({ description, score }) => ({
    label: description.toLowerCase(),
    confidence: score,
  }))
  return composeAltText({ facts, things, labels, faces: faces ?? null, text })
}

const LINE_ENDS = new Set(['LINE_BREAK', 'EOL_SURE_SPACE', 'HYPHEN'])

function readText(annotation: Annotation['fullTextAnnotation'], size: Size): FoundText {
  const words = (annotation?.pages ?? [])
    .flatMap(({ blocks }) => blocks)
    .flatMap(({ paragraphs }) => paragraphs)
    .flatMap((paragraph) => paragraph.words)
  const lines: FoundText['lines'] = []
  let line: (z.infer<typeof Word> & { text: string })[] = []
  for (const word of words) {
    const lastBreak = word.symbols.at(-1)?.property?.detectedBreak?.type
    const text = word.symbols.map((symbol) => symbol.text).join('')
    line.push({ ...word, text: lastBreak?.endsWith('SPACE') ? `${text} ` : text })
    if (!lastBreak || !LINE_ENDS.has(lastBreak)) continue
    lines.push(joinLine(line, size))
    line = []
  }
  if (line.length > 0) lines.push(joinLine(line, size))
  return { lines: lines.filter(({ text }) => text !== '').slice(0, MOST_LINES) }
}

function joinLine(
  words: readonly (z.infer<typeof Word> & { text: string })[],
  size: Size,
): FoundText['lines'][number] {
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / words.length
  const corners = words.flatMap(({ boundingBox }) => boundingBox?.vertices ?? [])
  return {
    text: cleanText(words.map(({ text }) => text).join('')),
    confidence: toShare(confidence),
    box: boxOf(corners, size),
  }
}

interface Size {
  width: number
  height: number
}

/** The upright box around corners in pixels, as shares; what lies outside the picture is cut off. */
function boxOf(corners: readonly Vertex[], { width, height }: Size): Box {
  if (corners.length === 0) return [0, 0, 0, 0]
  const [left, right] = rangeOf(corners.map(({ x }) => toShare(x / width)))
  const [top, bottom] = rangeOf(corners.map(({ y }) => toShare(y / height)))
  return [left, top, toShare(right - left), toShare(bottom - top)]
}

/** Of any number of shares: a function takes only so many arguments. */
function rangeOf(shares: readonly number[]): [least: number, most: number] {
  return [shares.reduce((a, b) => Math.min(a, b), 1), shares.reduce((a, b) => Math.max(a, b), 0)]
}

/** https://cloud.google.com/apis/design/errors: those that pass by themselves, and those of the account. */
const CODES: Record<number, TroubleKind> = {
  4: 'slow',
  7: 'key',
  8: 'busy',
  13: 'broken',
  14: 'broken',
  16: 'key',
}

export function explainImageError(
  { code, message }: NonNullable<Annotation['error']>,
  key: string,
): ProviderFailure {
  const kind = CODES[code] ?? 'refused'
  const detail = `Google Cloud Vision could not look at this picture. It says: ${quote(message, key)}`
  return new ProviderFailure(kind, detail)
}
