import type { Year } from './use-years.ts'

/** A year beside the scroll bar. */
export interface YearMark extends Year {
  /** How far down, from 0 to 1. */
  share: number
  /** There is room to write it, and to press it. */
  isLabel: boolean
}

/** What is pressed may not stand closer; pixels. */
const CLOSEST = 24

/** @param height of the scale in pixels */
export function planMarks(
  years: readonly Year[],
  shareOf: (index: number) => number,
  height: number,
): YearMark[] {
  let before = Number.NEGATIVE_INFINITY
  return years.map(({ year, index }) => {
    const share = shareOf(index)
    const isLabel = (share - before) * height >= CLOSEST
    if (isLabel) before = share
    return { year, index, share, isLabel }
  })
}
