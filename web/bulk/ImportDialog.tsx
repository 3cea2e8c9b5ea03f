import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, FileUp } from 'lucide-react'
import { type ChangeEvent, useRef, useState } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/bulk.ts'
import { common } from '../texts/common.ts'
import { t as lib } from '../texts/lib.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { DialogForm } from '../ui/DialogForm.tsx'
import { ProgressBar } from '../ui/Page.tsx'
import styles from './BulkDialog.module.css'
import { useBulkWatch } from './BulkHost.tsx'
import {
  actOnBulkEdit,
  type BulkEdit,
  bulkEditQuery,
  bulkRowsQuery,
  isMoving,
} from './bulk-calls.ts'
import { describeProgress, progressShare } from './bulk-words.ts'
import { RowList } from './RowList.tsx'
import { saveFile } from './save-file.ts'
import { readFormat, tryImport, writeRowsCsv } from './transfer.ts'

interface ImportDialogProps {
  sourceId: string
  onClose: () => void
}

/** A file of metadata is compared with what is there first; then somebody decides. */
export function ImportDialog({ sourceId, onClose }: ImportDialogProps) {
  const client = useQueryClient()
  const watch = useBulkWatch()
  const [notice, setNotice] = useState<string | null>(null)
  const trial = useMutation({
    mutationFn: ({ file, format }: { file: File; format: 'csv' | 'json' }) =>
      tryImport(sourceId, file, format),
  })
  const run = useMutation({
    mutationFn: (edit: BulkEdit) => actOnBulkEdit(edit.id, 'run'),
    onSuccess: (edit) => {
      client.setQueryData(bulkEditQuery(edit.id).queryKey, edit)
      watch(edit)
      onClose()
    },
  })
  const report = useQuery({
    ...bulkEditQuery(trial.data?.id ?? ''),
    enabled: trial.data !== undefined,
  }).data
  const choose = (file: File) => {
    const format = readFormat(file.name)
    setNotice(format ? null : t.neitherCsvNorJson(file.name))
    if (format) trial.mutate({ file, format })
  }
  const isReady = report !== undefined && !isMoving(report.attributes.state)
  const changed = report?.attributes.changed ?? 0
  const failure = run.error ?? trial.error
  return (
    <DialogForm
      wide
      label={t.importMetadata}
      text={
        <>
          <p>{t.importText}</p>
          <p>{t.importFromImgix}</p>
        </>
      }
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button
            variant="primary"
            busy={run.isPending}
            disabled={!isReady || changed === 0 || run.isPending}
            onClick={() => report && run.mutate(report)}
          >
            {isReady ? t.changeCount(changed) : t.changeAssets}
          </Button>
        </>
      }
    >
      {failure && (
        <Banner tone="danger" title={t.nothingChanged}>
          {describeFailure(failure).text}
        </Banner>
      )}
      {notice && <Banner tone="warn" title={notice} />}
      <FileButton isBusy={trial.isPending} hasReport={trial.data !== undefined} onFile={choose} />
      {report && !isReady && <Comparing edit={report} />}
      {report && isReady && <Report edit={report} />}
    </DialogForm>
  )
}

interface FileButtonProps {
  isBusy: boolean
  hasReport: boolean
  onFile: (file: File) => void
}

function FileButton({ isBusy, hasReport, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) onFile(file)
    // The same file, mended meanwhile, may be chosen again.
    event.target.value = ''
  }
  return (
    <div>
      <input
        ref={input}
        type="file"
        accept=".csv,.json"
        hidden
        aria-label={t.fileOfMetadata}
        onChange={onChange}
      />
      <Button busy={isBusy} disabled={isBusy} data-autofocus onClick={() => input.current?.click()}>
        <FileUp size={16} aria-hidden /> {hasReport ? t.chooseOtherFile : t.chooseFile}
      </Button>
    </div>
  )
}

function Comparing({ edit: { attributes } }: { edit: BulkEdit }) {
  return (
    <div className={styles.part} role="status">
      <span className="num">{t.comparingProgress(describeProgress(attributes))}</span>
      <ProgressBar label={t.comparing} share={progressShare(attributes)} />
    </div>
  )
}

/** What would change, and every line that can't be taken, with its reason. */
function Report({ edit: { id, attributes } }: { edit: BulkEdit }) {
  const { changed, unchanged, refused, state, error } = attributes
  const list = useInfiniteQuery({ ...bulkRowsQuery(id, 'refused'), enabled: refused > 0 })
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  if (state === 'failed') {
    return (
      <Banner tone="danger" title={t.notCompared}>
        {error && lib.said(error)}
      </Banner>
    )
  }
  return (
    <div className={styles.part} role="status">
      <p>
        <b>{t.wouldChange(changed)}</b> {t.alreadyLike(unchanged)} {t.refused(refused)}
      </p>
      {rows.length > 0 && (
        <>
          <RowList
            rows={rows}
            isFile
            hasMore={list.hasNextPage}
            isBusy={list.isFetching}
            onMore={list.fetchNextPage}
          />
          <div>
            <DownloadRows id={id} />
          </div>
        </>
      )}
    </div>
  )
}

/** All refused rows as a file. */
export function DownloadRows({ id }: { id: string }) {
  const client = useQueryClient()
  const download = useMutation({
    mutationFn: async () => {
      const list = bulkRowsQuery(id, 'refused')
      const { pages } = await client.fetchInfiniteQuery({ ...list, pages: 1_000_000, staleTime: 0 })
      const rows = pages.flatMap((page) => page.rows.map((row) => row.attributes))
      saveFile(new Blob([writeRowsCsv(rows)], { type: 'text/csv' }), 'refused-rows.csv')
    },
  })
  return (
    <Button size="small" busy={download.isPending} onClick={() => download.mutate()}>
      <Download size={14} aria-hidden /> {t.downloadRefused}
    </Button>
  )
}
