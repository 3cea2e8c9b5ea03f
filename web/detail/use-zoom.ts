import { type Dispatch, type SetStateAction, useState } from 'react'
import { aspectRatio, ownSize } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { formatPercent } from '../lib/format.ts'
import { t } from '../texts/detail.ts'
import { useShortcut } from '../ui/keys.ts'
import { useSize } from '../ui/use-size.ts'
import {
  FITTED,
  fitScale,
  type Limits,
  MOST_TIMES,
  type Offset,
  planPan,
  planZoomStep,
  planZoomTo,
  planZoomToggle,
  readInStep,
  type Size,
  writeInStep,
  type Zoom,
  type ZoomInStep,
} from './zoom.ts'

/** How large the picture is shown, and the ways to change it. Places are CSS pixels from the middle of the stage. */
export interface ZoomControl {
  /** To be put on the stage. */
  stageRef: (element: HTMLDivElement | null) => void
  stage: { readonly current: HTMLDivElement | null }
  /** The picture as shown, in CSS pixels; null until the stage was measured. */
  shown: Size | null
  room: Size
  offset: Offset
  isFitted: boolean
  /** "Fit", "100 %" */
  label: string
  step: (direction: 1 | -1) => void
  /** So many times as large, with what lies at the place staying there. */
  scaleBy: (factor: number, at: Offset) => void
  toggle: (at: Offset) => void
  pan: (by: Offset) => void
  fit: () => void
}

/**
 * Zoom of one asset; another asset starts fitted again.
 * @param isActive whether the keys are for it
 */
export function useZoom(path: string, asset: TileAsset | null, isActive: boolean): ZoomControl {
  const measured = useMeasured(asset, asset !== null && ownSize(asset) === null)
  const [state, setState] = useState<{ path: string; zoom: Zoom }>({ path, zoom: FITTED })
  const control = controlOf(
    measured,
    { fit: measured.fit },
    {
      zoom: state.path === path ? state.zoom : FITTED,
      /** From what it is by then: a wheel turns faster than pictures are drawn. */
      change: (plan) =>
        setState((before) => ({ path, zoom: plan(before.path === path ? before.zoom : FITTED) })),
    },
  )
  useZoomKeys(control, isActive)
  return control
}

/** Zoom of one of several pictures that are looked at in step. */
export function useZoomInStep(
  asset: TileAsset | null,
  common: ZoomInStep,
  setCommon: Dispatch<SetStateAction<ZoomInStep>>,
): ZoomControl {
  // A small copy beside a large one is as large: only so are they compared.
  const measured = useMeasured(asset, true)
  const { fit, picture } = measured
  return controlOf(
    measured,
    { fit, most: fit * MOST_TIMES },
    {
      zoom: measured.settle(readInStep(common, fit, picture)),
      change: (plan) =>
        setCommon((before) => writeInStep(plan(readInStep(before, fit, picture)), fit, picture)),
    },
  )
}

/** The keys of a zoom, wherever the focus is. */
export function useZoomKeys(zoom: Pick<ZoomControl, 'step' | 'fit'>, isActive: boolean): void {
  useShortcut('zoomIn', () => zoom.step(1), isActive)
  useShortcut('zoomOut', () => zoom.step(-1), isActive)
  useShortcut('fit', () => zoom.fit(), isActive)
}

/** A stage, the picture on it, and how they fit. */
function useMeasured(asset: TileAsset | null, grows: boolean) {
  const { ref: stageRef, element: stage, width, height } = useSize<HTMLDivElement>()
  const picture = pictureSize(asset)
  const room = { width, height }
  const fit = fitScale(picture, room, grows)
  const sizeAt = (scale: number | null) => ({
    width: picture.width * (scale ?? fit),
    height: picture.height * (scale ?? fit),
  })
  /** No further than to the edges of the picture. */
  const settle = (zoom: Zoom) => planPan(zoom, { x: 0, y: 0 }, sizeAt(zoom.scale), room)
  return { stageRef, stage, picture, room, fit, sizeAt, settle }
}

interface Held {
  zoom: Zoom
  change: (plan: (before: Zoom) => Zoom) => void
}

function controlOf(
  { stageRef, stage, room, fit, sizeAt, settle }: ReturnType<typeof useMeasured>,
  limits: Limits,
  { zoom, change: hold }: Held,
): ZoomControl {
  const change = (plan: (before: Zoom) => Zoom) => hold((before) => settle(plan(before)))
  return {
    stageRef,
    stage,
    shown: room.width > 0 ? sizeAt(zoom.scale) : null,
    room,
    offset: { x: zoom.x, y: zoom.y },
    isFitted: zoom.scale === null,
    label: zoom.scale === null ? t.fit : formatPercent(zoom.scale),
    step: (direction) => change((before) => planZoomStep(before, direction, limits)),
    scaleBy: (factor, at) =>
      change((before) => planZoomTo(before, (before.scale ?? fit) * factor, { ...limits, at })),
    toggle: (at) => change((before) => planZoomToggle(before, { ...limits, at })),
    pan: (by) => change((before) => ({ ...before, x: before.x + by.x, y: before.y + by.y })),
    fit: () => change(() => FITTED),
  }
}

function pictureSize(asset: TileAsset | null): Size {
  const { media_width: width, media_height: height } = asset ?? {}
  if (width && height) return { width, height }
  return { width: 800 * (asset ? aspectRatio(asset) : 1), height: 800 }
}
