import { Upload } from 'lucide-react'
import { formatNumber } from '../lib/format.ts'
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
      <h2>{count > 1 ? `Drop to upload ${formatNumber(count)} items` : 'Drop to upload'}</h2>
      {needsSetup ? (
        <p>Uploads to {sourceName} have to be set up once. Dropping leads there.</p>
      ) : (
        <p>
          They go to <b>{place}</b>. You can change the folder in the next step.
        </p>
      )}
    </div>
  )
}
