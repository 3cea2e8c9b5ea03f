import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { capitalise } from '../lib/format.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import { countSelected, isSelected, type Selection } from '../lib/selection.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/bulk.ts'
import { common } from '../texts/common.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { DialogForm } from '../ui/DialogForm.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './BulkDialog.module.css'
import { countAssets, formatFound } from './bulk-words.ts'
import { pickLines } from './export-selected.ts'
import { saveFile } from './save-file.ts'
import { exportAddress, type FileFormat } from './transfer.ts'

interface ExportDialogProps {
  library: Library
  result: ResultTotal | null
  /** Only these of the search. */
  selection?: Selection
  onClose: () => void
}

const FORMATS = [
  { value: 'csv', label: 'CSV' },
  { value: 'json', label: 'JSON' },
] as const
function whatChoices() {
  return [
    { value: 'writable', label: t.whatCanBeEdited },
    { value: 'whole', label: t.everythingKnown },
  ] as const
}

/** Downloads what the present search finds, or what is selected of it, as a file. */
export function ExportDialog({ library, result, selection, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<FileFormat>('csv')
  const [what, setWhat] = useState<'writable' | 'whole'>('writable')
  const address = exportAddress(library.sourceId, library.query, {
    format,
    isWhole: what === 'whole',
  })
  const count = selection ? countAssets(selection) : result ? formatFound(result) : t.allAssets
  const isPart =
    selection !== undefined && (selection.kind === 'named' || selection.excluded.size > 0)
  const part = useMutation({
    mutationFn: (chosen: Selection) => saveSelected(address, format, chosen),
    onSuccess: onClose,
  })
  return (
    <DialogForm
      wide
      label={t.export}
      text={<p>{t.exportText(capitalise(count))}</p>}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          {isPart ? (
            <Button
              variant="primary"
              busy={part.isPending}
              disabled={part.isPending}
              onClick={() => part.mutate(selection)}
            >
              <Download size={16} aria-hidden /> {t.exportAssets(count)}
            </Button>
          ) : (
            <a
              className={buttonClass({ variant: 'primary' })}
              href={address}
              download
              onClick={onClose}
            >
              <Download size={16} aria-hidden /> {t.exportAssets(count)}
            </a>
          )}
        </>
      }
    >
      {part.error && (
        <Banner tone="danger" title={t.noFileWritten}>
          {part.error.message}
        </Banner>
      )}
      <div className={joinClasses(styles.part, styles.choices)}>
        <h3>{t.format}</h3>
        <Segmented label={t.format} value={format} choices={FORMATS} onChange={setFormat} />
      </div>
      <div className={joinClasses(styles.part, styles.choices)}>
        <h3>{t.columns}</h3>
        <Segmented label={t.columns} value={what} choices={whatChoices()} onChange={setWhat} />
        <p className="small t3">{what === 'writable' ? t.writableText : t.wholeText}</p>
      </div>
    </DialogForm>
  )
}

/** @throws Error with a text for a person */
async function saveSelected(
  address: string,
  format: FileFormat,
  selection: Selection,
): Promise<void> {
  const stop = new AbortController()
  try {
    const { body, ok, status } = await fetch(address, { signal: stop.signal })
    if (!ok || !body) throw new Error(t.serverRefused(status))
    const isNamed = selection.kind === 'named'
    const count = isNamed ? countSelected(selection) : null
    const isWanted = (path: string) => isSelected(selection, path)
    const picked = await pickLines(readText(body), { format, isWanted, count })
    if (count !== null && picked.count < count) {
      throw new Error(t.noLongerThere(count - picked.count))
    }
    saveFile(new Blob(picked.parts, { type: `text/${format}` }), `assets.${format}`)
  } finally {
    // The rest is not wanted.
    stop.abort()
  }
}

async function* readText(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream('utf-8', { ignoreBOM: true })).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
