import type {
  DuplicateAsset,
  DuplicateDecision,
  DuplicateGroupAttributes,
} from '../../contract/searching.ts'
import { fileName } from '../lib/asset-words.ts'
import { isolate } from '../lib/format.ts'
import { t } from '../texts/duplicates.ts'

type Attributes = DuplicateGroupAttributes

/** "3 copies of the same file", "2 pictures that look alike" */
export function nameGroup({ likeness, asset_count: count }: Attributes): string {
  return likeness === 'same' ? t.sameGroup(count) : t.nearGroup(count)
}

/** The path of the one that is larger than all others; null when there is none. */
export function findLargest(assets: readonly DuplicateAsset[]): string | null {
  const [first, second] = assets
  if (!first || !second) return null
  const [a, b] = [areaOf(first), areaOf(second)]
  const isLargest =
    a > b || (a === b && assets.every((one) => one === first || smaller(one, first)))
  return isLargest ? first.origin_path : null
}

function areaOf({ media_width: width, media_height: height }: DuplicateAsset): number {
  return (width ?? 0) * (height ?? 0)
}

function smaller(one: DuplicateAsset, other: DuplicateAsset): boolean {
  return one.file_size < other.file_size
}

interface Decided {
  decision: DuplicateDecision
  preferred: string | null
  /** How many assets it is about. */
  count: number
}

/** What somebody has decided: "Use a.jpg, 2 copies of it". */
export function describeDecision({ decision, preferred, count }: Decided): string {
  if (decision === 'different') return t.decidedDifferent(count)
  if (decision === 'keep_all') return t.keepAll(count)
  if (preferred === null) return t.decidedUseGone(count - 1)
  return t.decidedUse(isolate(fileName(preferred)), count - 1)
}

/** What a button does with so many groups. */
export function nameBulk(decision: DuplicateDecision, count: number, isLargest: boolean): string {
  if (decision === 'keep_all') return t.bulkKeepAll(count)
  if (decision === 'different') return t.bulkDifferent(count)
  return isLargest ? t.bulkUseLargest(count) : t.bulkUseChosen(count)
}

/** What has become of a decision, when it is made. */
export function describeDone(
  decision: DuplicateDecision,
  { groups, assets, lost }: { groups: number; assets: number; lost: number },
): string {
  const done =
    groups === 1
      ? t.done[decision](decision === 'preferred' ? assets - 1 : assets)
      : t.doneMany[decision](groups)
  const words = [groups > 0 && t.untouched(done), lost > 0 && t.changedMeanwhile(lost)]
  return words.filter(Boolean).join(' ')
}
