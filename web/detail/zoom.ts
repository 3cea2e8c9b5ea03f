export interface Size {
  width: number
  height: number
}

export interface Offset {
  x: number
  y: number
}

/** `scale` null: fitted to the stage. Offsets in CSS pixels from the middle. */
export interface Zoom extends Offset {
  scale: number | null
}

export const FITTED: Zoom = { scale: null, x: 0, y: 0 }

const LARGEST = 8
const STEP = 1.5

/** The scale at which a picture is wholly in view; what has no pixels of its own size, or moves, grows. */
export function fitScale(picture: Size, stage: Size, canGrow: boolean): number {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height)
  return Math.max(0.001, canGrow ? scale : Math.min(1, scale))
}

/** One step in or out; out of the last one it is fitted again. */
export function planZoomStep(zoom: Zoom, direction: 1 | -1, fit: number): Zoom {
  const now = zoom.scale ?? fit
  const next = direction > 0 ? now * STEP : now / STEP
  // 100 % is never jumped over: it is the one scale people ask for by name.
  const crossed = (now < 1 && next > 1) || (now > 1 && next < 1)
  return planZoomTo(zoom, crossed ? 1 : next, { fit, at: { x: 0, y: 0 } })
}

/**
 * Another scale, with what lies at a place of the stage staying there; out of the smallest it is fitted.
 * @param where.at from the middle of the stage
 */
export function planZoomTo(zoom: Zoom, wanted: number, where: { fit: number; at: Offset }): Zoom {
  const { fit, at } = where
  if (wanted <= fit * 1.001) return FITTED
  const scale = Math.min(Math.max(LARGEST, fit * 2), wanted)
  const growth = scale / (zoom.scale ?? fit)
  return { scale, x: at.x - (at.x - zoom.x) * growth, y: at.y - (at.y - zoom.y) * growth }
}

/** Fitted, or one picture pixel for each pixel around the place; where both are the same, twice that. */
export function planZoomToggle(zoom: Zoom, where: { fit: number; at: Offset }): Zoom {
  if (zoom.scale !== null) return FITTED
  const { fit } = where
  return planZoomTo(zoom, fit < 0.999 ? 1 : fit * 2, where)
}

/** Moves the picture, never further than to its edge. */
export function planPan(zoom: Zoom, by: Offset, shown: Size, stage: Size): Zoom {
  const clamp = (value: number, room: number) => Math.min(room, Math.max(-room, value))
  return {
    ...zoom,
    x: clamp(zoom.x + by.x, Math.max(0, (shown.width - stage.width) / 2)),
    y: clamp(zoom.y + by.y, Math.max(0, (shown.height - stage.height) / 2)),
  }
}
