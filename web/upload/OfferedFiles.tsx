import { CircleX, FolderPlus, Plus, TriangleAlert, X } from 'lucide-react'
import { useMemo } from 'react'
import { formatBytes } from '../lib/format.ts'
import { describeSource, type Source } from '../lib/sources.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/upload.ts'
import { IconButton } from '../ui/Button.tsx'
import { ChunkedList } from '../ui/ChunkedList.tsx'
import { joinClasses } from '../ui/classes.ts'
import { FileName } from '../ui/FileName.tsx'
import { FileChooser } from './FileChooser.tsx'
import { FileThumbnail } from './FileThumbnail.tsx'
import type { Offered } from './offered-files.ts'
import type { UploadPlan, Verdict } from './plan-upload.ts'
import styles from './UploadDialog.module.css'

interface OfferedFilesProps {
  files: readonly Offered[]
  plan: UploadPlan
  reading: number | null
  source: Source | undefined
  addFiles: (files: Offered[]) => void
  removeFile: (file: Offered) => void
}

/** The files that were dropped or chosen, and what will become of each. */
export function OfferedFiles({
  files,
  plan,
  reading,
  source,
  addFiles,
  removeFile,
}: OfferedFilesProps) {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0)
  const numbered = useMemo(() => files.map((offered, index) => ({ offered, index })), [files])
  return (
    <>
      <div className={styles.count}>
        <span>
          <b>{common.files(reading ?? files.length)}</b>{' '}
          <span className="t3 num">{formatBytes(bytes)}</span>
        </span>
        <div className={styles.row}>
          <FileChooser label={t.files} size="small" onChosen={addFiles}>
            <Plus size={14} aria-hidden /> {t.addFiles}
          </FileChooser>
          <FileChooser label={t.folder} folder size="small" onChosen={addFiles}>
            <FolderPlus size={14} aria-hidden /> {t.addFolder}
          </FileChooser>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
      <div className={styles.files} tabIndex={0}>
        <ChunkedList
          label={t.filesToUpload}
          items={numbered}
          keyOf={({ index }) => index}
          rowHeight={61}
          row={({ offered, index }) => (
            <OfferedRow
              offered={offered}
              verdict={plan.verdicts[index]}
              storage={source ? describeSource(source).name : ''}
              onRemove={() => removeFile(offered)}
            />
          )}
        />
      </div>
    </>
  )
}

interface OfferedRowProps {
  offered: Offered
  verdict: Verdict | undefined
  storage: string
  onRemove: () => void
}

function OfferedRow({ offered: { path, file }, verdict, storage, onRemove }: OfferedRowProps) {
  const note = verdict && describeVerdict(verdict, storage)
  const Icon = note?.tone === 'danger' ? CircleX : TriangleAlert
  return (
    <div className={styles.file}>
      <FileThumbnail file={file} contentType={file.type} />
      <div className={styles.words}>
        <div className={styles.name} title={path}>
          <FileName name={path} />
        </div>
        <div className={styles.sub}>
          <span className="num">{formatBytes(file.size)}</span>
          {note && (
            <span className={joinClasses(styles.mark, styles[note.tone])}>
              <Icon size={14} aria-hidden /> {note.text}
            </span>
          )}
        </div>
      </div>
      <IconButton small label={t.removeName(path)} onClick={onRemove}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  )
}

function describeVerdict(
  verdict: Verdict,
  storage: string,
): { tone: 'warn' | 'danger'; text: string } | null {
  switch (verdict.kind) {
    case 'taken':
      return { tone: 'warn', text: t.taken }
    case 'twice':
      return { tone: 'warn', text: t.twice }
    case 'too_large': {
      const limit = formatBytes(verdict.maxBytes)
      return { tone: 'danger', text: t.tooLarge(limit, storage) }
    }
    case 'invalid':
      return { tone: 'danger', text: verdict.reason }
    case 'send':
      return verdict.inParts ? { tone: 'warn', text: t.inParts } : null
  }
}
