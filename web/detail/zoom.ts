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

/** Zoom of several pictures in step, whatever their sizes: how many times fitted, and offsets in shares of the picture as shown. */
export interface ZoomInStep extends Offset {
  /** null: fitted */
  times: number | null
}

export const FITTED_IN_STEP: ZoomInStep = { times: null, x: 0, y: 0 }

/** One step in or out around the middle. */
export function planStepInStep(before: ZoomInStep, direction: 1 | -1): ZoomInStep {
  const times = (before.times ?? 1) * (direction > 0 ? STEP : 1 / STEP)
  if (times <= 1.001) return FITTED_IN_STEP
  return panInStep({ ...before, times: Math.min(MOST_TIMES, times) }, { x: 0, y: 0 })
}

/** @param by in shares of the pictures as they are fitted */
export function panInStep({ times, x, y }: ZoomInStep, by: Offset): ZoomInStep {
  if (times === null) return FITTED_IN_STEP
  const room = (1 - 1 / times) / 2
  const clamp = (value: number) => Math.min(room, Math.max(-room, value))
  return { times, x: clamp(x + by.x / times), y: clamp(y + by.y / times) }
}

/** What pictures in step have in common means for one of them. */
export function readInStep({ times, x, y }: ZoomInStep, fit: number, picture: Size): Zoom {
  if (times === null) return FITTED
  const scale = fit * times
  return { scale, x: x * picture.width * scale, y: y * picture.height * scale }
}

/** The same, the other way round. */
export function writeInStep({ scale, x, y }: Zoom, fit: number, picture: Size): ZoomInStep {
  if (scale === null) return FITTED_IN_STEP
  return {
    times: scale / fit,
    x: x / (picture.width * scale),
    y: y / (picture.height * scale),
  }
}

const LARGEST = 8
const STEP = 1.5
/** As far as the largest of several pictures needs it. */
export const MOST_TIMES = 64
/** The scale that fits, and the largest where that is not eight times the pixels. */
export interface Limits {
  fit: number
  most?: number
}

/** The scale at which a picture is wholly in view; what has no size of its own grows. */
export function fitScale(picture: Size, stage: Size, canGrow: boolean): number {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height)
  return Math.max(0.001, canGrow ? scale : Math.min(1, scale))
}

/** One step in or out; out of the last one it is fitted again. */
export function planZoomStep(zoom: Zoom, direction: 1 | -1, limits: Limits): Zoom {
  const now = zoom.scale ?? limits.fit
  const next = direction > 0 ? now * STEP : now / STEP
  // 100 % is never jumped over: it is the one scale people ask for by name.
  const crossed = (now < 1 && next > 1) || (now > 1 && next < 1)
  return planZoomTo(zoom, crossed ? 1 : next, { ...limits, at: { x: 0, y: 0 } })
}

/**
 * Another scale, with what lies at a place of the stage staying there; out of the smallest it is fitted.
 * @param where.at from the middle of the stage
 */
export function planZoomTo(zoom: Zoom, wanted: number, where: Limits & { at: Offset }): Zoom {
  const { fit, at, most = Math.max(LARGEST, fit * 2) } = where
  if (wanted <= fit * 1.001) return FITTED
  const scale = Math.min(most, wanted)
  const growth = scale / (zoom.scale ?? fit)
  return { scale, x: at.x - (at.x - zoom.x) * growth, y: at.y - (at.y - zoom.y) * growth }
}

/** Fitted, or one picture pixel for each pixel around the place; where both are the same, twice that. */
export function planZoomToggle(zoom: Zoom, where: Limits & { at: Offset }): Zoom {
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
