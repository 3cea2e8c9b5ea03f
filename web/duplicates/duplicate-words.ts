import type {
  DuplicateAsset,
  DuplicateDecision,
  DuplicateGroupAttributes,
} from '../../contract/searching.ts'
import { fileName } from '../lib/asset-words.ts'
import { formatCount, formatNumber, isolate } from '../lib/format.ts'

type Attributes = DuplicateGroupAttributes

/** "3 copies of the same file", "2 pictures that look alike" */
export function nameGroup({ likeness, asset_count: count }: Attributes): string {
  return likeness === 'same'
    ? `${formatNumber(count)} copies of the same file`
    : `${formatNumber(count)} pictures that look alike`
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
  if (decision === 'different') return `Not duplicates: ${formatCount(count, 'asset')}`
  if (decision === 'keep_all') return `Keep all ${formatNumber(count)}`
  const name = preferred === null ? 'one that is gone' : isolate(fileName(preferred))
  return `Use ${name}, ${formatCount(count - 1, 'copy', 'copies')} of it`
}

/** What a button does with so many groups. */
export function nameBulk(decision: DuplicateDecision, count: number, isLargest: boolean): string {
  const groups = formatCount(count, 'group')
  if (decision === 'keep_all') return `Keep all of ${groups}`
  if (decision === 'different') return `Not duplicates: ${groups}`
  const which = isLargest ? 'largest' : 'chosen one'
  return count === 1 ? `Use the ${which} of 1 group` : `Use the ${which} of each of ${groups}`
}

const DONE: Record<DuplicateDecision, string> = {
  preferred: 'Marked the copies',
  keep_all: 'Kept all',
  different: 'Called different',
}

/** What has become of a decision, when it is made. */
export function describeDone(
  decision: DuplicateDecision,
  { groups, assets, lost }: { groups: number; assets: number; lost: number },
): string {
  const done =
    groups === 1
      ? `${DONE[decision]}: ${formatCount(decision === 'preferred' ? assets - 1 : assets, 'asset')}.`
      : `${DONE[decision]} in ${formatCount(groups, 'group')}.`
  const gone = lost > 0 ? ` ${formatCount(lost, 'group')} had changed meanwhile and stayed.` : ''
  return `${groups > 0 ? `${done} No file was touched.` : ''}${gone}`.trim()
}
