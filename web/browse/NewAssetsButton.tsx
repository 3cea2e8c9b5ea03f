import { t } from '../texts/grid.ts'
import { Button } from '../ui/Button.tsx'
import styles from './LibraryScreen.module.css'
import type { NewAssets } from './use-new-assets.ts'

/** Lies over the grid, so that what somebody looks at stays where it is. */
export function NewAssetsButton({ news }: { news: NewAssets }) {
  if (news.count === 0) return null
  return (
    <div className={styles.news}>
      <Button size="small" onClick={news.show}>
        {t.newAssets(news.count)}
      </Button>
    </div>
  )
}
