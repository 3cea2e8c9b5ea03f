import type { FoundFace } from '../../../contract/analysis.ts'
import type { RawFace, RawObject } from './builtin-raw.ts'
import { type CocoLabel, isOne } from './coco.ts'
import { holdsCenterOf, overlapOf } from './overlap.ts'
import { THRESHOLDS } from './thresholds.ts'

const { faces: LIMITS } = THRESHOLDS

export interface FaceMaterial {
  /** Absent in light mode. */
  ssdFaces?: readonly RawFace[]
  blazeFaces?: readonly RawFace[]
  objects?: readonly RawObject[]
}

/** Round things have spots and stems where faces have eyes; a teddy bear has a face as animals do. */
const LOOKALIKES: readonly CocoLabel[] = [
  ...(['teddy bear', 'apple', 'orange', 'donut', 'pizza', 'cake'] as const),
  ...(['bowl', 'vase', 'clock', 'sports ball', 'frisbee'] as const),
]

/**
 * Faces that one net is sure of, or two together; strongest first. One whose middle is in an animal, or in what looks
 * like a face, is none when that is stronger than any person there. null: no net looked for faces.
 */
export function judgeFaces({
  ssdFaces,
  blazeFaces,
  objects = [],
}: FaceMaterial): FoundFace[] | null {
  if (!ssdFaces && !blazeFaces) return null
  const faces: FoundFace[] = []
  for (const face of ssdFaces ?? []) {
    const second = strongestOver(face, blazeFaces ?? [])
    const isSure = face.score >= LIMITS.ssd || (second && second + face.score >= LIMITS.together)
    if (isSure) faces.push({ box: face.box, score: Math.max(face.score, second) })
  }
  for (const { box, score } of blazeFaces ?? []) {
    if (score >= LIMITS.blaze && !faces.some((face) => isSame(face, { box }))) {
      faces.push({ box, score })
    }
  }
  return faces.filter((face) => !isLookalike(face, objects)).sort((a, b) => b.score - a.score)
}

function isSame(a: Pick<RawFace, 'box'>, b: Pick<RawFace, 'box'>): boolean {
  return overlapOf(a.box, b.box) > LIMITS.overlap
}

function strongestOver(face: RawFace, others: readonly RawFace[]): number {
  return Math.max(0, ...others.filter((other) => isSame(face, other)).map(({ score }) => score))
}

function isLookalike(face: FoundFace, objects: readonly RawObject[]): boolean {
  const around = objects.filter(({ box }) => holdsCenterOf(box, face.box))
  const strongest = (matches: (object: RawObject) => boolean) =>
    Math.max(0, ...around.filter(matches).map(({ score }) => score))
  const other = strongest(({ label }) => isOne(label, 'animal') || LOOKALIKES.includes(label))
  return other >= LIMITS.lookalike && other > strongest(({ label }) => label === 'person')
}
