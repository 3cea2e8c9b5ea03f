import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { t } from '../texts/delivery.ts'
import {
  type CropBox,
  dragBox,
  drawBox,
  type Handle,
  type PixelSize,
  readRect,
  WHOLE,
  writeRect,
} from './crop-box.ts'
import styles from './DeliveryStage.module.css'
import type { Delivery } from './use-delivery.ts'

interface ToolProps {
  delivery: Delivery
  /** Of the original, in pixels. */
  picture: PixelSize
}

interface Point {
  x: number
  y: number
}

/** Where the pointer is, in shares of the picture. */
function placeOf(event: PointerEvent, element: Element): Point {
  const { left, top, width, height } = element.getBoundingClientRect()
  const share = (value: number) => Math.min(1, Math.max(0, value))
  return { x: share((event.clientX - left) / width), y: share((event.clientY - top) / height) }
}

const HANDLES: readonly Handle[] = [-1, 0, 1].flatMap(
  (y) => [-1, 0, 1].filter((x) => x !== 0 || y !== 0).map((x) => ({ x, y }) as Handle), // of the numbers just written
)
/** How far an arrow key moves, in shares. */
const KEY_STEP = 0.01
/** What is shorter was a click. */
const SHORTEST_DRAG = 0.01

/** The part to keep: drawn anew on the picture, pulled by its edges, moved as a whole, or by the arrow keys. */
export function CropTool({ delivery, picture, ratio }: ToolProps & { ratio: number | null }) {
  const [draft, setDraft] = useState<CropBox | null>(null)
  const drag = useRef<{ from: Point; box: CropBox; handle: Handle | null } | null>(null)
  const surface = useRef<HTMLDivElement>(null)
  const box = draft ?? readRect(delivery.params.rect, picture) ?? WHOLE
  const keep = (next: CropBox) => delivery.set({ rect: writeRect(next, picture) }, 'rect')
  const start = (handle: Handle | null) => (event: PointerEvent) => {
    if (!surface.current || event.button !== 0) return
    event.stopPropagation()
    surface.current.setPointerCapture(event.pointerId)
    drag.current = { from: placeOf(event, surface.current), box, handle }
  }
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (!drag.current) return
    const { from, box: before, handle } = drag.current
    const to = placeOf(event, event.currentTarget)
    const by = { x: to.x - from.x, y: to.y - from.y }
    if (handle) return setDraft(dragBox(before, handle, { by, ratio }))
    if (Math.hypot(by.x, by.y) >= SHORTEST_DRAG) setDraft(drawBox(from, to, ratio))
  }
  const end = () => {
    drag.current = null
    if (draft) keep(draft)
    setDraft(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = arrowOf(event)
    if (!by) return
    event.preventDefault()
    event.stopPropagation()
    const handle: Handle = event.shiftKey
      ? { x: by.x === 0 ? 0 : 1, y: by.y === 0 ? 0 : 1 }
      : { x: 0, y: 0 }
    keep(dragBox(box, handle, { by, ratio }))
  }
  return (
    <div
      ref={surface}
      className={styles.surface}
      onPointerDown={start(null)}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    >
      <div className={styles.veil} aria-hidden>
        <div style={placeBox(box)} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: no element of HTML is a box to be moved by arrows */}
      <div
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move it
        tabIndex={0}
        aria-label={t.cropArea}
        aria-describedby="crop-keys"
        className={styles.box}
        style={placeBox(box)}
        onPointerDown={box === WHOLE ? undefined : start({ x: 0, y: 0 })}
        onKeyDown={onKeyDown}
      >
        {HANDLES.map((handle) => (
          <span
            key={`${handle.x} ${handle.y}`}
            className={styles.handle}
            data-x={handle.x}
            data-y={handle.y}
            onPointerDown={start(handle)}
          />
        ))}
      </div>
      <span id="crop-keys" hidden>
        {t.cropKeys}
      </span>
    </div>
  )
}

function placeBox({ left, top, width, height }: CropBox) {
  const percent = (share: number) => `${share * 100}%`
  return {
    left: percent(left),
    top: percent(top),
    width: percent(width),
    height: percent(height),
  }
}

function arrowOf({ key }: KeyboardEvent): Point | null {
  const moves: Record<string, Point> = {
    ArrowLeft: { x: -KEY_STEP, y: 0 },
    ArrowRight: { x: KEY_STEP, y: 0 },
    ArrowUp: { x: 0, y: -KEY_STEP },
    ArrowDown: { x: 0, y: KEY_STEP },
  }
  return moves[key] ?? null
}

/** The point that stays in view however the picture is cut. */
export function FocusTool({ delivery }: Pick<ToolProps, 'delivery'>) {
  const { params } = delivery
  const at = { x: Number(params['fp-x'] ?? 0.5), y: Number(params['fp-y'] ?? 0.5) }
  const set = (point: Point) => {
    const write = (value: number) => String(Math.round(Math.min(1, Math.max(0, value)) * 100) / 100)
    const place = { 'fp-x': write(point.x), 'fp-y': write(point.y) }
    delivery.set({ ...place, fit: 'crop', crop: 'focalpoint' }, 'focus')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = arrowOf(event)
    if (!by) return
    event.preventDefault()
    event.stopPropagation()
    set({ x: at.x + by.x, y: at.y + by.y })
  }
  return (
    <div
      className={styles.surface}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        set(placeOf(event, event.currentTarget))
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) set(placeOf(event, event.currentTarget))
      }}
    >
      <button
        type="button"
        className={styles.point}
        style={{ left: `${at.x * 100}%`, top: `${at.y * 100}%` }}
        aria-label={t.focusAt(Math.round(at.x * 100), Math.round(at.y * 100))}
        onKeyDown={onKeyDown}
      />
    </div>
  )
}
