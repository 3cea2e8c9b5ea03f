import type { Box } from '../../../contract/analysis.ts'
import { overlapOf } from '../judging/overlap.ts'
import type { NetPicture } from './still-pixels.ts'

export interface Detection {
  score: number
  box: Box
}

/** Left, top, right and bottom as shares of a net's input. */
export type Corners = [left: number, top: number, right: number, bottom: number]

/** As shares of the picture itself; null: it lies in what is no picture. */
export function toPictureBox(corners: Corners, { usedWidth, usedHeight }: NetPicture): Box | null {
  const left = clamp(corners[0] / usedWidth)
  const top = clamp(corners[1] / usedHeight)
  const box: Box = [
    left,
    top,
    clamp(corners[2] / usedWidth) - left,
    clamp(corners[3] / usedHeight) - top,
  ]
  return box[2] > 0 && box[3] > 0 ? box : null
}

/** Strongest first, without those that overlap a stronger one by more than that. */
export function keepStrongest<D extends Detection>(
  detections: readonly D[],
  maxOverlap: number,
  areRivals: (a: D, b: D) => boolean = () => true,
): D[] {
  const kept: D[] = []
  for (const next of detections.toSorted((a, b) => b.score - a.score)) {
    const isSeen = kept.some(
      (other) => areRivals(other, next) && overlapOf(other.box, next.box) > maxOverlap,
    )
    if (!isSeen) kept.push(next)
  }
  return kept
}

/** With four decimals, as everything that is kept. */
export function rounded<D extends Detection>(detection: D): D {
  return { ...detection, score: round(detection.score), box: roundBox(detection.box) }
}

export function roundBox([left, top, width, height]: Box): Box {
  return [round(left), round(top), round(width), round(height)]
}

export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share))
}
