import type { ScreenAbove } from '../lib/addresses.ts'
import { useUploadSummary } from '../lib/upload-door.ts'
import { t } from '../texts/browse.ts'
import frame from '../ui/PageFrame.module.css'
import { Skeleton } from '../ui/Skeleton.tsx'

/** In place of a screen above the results that is still on its way: its name, and that more is to come. */
export function ScreenOnItsWay({ screen }: { screen: ScreenAbove }) {
  const hasUploads = useUploadSummary() !== null
  const width = screen === 'uploads' ? frame.middle : frame.wide
  return (
    <div className={`${frame.page} ${width}`} aria-busy="true">
      <h1 className={frame.title}>{t[screen]}</h1>
      {(screen === 'duplicates' || hasUploads) && (
        <Skeleton width="60%" height={16} margin="4px 0 26px" />
      )}
      {[1, 2, 3].map((card) => (
        <Skeleton key={card} width="100%" height={108} margin="24px 0 -8px" />
      ))}
    </div>
  )
}
