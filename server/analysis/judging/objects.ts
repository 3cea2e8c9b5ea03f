import type { RawObject } from './builtin-raw.ts'
import { isOne } from './coco.ts'
import { overlapOf } from './overlap.ts'
import { THRESHOLDS } from './thresholds.ts'

/**
 * Every thing once, strongest first: the detector calls one animal a dog and a sheep, one fruit an apple and an orange.
 */
export function judgeObjects(objects: readonly RawObject[]): RawObject[] {
  const kept: RawObject[] = []
  for (const object of objects.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some((other) => areSame(other, object))) kept.push(object)
  }
  return kept
}

function areSame(a: RawObject, b: RawObject): boolean {
  if (a.label !== b.label && !areRivals(a, b)) return false
  return overlapOf(a.box, b.box) > THRESHOLDS.objects.overlap
}

/** Kinds whose members the detector takes for each other. */
const RIVALS = ['animal', 'vehicle', 'food'] as const

function areRivals(a: RawObject, b: RawObject): boolean {
  return RIVALS.some((kind) => isOne(a.label, kind) && isOne(b.label, kind))
}
