import { Menu as MenuIcon } from 'lucide-react'
import { memo } from 'react'
import { Link } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import type { Source } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Logo } from '../ui/Logo.tsx'
import { AccountMenu } from './AccountMenu.tsx'
import { SearchBox } from './SearchBox.tsx'
import { SettingsLink } from './SettingsLink.tsx'
import { SourcePicker } from './SourcePicker.tsx'
import styles from './TopBar.module.css'
import { UploadButton, UploadRing } from './UploadButton.tsx'
import type { Filters } from './use-filters.ts'
import type { UploadGesture } from './use-upload-gesture.ts'

interface TopBarProps {
  library: Library
  sources: Source[]
  sourceName: string
  hasPanel: boolean
  /** The side bar is folded away, and a button brings it back. */
  isFolded: boolean
  upload: UploadGesture | null
  filters: Filters
  onOpenNav: () => void
  onLeaveSearch: () => void
}

export const TopBar = memo(function TopBar({
  library,
  sources,
  sourceName,
  hasPanel,
  isFolded,
  upload,
  filters,
  onOpenNav,
  onLeaveSearch,
}: TopBarProps) {
  return (
    <header
      className={joinClasses(styles.bar, hasPanel && styles.hasPanel, isFolded && styles.folded)}
    >
      <div className={styles.left}>
        <IconButton className={styles.nav} label={t.openNavigation} onClick={onOpenNav}>
          <MenuIcon size={16} aria-hidden />
        </IconButton>
        <Link to={libraryAddress(library.sourceId, EMPTY_QUERY)} aria-label={t.home}>
          <Logo shrinks />
        </Link>
        <span className={styles.slash} aria-hidden />
        <SourcePicker sources={sources} sourceId={library.sourceId} />
      </div>
      <SearchBox {...{ library, sourceName, filters }} onLeave={onLeaveSearch} />
      <div className={styles.right}>
        <UploadRing library={library} />
        <UploadButton gesture={upload} />
        <SettingsLink />
        <AccountMenu />
      </div>
    </header>
  )
})
