import type { RawObject } from './builtin-raw.ts'
import { isOne } from './coco.ts'
import { overlapOf } from './overlap.ts'
import { THRESHOLDS } from './thresholds.ts'

/**
 * Every thing once, strongest first: the detector names one animal a dog and a sheep, one vehicle a car and a truck.
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

function areRivals(a: RawObject, b: RawObject): boolean {
  const areBoth = (kind: 'animal' | 'vehicle') => isOne(a.label, kind) && isOne(b.label, kind)
  return areBoth('animal') || areBoth('vehicle')
}
