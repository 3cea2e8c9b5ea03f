import type { ReactNode } from 'react'
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

/** The details of the asset, beside the stage or as a sheet that is pulled down to close it. */
export function SidePanel({ library, path, source, tabs, onClose }: SidePanelProps) {
  return (
    <aside className={styles.panel} aria-label={t.info}>
      <InfoPanel
        {...{ library, path, source }}
        tabs={tabs && <div className={styles.tabs}>{tabs}</div>}
        {...(onClose && { onClose })}
      />
    </aside>
  )
}
