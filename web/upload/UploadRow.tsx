import { CircleCheck, CircleX, Clock, Pause, Play, RotateCw, X } from 'lucide-react'
import { Link } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { formatBytes } from '../lib/format.ts'
import type { Source } from '../lib/sources.ts'
import { t } from '../texts/upload.ts'
import { buttonClass, IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { FileName } from '../ui/FileName.tsx'
import { ProgressBar } from '../ui/Page.tsx'
import { folderOf, nameOf } from './destination.ts'
import { FileThumbnail } from './FileThumbnail.tsx'
import { ProblemNote } from './ProblemNote.tsx'
import { formatSpeed, wholePercent } from './progress.ts'
import { describeProblem } from './trouble.ts'
import styles from './UploadRow.module.css'
import { countParts, type UploadItem } from './upload-item.ts'
import type { UploadQueue } from './upload-queue.ts'
import { useSecondsUntil } from './use-seconds-until.ts'

interface UploadRowProps {
  item: UploadItem
  queue: UploadQueue
  source: Source
  /** What went wrong is said in full here. */
  isExplained: boolean
}

export function UploadRow({ item, queue, source, isExplained }: UploadRowProps) {
  const { order, file, problem } = item
  const folder = folderOf(order.path)
  return (
    <div className={styles.row}>
      <FileThumbnail file={file} contentType={order.contentType} />
      <div className={styles.words}>
        <div className={styles.name} title={order.path}>
          <FileName name={nameOf(order.path)} />
        </div>
        <div className={styles.sub}>
          {folder !== '' && <bdi className="mono">{`${folder}/`}</bdi>}
          <span className="num">{formatBytes(order.bytes)}</span>
        </div>
      </div>
      <div className={styles.state}>
        <StateOf item={item} />
      </div>
      <div className={styles.acts}>
        <Actions item={item} queue={queue} />
      </div>
      {problem && isExplained && (
        <div className={styles.detail}>
          <ProblemNote {...{ item, problem, queue, source }} />
        </div>
      )}
    </div>
  )
}

function StateOf({ item }: { item: UploadItem }) {
  const { state, problem } = item
  switch (state) {
    case 'queued':
      return <Words icon={Clock}>{t.queued}</Words>
    case 'lost':
      return (
        <Words icon={CircleX} tone="danger">
          {t.interrupted}
        </Words>
      )
    case 'failed':
      return (
        <Words icon={CircleX} tone="danger">
          {problem ? describeProblem(problem) : t.troubles.failed}
        </Words>
      )
    case 'done':
      return (
        <Words icon={CircleCheck} tone="ok">
          {t.done}
        </Words>
      )
    default:
      return <Progress item={item} />
  }
}

interface WordsProps {
  icon: typeof Clock
  tone?: 'plain' | 'ok' | 'danger'
  children: string
}

function Words({ icon: Icon, tone = 'plain', children }: WordsProps) {
  return (
    <span className={joinClasses(styles.mark, styles[tone])}>
      <Icon size={14} strokeWidth={2} aria-hidden /> {children}
    </span>
  )
}

function Progress({ item }: { item: UploadItem }) {
  const { order, sentBytes, state, bytesPerSecond } = item
  const share = order.bytes > 0 ? sentBytes / order.bytes : 0
  const secondsLeft = useSecondsUntil(item.triesAt)
  const words = item.problem
    ? t.triesAgain(describeProblem(item.problem), secondsLeft)
    : describeProgress(item, wholePercent(share))
  const isHeld = state === 'paused' || state === 'waiting' || item.problem !== null
  return (
    <>
      <div className={styles.pace}>
        <span>{words}</span>
        <span className="t3">{bytesPerSecond && !isHeld ? formatSpeed(bytesPerSecond) : ''}</span>
      </div>
      <ProgressBar label={words} share={share} tone={isHeld ? 'warn' : 'plain'} />
    </>
  )
}

function describeProgress(item: UploadItem, percent: number): string {
  const { state, session, order, partsSent } = item
  if (state === 'waiting') return t.waiting
  if (state === 'closing') return t.closing
  if (state === 'paused') {
    if (percent > 0) return t.pausedAt(percent)
    // A file in one piece can't be gone on with in its middle.
    return session?.put ? t.pausedAnew : t.paused
  }
  if (!session?.partBytes) return t.percent(percent)
  const count = countParts(order.bytes, session.partBytes)
  return t.part(percent, Math.min(count, partsSent + 1), count)
}

/** Trying again as it is would not help. */
const NEEDS_HAND: ReadonlySet<unknown> = new Set(['exists', 'changed'])

function Actions({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const { id, state, order } = item
  const name = nameOf(order.path)
  if (state === 'done') {
    const folder = folderOf(order.path)
    const query = { ...EMPTY_QUERY, folder: folder === '' ? null : `/${folder}` }
    return (
      <Link
        className={buttonClass({ variant: 'quiet', size: 'small' })}
        to={libraryAddress(order.sourceId, { ...query, at: `/${order.path}` })}
        aria-label={t.viewName(name)}
      >
        {t.view}
      </Link>
    )
  }
  return (
    <>
      {(state === 'sending' || state === 'queued' || state === 'waiting') && (
        <IconButton small label={t.pauseName(name)} onClick={() => queue.pause([id])}>
          <Pause size={16} aria-hidden />
        </IconButton>
      )}
      {state === 'paused' && (
        <IconButton small label={t.resumeName(name)} onClick={() => queue.resume([id])}>
          <Play size={16} aria-hidden />
        </IconButton>
      )}
      {state === 'failed' && !NEEDS_HAND.has(item.problem?.trouble) && (
        <IconButton small label={t.retryName(name)} onClick={() => queue.retry([id])}>
          <RotateCw size={16} aria-hidden />
        </IconButton>
      )}
      <IconButton small label={t.cancelName(name)} onClick={() => queue.remove([id])}>
        <X size={16} aria-hidden />
      </IconButton>
    </>
  )
}
