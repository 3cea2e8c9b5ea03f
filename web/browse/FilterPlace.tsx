import { X } from 'lucide-react'
import { memo, Suspense } from 'react'
import { lazyPart } from '../lib/lazy-part.tsx'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { IconButton } from '../ui/Button.tsx'
import { useShortcut } from '../ui/keys.ts'
import { useMedia } from '../ui/use-media.ts'
import styles from './LibraryScreen.module.css'
import type { Filters } from './use-filters.ts'

const FilterPanel = lazyPart(async () => (await import('./filters/FilterPanel.tsx')).FilterPanel)
const SaveSearchDialog = lazyPart(
  async () => (await import('./filters/SaveSearchDialog.tsx')).SaveSearchDialog,
)

interface FilterPlaceProps {
  library: Library
  filters: Filters
  /** Assets in the whole source. */
  found: number | undefined
}

/** Where the filter panel is while it is open: in place of the side bar, or above the results. */
export const FilterPlace = memo(function FilterPlace({
  library,
  filters,
  found,
}: FilterPlaceProps) {
  const isDrawer = useMedia('(max-width: 1023px)')
  useShortcut('close', filters.close, filters.isOpen && isDrawer)
  return (
    <>
      {filters.isOpen && (
        <>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: Esc and the close button do the same */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
          {isDrawer && <div className={styles.scrim} onClick={filters.close} />}
          <section className={styles.filters} id="filters" aria-label={t.advancedFilters}>
            <Suspense fallback={<Coming onClose={filters.close} />}>
              <FilterPanel {...{ library, filters, found, isDrawer }} />
            </Suspense>
          </section>
        </>
      )}
      {filters.isSaving && (
        <Suspense>
          <SaveSearchDialog library={library} onClose={() => filters.setSaving(false)} />
        </Suspense>
      )}
    </>
  )
})

/** What closes it, while it is on its way. */
function Coming({ onClose }: { onClose: () => void }) {
  useShortcut('close', onClose)
  return (
    <header className={styles.filtersHead}>
      <h2>{t.filters}</h2>
      <IconButton small label={common.close} onClick={onClose}>
        <X size={16} aria-hidden />
      </IconButton>
    </header>
  )
}
