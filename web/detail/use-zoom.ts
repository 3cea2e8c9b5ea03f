import { useState } from 'react'
import { aspectRatio } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { formatPercent } from '../lib/format.ts'
import { t } from '../texts/detail.ts'
import { useShortcut } from '../ui/keys.ts'
import { useSize } from '../ui/use-size.ts'
import {
  FITTED,
  fitScale,
  type Offset,
  planPan,
  planZoomStep,
  planZoomTo,
  planZoomToggle,
  type Size,
  type Zoom,
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
}

/**
 * Zoom of one asset; another asset starts fitted again.
 * @param isActive whether the keys are for it
 */
export function useZoom(path: string, asset: TileAsset | null, isActive: boolean): ZoomControl {
  const { ref: stageRef, element: stage, width, height } = useSize<HTMLDivElement>()
  const [state, setState] = useState<{ path: string; zoom: Zoom }>({ path, zoom: FITTED })
  const picture = pictureSize(asset)
  const room = { width, height }
  const grows = asset?.media_kind === 'VECTOR' || asset?.media_kind === 'VIDEO'
  const fit = fitScale(picture, room, grows)
  const zoom = state.path === path ? state.zoom : FITTED
  const sizeAt = (scale: number) => ({
    width: picture.width * scale,
    height: picture.height * scale,
  })
  /** From what it is by then: a wheel turns faster than pictures are drawn. */
  const change = (plan: (before: Zoom) => Zoom) =>
    setState((before) => {
      const next = plan(before.path === path ? before.zoom : FITTED)
      const shown = sizeAt(next.scale ?? fit)
      return { path, zoom: planPan(next, { x: 0, y: 0 }, shown, room) }
    })
  const step = (direction: 1 | -1) => change((before) => planZoomStep(before, direction, fit))
  useShortcut('zoomIn', () => step(1), isActive)
  useShortcut('zoomOut', () => step(-1), isActive)
  useShortcut('fit', () => change(() => FITTED), isActive)
  const scale = zoom.scale ?? fit
  return {
    stageRef,
    stage,
    shown: width > 0 ? sizeAt(scale) : null,
    room,
    offset: { x: zoom.x, y: zoom.y },
    isFitted: zoom.scale === null,
    label: zoom.scale === null ? t.fit : formatPercent(scale),
    step,
    scaleBy: (factor, at) =>
      change((before) => planZoomTo(before, (before.scale ?? fit) * factor, { fit, at })),
    toggle: (at) => change((before) => planZoomToggle(before, { fit, at })),
    pan: (by) => change((before) => ({ ...before, x: before.x + by.x, y: before.y + by.y })),
  }
}

function pictureSize(asset: TileAsset | null): Size {
  const { media_width: width, media_height: height } = asset ?? {}
  if (width && height) return { width, height }
  return { width: 800 * (asset ? aspectRatio(asset) : 1), height: 800 }
}
