import { Upload } from 'lucide-react'
import { t } from '../texts/browse.ts'
import { Rich } from '../ui/Rich.tsx'
import styles from './DropOverlay.module.css'

interface DropOverlayProps {
  /** Files and folders; 0: the browser does not say. */
  count: number
  sourceName: string
  folder: string | null
  needsSetup: boolean
}

/** Where files go that are dropped now. */
export function DropOverlay({ count, sourceName, folder, needsSetup }: DropOverlayProps) {
  const place = [sourceName, ...(folder?.split('/').filter(Boolean) ?? [])].join(' / ')
  return (
    <div className={styles.drop} role="status">
      <span className={styles.art}>
        <Upload size={24} strokeWidth={1.5} aria-hidden />
      </span>
      <h2>{count > 1 ? t.dropItems(count) : t.drop}</h2>
      {needsSetup ? (
        <p>{t.dropSetUp(sourceName)}</p>
      ) : (
        <p>
          <Rich text={t.dropPlace} parts={{ place: <b>{place}</b> }} />
        </p>
      )}
    </div>
  )
}
