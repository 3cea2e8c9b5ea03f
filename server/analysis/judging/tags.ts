import type { FoundFace, FoundTag, PictureFacts } from '../../../contract/analysis.ts'
import { meanOf, netsOf } from './alerts.ts'
import { isSurelyText } from './alt-text.ts'
import type { BuiltinRaw, RawObject } from './builtin-raw.ts'
import { kindsOf, spokenNameOf } from './coco.ts'
import { lightnessOf } from './color-words.ts'
import { areaOf } from './overlap.ts'
import { THRESHOLDS } from './thresholds.ts'

const { tags: LIMITS } = THRESHOLDS

export interface TagMaterial {
  raw: BuiltinRaw
  facts: PictureFacts
  /** As objects.ts judged them. */
  objects: readonly RawObject[]
  /** As faces.ts judged them; null: not looked for. */
  faces: readonly FoundFace[] | null
}

/**
 * Things, what they are ones of, people, and what kind of picture it is. Never what somebody's age, sex, origin or mood
 * may be. Words about the orientation are left to its own filter: a landscape is something else.
 */
export function judgeTags(material: TagMaterial): FoundTag[] {
  const scores = new Map<string, number>()
  const add = (label: string, score: number) =>
    scores.set(label, Math.max(score, scores.get(label) ?? 0))
  for (const { label, score } of material.objects) {
    if (score < THRESHOLDS.objects.tag) continue
    add(spokenNameOf(label).toLowerCase(), score)
    for (const kind of kindsOf(label)) add(kind, score)
  }
  for (const [label, score] of peopleTags(material)) add(label, score)
  const measured = [...scores].map(([label, score]) => toTag(label, score))
  const known = [...kindOfPicture(material), ...plainFacts(material.facts)]
  return [...measured, ...known].sort((a, b) => b.confidence - a.confidence)
}

function toTag(label: string, score: number): FoundTag {
  return { label, confidence: sure(score * THRESHOLDS.objects.confidence), score }
}

/** 1 is what people and files say. */
function sure(confidence: number): number {
  return Math.round(Math.min(0.99, confidence) * 100) / 100
}

function* peopleTags({ objects, faces }: TagMaterial): Iterable<[label: string, score: number]> {
  const persons = objects.filter(({ label }) => label === 'person').map(({ score }) => score)
  const found = (faces ?? []).map(({ score }) => score)
  const strongest = found[0]
  if (strongest !== undefined) {
    yield ['person', strongest]
    yield ['people', strongest]
  }
  // The least sure one of those it takes; faces may be hidden, and bodies be cut off.
  const least = (scores: readonly number[]) => scores[LIMITS.groupCount - 1] ?? 0
  const group = Math.max(least(found), least(persons))
  if (group >= THRESHOLDS.objects.altText) yield ['group', group]
  const [face, ...others] = faces ?? []
  if (face && others.length === 0 && areaOf(face.box) > LIMITS.portraitArea) {
    yield ['portrait', face.score]
  }
}

function* kindOfPicture({ raw, facts }: TagMaterial): Iterable<FoundTag> {
  if (isGrey(raw)) yield { label: 'black and white', confidence: 0.99, score: null }
  if (isDrawing(raw)) {
    const score = drawingOf(raw)
    yield { label: 'illustration', confidence: sure(score), score }
  }
  const lines = (raw.text ?? []).filter(isSurelyText)
  if (lines.length === 0) return
  const score = Math.max(...lines.map(({ confidence }) => confidence))
  yield { label: 'text', confidence: sure(score), score }
  if (!looksLikeDocument(raw, facts)) return
  yield { label: 'document', confidence: LIMITS.documentConfidence, score: null }
}

export function isGrey({ chroma }: BuiltinRaw): boolean {
  return chroma !== undefined && chroma.mean < LIMITS.greyMean && chroma.high < LIMITS.greyHigh
}

export function isDrawing(raw: BuiltinRaw): boolean {
  return drawingOf(raw) >= LIMITS.drawing
}

/** 0 when nobody looked. */
function drawingOf(raw: BuiltinRaw): number {
  const nets = netsOf(raw)
  return nets.length === 0 ? 0 : meanOf(nets, ({ drawing }) => drawing)
}

/** Many lines on light paper; a drawing of boxes and arrows has fewer, and what is drawn by a program is no scan. */
export function looksLikeDocument({ text = [] }: BuiltinRaw, facts: PictureFacts): boolean {
  const lines = text.filter(isSurelyText)
  const area = lines.reduce((sum, { box }) => sum + areaOf(box), 0)
  const paper = facts.colors[0]
  return (
    facts.mediaKind === 'IMAGE' &&
    lines.length >= LIMITS.documentLines &&
    area >= LIMITS.documentArea &&
    paper !== undefined &&
    paper.share >= LIMITS.paperShare &&
    lightnessOf(paper.hex) >= LIMITS.paperLightness
  )
}

function* plainFacts({ width, height, mediaKind }: PictureFacts): Iterable<FoundTag> {
  if (mediaKind === 'ANIMATION') yield { label: 'animated', confidence: 0.99, score: null }
  const [short, long] = width < height ? [width, height] : [height, width]
  const ratio = long / short
  const isPanorama =
    mediaKind === 'IMAGE' &&
    width > height &&
    long >= LIMITS.panoramaSide &&
    ratio >= LIMITS.panoramaRatio &&
    ratio <= LIMITS.panoramaMaxRatio
  if (isPanorama) yield { label: 'panorama', confidence: LIMITS.panoramaConfidence, score: null }
}
