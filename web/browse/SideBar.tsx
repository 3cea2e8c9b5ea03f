import { X } from 'lucide-react'
import { memo, Suspense } from 'react'
import { Afterwards } from '../lib/Afterwards.tsx'
import { lazyPart } from '../lib/lazy-part.tsx'
import { t } from '../texts/browse.ts'
import { IconButton } from '../ui/Button.tsx'
import { PanelEdge, usePanelWidth, widthStyle } from './PanelEdge.tsx'
import styles from './SideBar.module.css'
import type { SideListsProps } from './SideLists.tsx'

/** Drawn after the grid, they come after it, too. */
const SideLists = lazyPart(async () => (await import('./SideLists.tsx')).SideLists)

export const SideBar = memo(function SideBar({
  className,
  ...props
}: SideListsProps & { className: string }) {
  const { onClose } = props
  const width = usePanelWidth('side-bar', 200, 400)
  return (
    <nav
      className={className}
      style={onClose ? undefined : widthStyle(width)}
      aria-label={t.library}
    >
      {!onClose && <PanelEdge label={t.sideBarWidth} side="end" of={width} />}
      {onClose && (
        <IconButton className={styles.close} label={t.closeNavigation} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      )}
      <Afterwards>
        <Suspense>
          <SideLists {...props} />
        </Suspense>
      </Afterwards>
    </nav>
  )
})
