interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

interface PopupPlan {
  /** What it belongs to, as it lies on the screen. */
  anchor: Box
  /** What it wants to be, in CSS pixels. */
  size: { width: number; height: number }
  screen: { width: number; height: number }
  /** Pixels between the two. */
  gap: number
  /** Aligns the ends of the line instead of the beginnings. */
  alignEnd?: boolean
  /** Above, if there is room. */
  up?: boolean
  isRtl?: boolean
}

/** Nearer to the edge of the screen nothing comes. */
const EDGE = 6

/** Where something that pops up lies: on the wished side if it fits, else where there is more room; never off the screen. */
export function planPopup({ anchor, size, screen, gap, ...wishes }: PopupPlan) {
  const { alignEnd = false, up = false, isRtl = false } = wishes
  const above = anchor.top - gap - EDGE
  const below = screen.height - anchor.bottom - gap - EDGE
  const fits = size.height <= (up ? above : below)
  const isUp = fits ? up : above > below
  const maxHeight = Math.max(0, isUp ? above : below)
  const height = Math.min(size.height, maxHeight)
  const wished = alignEnd === isRtl ? anchor.left : anchor.right - size.width
  const left = Math.max(EDGE, Math.min(wished, screen.width - size.width - EDGE))
  return { left, top: isUp ? anchor.top - gap - height : anchor.bottom + gap, maxHeight }
}
