import type { FoundFace } from '../../../contract/analysis.ts'
import type { RawFace, RawObject } from './builtin-raw.ts'
import { isOne } from './coco.ts'
import { holdsCenterOf, overlapOf } from './overlap.ts'
import { THRESHOLDS } from './thresholds.ts'

const { faces: LIMITS } = THRESHOLDS

export interface FaceMaterial {
  /** Absent in light mode. */
  ssdFaces?: readonly RawFace[]
  blazeFaces?: readonly RawFace[]
  objects?: readonly RawObject[]
}

/**
 * Faces that one net is sure of, or two together; strongest first. One whose middle is in an animal stronger than any
 * person there is the animal's. null: no net looked for faces.
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
  return faces.filter((face) => !isAnimals(face, objects)).sort((a, b) => b.score - a.score)
}

function isSame(a: Pick<RawFace, 'box'>, b: Pick<RawFace, 'box'>): boolean {
  return overlapOf(a.box, b.box) > LIMITS.overlap
}

function strongestOver(face: RawFace, others: readonly RawFace[]): number {
  return Math.max(0, ...others.filter((other) => isSame(face, other)).map(({ score }) => score))
}

function isAnimals(face: FoundFace, objects: readonly RawObject[]): boolean {
  const around = objects.filter(({ box }) => holdsCenterOf(box, face.box))
  const strongest = (matches: (object: RawObject) => boolean) =>
    Math.max(0, ...around.filter(matches).map(({ score }) => score))
  // A teddy bear has a face as animals do.
  const animal = strongest(({ label }) => isOne(label, 'animal') || label === 'teddy bear')
  return animal >= LIMITS.animal && animal > strongest(({ label }) => label === 'person')
}
