import { type PointerEvent, type ReactNode, useRef } from 'react'
import { InfoPanel } from '../asset/InfoPanel.tsx'
import type { RenderingSource } from '../lib/rendering-url.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/detail.ts'
import styles from './DetailScreen.module.css'

interface SidePanelProps {
  library: Library
  path: string
  source: RenderingSource | null
  tabs: ReactNode
  /** null where it is docked: the bar has the button. */
  onClose: (() => void) | null
}

/** A pull this far down closes the sheet. */
const CLOSING_PIXELS = 80
/** Its upper end, which does not scroll. */
const GRIP_PIXELS = 64

/** The details of the asset, beside the stage or as a sheet that is pulled down to close it. */
export function SidePanel({ library, path, source, tabs, onClose }: SidePanelProps) {
  const from = useRef<number | null>(null)
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const { top } = event.currentTarget.getBoundingClientRect()
    from.current = event.clientY - top < GRIP_PIXELS ? event.clientY : null
  }
  const onPointerUp = ({ clientY }: PointerEvent) => {
    if (from.current !== null && clientY - from.current > CLOSING_PIXELS) onClose?.()
    from.current = null
  }
  return (
    <aside
      className={styles.panel}
      aria-label={t.info}
      {...(onClose && { onPointerDown, onPointerUp })}
    >
      {tabs && <div className={styles.tabs}>{tabs}</div>}
      <InfoPanel {...{ library, path, source }} {...(onClose && { onClose })} />
    </aside>
  )
}
