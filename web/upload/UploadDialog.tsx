import { useQuery } from '@tanstack/react-query'
import { FolderPlus, Plus, Upload, X } from 'lucide-react'
import { type DragEvent, type ReactNode, useMemo, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { uploadsAddress } from '../lib/addresses.ts'
import { readBrowseQuery } from '../lib/browse-query.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { cutMiddle } from '../lib/format.ts'
import { placeOf, prefixOf } from '../lib/source-types.ts'
import { describeSource, type Source, sourceQuery } from '../lib/sources.ts'
import type { UploadPlace } from '../lib/upload-door.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/upload.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { Rich } from '../ui/Rich.tsx'
import { useMedia } from '../ui/use-media.ts'
import { placeIn, readFolder } from './destination.ts'
import { FileChooser } from './FileChooser.tsx'
import { OfferedFiles } from './OfferedFiles.tsx'
import type { Offered } from './offered-files.ts'
import { planUpload, type UploadPlan } from './plan-upload.ts'
import styles from './UploadDialog.module.css'
import type { Offer, OfferActions } from './UploadHost.tsx'
import type { UploadEngine } from './upload-engine.ts'
import { usePathCheck } from './use-path-check.ts'

type DialogProps = Offer & OfferActions & { place: UploadPlace; engine: UploadEngine }

/** What is going to be uploaded, where to, and what will not be; nothing has been sent yet. */
export function UploadDialog({ place, files, reading, engine, ...offer }: DialogProps) {
  const [text, setText] = useState(place.folder)
  const folder = readFolder(text)
  const source = useQuery(sourceQuery(place.sourceId)).data
  const offered = useOfferedFiles(files)
  const { check, isAsking, failure } = usePathCheck(place.sourceId, folder, files)
  const uploads = source?.attributes.uploads
  const plan = useMemo(() => {
    const limits = uploads ?? { max_bytes: null, parts_from_bytes: null }
    return planUpload(offered, folder, { limits, check })
  }, [offered, folder, uploads, check])
  const send = useSend({ place, files, plan, folder, engine, onSent: offer.close })
  const isReady = plan.sendCount > 0 && !isAsking && reading === null
  return (
    <Dialog label={t.uploadTo(place.sourceName)} onClose={offer.close} wide>
      <DropHere onDrop={offer.addTransfer}>
        <header className={styles.head}>
          {/* Takes the focus when there is nothing to choose any more. */}
          <h2 tabIndex={-1} data-autofocus={files.length > 0 || reading !== null || undefined}>
            {t.uploadTo(place.sourceName)}
          </h2>
          <IconButton small label={common.close} onClick={offer.close}>
            <X size={16} aria-hidden />
          </IconButton>
        </header>
        <div className={styles.body}>
          <Destination {...{ source, text, count: files.length }} onChange={setText} />
          {offer.hasFailed && (
            <Banner tone="danger" title={t.notReadable}>
              {t.notReadableText}
            </Banner>
          )}
          {failure && (
            <Banner tone="warn" title={t.notCompared}>
              {t.notComparedText(describeFailure(failure).text)}
            </Banner>
          )}
          {files.length === 0 && reading === null ? (
            <NothingYet onChosen={offer.addFiles} />
          ) : (
            <OfferedFiles {...{ files, plan, reading, source }} {...offer} />
          )}
        </div>
        <footer className={styles.foot}>
          <span className={styles.note} role="status">
            {describePlan(plan, { isAsking, reading })}
          </span>
          <Button onClick={offer.close}>{common.cancel}</Button>
          <Button variant="primary" disabled={!isReady} onClick={send}>
            <Upload size={16} aria-hidden />
            {plan.sendCount > 0 ? t.uploadFiles(plan.sendCount) : t.upload}
          </Button>
        </footer>
      </DropHere>
    </Dialog>
  )
}

function useOfferedFiles(files: readonly Offered[]) {
  return useMemo(() => files.map(({ path, file }) => ({ path, bytes: file.size })), [files])
}

function describePlan(
  { skipCount, refuseCount }: UploadPlan,
  { isAsking, reading }: { isAsking: boolean; reading: number | null },
): string {
  if (reading !== null) return t.reading(reading)
  if (isAsking) return t.comparing
  if (skipCount === 0) return refuseCount > 0 ? t.notSendable(refuseCount) : ''
  return refuseCount > 0 ? t.skippedAndNotSendable(skipCount, refuseCount) : t.skipped(skipCount)
}

interface SendInput {
  place: UploadPlace
  files: readonly Offered[]
  plan: UploadPlan
  folder: string
  engine: UploadEngine
  onSent: () => void
}

/** Hands the files to the queue and shows how they get on. */
function useSend({ place, files, plan, folder, engine, onSent }: SendInput) {
  const navigate = useNavigate()
  const { search } = useLocation()
  return () => {
    const chosen = files.filter((_, i) => plan.verdicts[i]?.kind === 'send')
    engine.queue.add(
      chosen.map(({ path, file, trace }) => ({
        file,
        order: {
          sourceId: place.sourceId,
          path: placeIn(folder, path),
          localPath: path,
          bytes: file.size,
          lastModified: file.lastModified,
          contentType: file.type,
          trace,
        },
      })),
    )
    onSent()
    const { query } = readBrowseQuery(new URLSearchParams(search))
    navigate(uploadsAddress(place.sourceId, query))
  }
}

/** Files may be dropped on the dialog, too. */
function DropHere({
  onDrop,
  children,
}: {
  onDrop: (transfer: DataTransfer) => void
  children: ReactNode
}) {
  const hold = (event: DragEvent) => {
    if (event.dataTransfer.types.includes('Files')) event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons for files do the same
    <div
      className={styles.drop}
      onDragOver={hold}
      onDrop={(event) => {
        hold(event)
        onDrop(event.dataTransfer)
      }}
    >
      {children}
    </div>
  )
}

interface DestinationProps {
  source: Source | undefined
  text: string
  count: number
  onChange: (text: string) => void
}

function Destination({ source, text, count, onChange }: DestinationProps) {
  const { deployment } = source?.attributes ?? {}
  const root = deployment ? `${placeOf(deployment)}/${prefixOf(deployment)}` : ''
  return (
    <div className={styles.destination}>
      <label htmlFor="upload-destination">
        <Rich text={t.destination} parts={{ optional: <span className="t3">{t.optional}</span> }} />
      </label>
      <div className={styles.field}>
        <span className={joinClasses(styles.affix, 'mono')} title={root}>
          {source && <KindTile {...describeSource(source)} />}
          <bdi className="truncate">{cutMiddle(root, 32)}</bdi>
        </span>
        <input
          id="upload-destination"
          className="mono"
          value={text}
          autoComplete="off"
          spellCheck={false}
          aria-describedby="upload-destination-hint"
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      <p id="upload-destination-hint" className="small t3">
        {t.goesHere(count)}
      </p>
    </div>
  )
}

function NothingYet({ onChosen }: { onChosen: (files: Offered[]) => void }) {
  const isTouch = useMedia('(pointer: coarse)')
  return (
    <div className={styles.empty}>
      <Upload size={20} strokeWidth={1.5} aria-hidden />
      <p>{isTouch ? t.chooseHere : t.dropHere}</p>
      <div className={styles.row}>
        <FileChooser label={t.files} isFirst onChosen={onChosen}>
          <Plus size={16} aria-hidden /> {t.chooseFiles}
        </FileChooser>
        <FileChooser label={t.folder} folder onChosen={onChosen}>
          <FolderPlus size={16} aria-hidden /> {t.chooseFolder}
        </FileChooser>
      </div>
    </div>
  )
}
