import { Download } from 'lucide-react'
import { useId, useState } from 'react'
import type { ResultTotal } from '../lib/result-total.ts'
import type { Library } from '../lib/use-library.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './BulkDialog.module.css'
import { formatFound } from './bulk-words.ts'
import { exportAddress, type FileFormat } from './transfer.ts'

interface ExportDialogProps {
  library: Library
  result: ResultTotal | null
  onClose: () => void
}

const FORMATS = [
  { value: 'csv', label: 'CSV' },
  { value: 'json', label: 'JSON' },
] as const
const WHAT = [
  { value: 'writable', label: 'What can be edited' },
  { value: 'whole', label: 'Everything known' },
] as const

/** Downloads what the present search finds, as a file. */
export function ExportDialog({ library, result, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<FileFormat>('csv')
  const [what, setWhat] = useState<'writable' | 'whole'>('writable')
  const id = useId()
  const address = exportAddress(library.sourceId, library.query, {
    format,
    isWhole: what === 'whole',
  })
  return (
    <Dialog label="Export" onClose={onClose} wide>
      <div className={styles.form}>
        <header className={styles.head}>
          <h2 id={id}>Export</h2>
          <p className="t2">
            {result ? formatFound(result) : 'All assets'} of the present search, in its order, as
            one file. The images themselves are not in it.
          </p>
        </header>
        <div className={styles.body}>
          <div className={styles.part}>
            <h3>Format</h3>
            <Segmented label="Format" value={format} choices={FORMATS} onChange={setFormat} />
          </div>
          <div className={styles.part}>
            <h3>Columns</h3>
            <Segmented label="Columns" value={what} choices={WHAT} onChange={setWhat} />
            <p className="small t3">
              {what === 'writable'
                ? 'Name, texts, categories, tags and custom fields: change them in a spreadsheet and import the file again.'
                : 'Also size, dates, colours, faces, content alerts and the rest.'}
            </p>
          </div>
        </div>
        <footer className={styles.foot}>
          <Button onClick={onClose}>Cancel</Button>
          <a
            className={buttonClass({ variant: 'primary' })}
            href={address}
            download
            onClick={onClose}
          >
            <Download size={16} aria-hidden /> Export {result ? formatFound(result) : 'assets'}
          </a>
        </footer>
      </div>
    </Dialog>
  )
}
