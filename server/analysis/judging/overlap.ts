import type { Box } from '../../../contract/analysis.ts'

/** How much of two boxes together is in both, 0 to 1. */
export function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / (areaOf(a) + areaOf(b) - shared)
}

export function areaOf([, , width, height]: Box): number {
  return width * height
}

export function holdsCenterOf(outer: Box, inner: Box): boolean {
  const [x, y] = [inner[0] + inner[2] / 2, inner[1] + inner[3] / 2]
  return x > outer[0] && x < outer[0] + outer[2] && y > outer[1] && y < outer[1] + outer[3]
}
