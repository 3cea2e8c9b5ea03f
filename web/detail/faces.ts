import type { FoundFace } from '../../contract/analysis.ts'
import type { AssetAttributes } from '../../contract/resources.ts'

/** The faces that count for an asset, largest first; none while nobody has looked. */
export function findFaces(asset: Pick<AssetAttributes, 'analysis'> | undefined): FoundFace[] {
  const note = asset?.analysis?.find(({ capabilities }) => capabilities.includes('faces'))
  const area = ({ box: [, , width, height] }: FoundFace) => width * height
  return note?.faces.toSorted((a, b) => area(b) - area(a)) ?? []
}

/** Where a box lies in its picture, as CSS. */
export function placeOfBox([left, top, width, height]: FoundFace['box']) {
  const percent = (share: number) => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`
  return {
    left: percent(left),
    top: percent(top),
    width: percent(width),
    height: percent(height),
  }
}
