import { Upload } from 'lucide-react'
import { useId } from 'react'
import { Link } from 'react-router'
import { uploadsAddress } from '../lib/addresses.ts'
import { formatPercent } from '../lib/format.ts'
import { useUploadSummary } from '../lib/upload-door.ts'
import type { Library } from '../lib/use-library.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/browse.ts'
import { Button } from '../ui/Button.tsx'
import { Ring } from '../ui/Ring.tsx'
import styles from './UploadButton.module.css'
import type { UploadGesture } from './use-upload-gesture.ts'

/** How far the uploads are, only while there are some; leads to the Upload Manager. */
export function UploadRing({ library }: { library: Library }) {
  const summary = useUploadSummary()
  if (!summary) return null
  const { sourceId, share, isMoving, problems } = summary
  const query = library.query
  const text = isMoving ? t.uploadsDone : problems > 0 ? t.uploadsStopped : t.uploadsPaused
  const said = text(formatPercent(share))
  return (
    <Link
      className={styles.ring}
      to={uploadsAddress(
        sourceId,
        sourceId === library.sourceId ? query : { ...query, folder: null },
      )}
      aria-label={said}
      title={said}
    >
      <Ring share={share} />
      {problems > 0 && <span className={styles.dot} aria-hidden />}
    </Link>
  )
}

/** Opens the upload; where a source takes none, it stays and says why. Not for those who may not add files. */
export function UploadButton({ gesture }: { gesture: UploadGesture | null }) {
  const id = useId()
  const { mayEdit } = useRights()
  if (!mayEdit) return null
  const reason = gesture?.gate.kind === 'off' ? gesture.gate.reason : null
  return (
    <>
      <Button
        variant={reason === null ? 'primary' : 'plain'}
        className={styles.button}
        title={reason ?? t.uploadKey}
        aria-disabled={reason !== null || gesture === null || undefined}
        aria-describedby={reason === null ? undefined : id}
        onClick={() => gesture?.start()}
      >
        <Upload size={16} aria-hidden />
        <span className={styles.label}>{t.upload}</span>
      </Button>
      {reason !== null && (
        <span id={id} hidden>
          {reason}
        </span>
      )}
    </>
  )
}
