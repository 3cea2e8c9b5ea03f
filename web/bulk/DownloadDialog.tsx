import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { BulkSelection } from '../../contract/searching.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { formatBytes } from '../lib/format.ts'
import { t } from '../texts/bulk.ts'
import { common } from '../texts/common.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { DialogForm } from '../ui/DialogForm.tsx'
import { Rich } from '../ui/Rich.tsx'
import styles from './BulkDialog.module.css'
import { downloadQuery } from './bulk-calls.ts'

interface DownloadDialogProps {
  sourceId: string
  chosen: BulkSelection
  onClose: () => void
}

/** Says how many files and how large they are, then leaves them to the browser: a link, since no page holds gigabytes. */
export function DownloadDialog({ sourceId, chosen, onClose }: DownloadDialogProps) {
  const { data, error } = useQuery(downloadQuery(sourceId, chosen))
  return (
    <DialogForm
      wide
      label={t.download}
      text={<p>{t.downloadText}</p>}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          {data && (
            <a
              className={buttonClass({ variant: 'primary' })}
              href={data.path}
              download
              data-autofocus
              onClick={onClose}
            >
              <Download size={16} aria-hidden /> {t.downloadFiles(data.count)}
            </a>
          )}
        </>
      }
    >
      <div aria-live="polite">
        {error && (
          <Banner tone="danger" title={t.notGathered}>
            {describeFailure(error).text}
          </Banner>
        )}
        {!data && !error && <p className="t2">{t.downloadGathering}</p>}
        {data && (
          <div className={styles.part}>
            <p>
              <Rich
                text={t.downloadCount('{count}', '{size}')}
                parts={{
                  count: <b>{common.files(data.count)}</b>,
                  size: <b>{formatBytes(data.bytes)}</b>,
                }}
              />
            </p>
            {data.unknown > 0 && <p>{t.downloadUnknown(data.unknown)}</p>}
            <p className="small t3">{t.downloadHint}</p>
          </div>
        )}
      </div>
    </DialogForm>
  )
}
