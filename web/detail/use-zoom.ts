import { useState } from 'react'
import { aspectRatio } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { useShortcut } from '../ui/keys.ts'
import { useSize } from '../ui/use-size.ts'
import {
  FITTED,
  fitScale,
  planPan,
  planZoomStep,
  planZoomToggle,
  type Size,
  type Zoom,
} from './zoom.ts'

/** How large the picture is shown, and the ways to change it. */
export interface ZoomControl {
  /** To be put on the stage. */
  stageRef: (element: HTMLDivElement | null) => void
  stage: { readonly current: HTMLDivElement | null }
  /** The picture as shown, in CSS pixels; null until the stage was measured. */
  shown: Size | null
  offset: { x: number; y: number }
  isFitted: boolean
  /** "Fit", "100 %" */
  label: string
  step: (direction: 1 | -1) => void
  toggle: () => void
  pan: (by: { x: number; y: number }) => void
}

/** Zoom of one asset; another asset starts fitted again. */
export function useZoom(path: string, asset: TileAsset | null): ZoomControl {
  const { ref: stageRef, element: stage, width, height } = useSize<HTMLDivElement>()
  const [state, setState] = useState<{ path: string; zoom: Zoom }>({ path, zoom: FITTED })
  const zoom = state.path === path ? state.zoom : FITTED
  const set = (next: Zoom) => setState({ path, zoom: next })
  const picture = pictureSize(asset)
  const room = { width, height }
  const fit = fitScale(
    picture,
    room,
    asset?.media_kind === 'VECTOR' || asset?.media_kind === 'VIDEO',
  )
  const scale = zoom.scale ?? fit
  const shown = { width: picture.width * scale, height: picture.height * scale }
  const step = (direction: 1 | -1) => set(planZoomStep(zoom, direction, fit))
  useShortcut('zoomIn', () => step(1))
  useShortcut('zoomOut', () => step(-1))
  useShortcut('fit', () => set(FITTED))
  return {
    stageRef,
    stage,
    shown: width > 0 ? shown : null,
    offset: { x: zoom.x, y: zoom.y },
    isFitted: zoom.scale === null,
    label: zoom.scale === null ? 'Fit' : `${Math.round(scale * 100)} %`,
    step,
    toggle: () => set(planZoomToggle(zoom, fit)),
    pan: (by) => set(planPan(zoom, by, shown, room)),
  }
}

function pictureSize(asset: TileAsset | null): Size {
  const { media_width: width, media_height: height } = asset ?? {}
  if (width && height) return { width, height }
  return { width: 800 * (asset ? aspectRatio(asset) : 1), height: 800 }
}
