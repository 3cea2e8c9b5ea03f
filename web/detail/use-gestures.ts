import { type MouseEvent, type PointerEvent, useEffect, useRef } from 'react'
import type { ZoomControl } from './use-zoom.ts'
import type { Offset } from './zoom.ts'

interface Ways {
  zoom: ZoomControl
  /** Whether what is on the stage can be zoomed; a swipe goes on either way. */
  canZoom: boolean
  onPrevious: (() => void) | null
  onNext: (() => void) | null
}

const SWIPE_PIXELS = 60

/** So much at the foot of a video is its own: a finger that pulls its time is no swipe. */
const VIDEO_CONTROLS_PIXELS = 96

/**
 * Drag pans a zoomed picture, two fingers pinch, the wheel zooms where the pointer is; a swipe over what is fitted goes
 * on. All of the stage takes them: beside a flat picture on a phone, the browser would zoom the page instead. The keys
 * and buttons do the same.
 */
export function useGestures({ zoom, canZoom, onPrevious, onNext }: Ways) {
  /** Where each finger or the mouse is. */
  const pointers = useRef(new Map<number, Offset>())
  const start = useRef<Offset | null>(null)
  useWheel(zoom, canZoom)
  const fromMiddle = (point: Offset): Offset => placeOnStage(zoom, point)
  const pinch = (before: Offset[], after: Offset[]) => {
    const [a, b] = before
    const [c, d] = after
    if (!a || !b || !c || !d) return
    const factor = distance(c, d) / Math.max(1, distance(a, b))
    const from = middle(a, b)
    const to = middle(c, d)
    zoom.pan({ x: to.x - from.x, y: to.y - from.y })
    zoom.scaleBy(factor, fromMiddle(to))
  }
  /** @returns where the only finger began, if it was the only one */
  const end = ({ pointerId }: PointerEvent): Offset | null => {
    const from = pointers.current.size > 1 ? null : start.current
    pointers.current.delete(pointerId)
    start.current = null
    return from
  }
  const swipe = (event: PointerEvent) => {
    const from = end(event)
    if (!from || !zoom.isFitted || event.pointerType !== 'touch') return
    const moved = event.clientX - from.x
    const isFlat = Math.abs(moved) > 2 * Math.abs(event.clientY - from.y)
    const isBack = getComputedStyle(event.currentTarget).direction === 'rtl' ? moved < 0 : moved > 0
    if (isFlat && Math.abs(moved) > SWIPE_PIXELS) (isBack ? onPrevious : onNext)?.()
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (hasOwnGestures(event)) return
      if (canZoom) event.currentTarget.setPointerCapture(event.pointerId)
      const at = { x: event.clientX, y: event.clientY }
      if (pointers.current.size === 0) start.current = at
      pointers.current.set(event.pointerId, at)
    },
    onPointerMove: (event: PointerEvent) => {
      const from = pointers.current.get(event.pointerId)
      if (!from) return
      const before = [...pointers.current.values()]
      const at = { x: event.clientX, y: event.clientY }
      pointers.current.set(event.pointerId, at)
      if (!canZoom) return
      if (before.length === 2) pinch(before, [...pointers.current.values()])
      else if (!zoom.isFitted) zoom.pan({ x: at.x - from.x, y: at.y - from.y })
    },
    onPointerUp: swipe,
    // The system took it, such as to go back: that is no swipe.
    onPointerCancel: end,
    onDoubleClick: (event: MouseEvent) => {
      if (!canZoom || hasOwnGestures(event)) return
      zoom.toggle(fromMiddle({ x: event.clientX, y: event.clientY }))
    },
  }
}

function hasOwnGestures({ target, clientY }: MouseEvent): boolean {
  if (!(target instanceof Element)) return false
  if (!(target instanceof HTMLVideoElement)) return target.closest('a, button, audio') !== null
  return clientY > target.getBoundingClientRect().bottom - VIDEO_CONTROLS_PIXELS
}

function placeOnStage({ stage }: ZoomControl, { x, y }: Offset): Offset {
  const { left, top, width, height } = stage.current?.getBoundingClientRect() ?? new DOMRect()
  return { x: x - left - width / 2, y: y - top - height / 2 }
}

function distance(a: Offset, b: Offset): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

function middle(a: Offset, b: Offset): Offset {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

/** How much a pixel of the wheel zooms; the pinch of a touch pad comes with Ctrl and in small steps. */
const WHEEL = 0.0015
const PAD_PINCH = 0.01
const LINE_PIXELS = 16

function useWheel(zoom: ZoomControl, isOn: boolean) {
  useEffect(() => {
    if (!isOn) return
    const element = zoom.stage.current
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1
      const speed = event.ctrlKey ? PAD_PINCH : WHEEL
      const factor = Math.exp(-event.deltaY * pixels * speed)
      zoom.scaleBy(factor, placeOnStage(zoom, { x: event.clientX, y: event.clientY }))
    }
    // React listens passively, which would zoom the whole page as well.
    element?.addEventListener('wheel', onWheel, { passive: false })
    return () => element?.removeEventListener('wheel', onWheel)
  })
}
