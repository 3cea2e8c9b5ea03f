import { useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { translated } from '../lib/server-words.ts'
import {
  fillTemplate,
  findSourceType,
  placeOf,
  prefixOf,
  sourceTypesQuery,
} from '../lib/source-types.ts'
import type { Source } from '../lib/sources.ts'
import { t } from '../texts/upload.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { folderOf, nameOf } from './destination.ts'
import { FileChooser } from './FileChooser.tsx'
import type { Offered } from './offered-files.ts'
import { isOfSetup, isShared } from './trouble.ts'
import styles from './UploadRow.module.css'
import type { UploadItem, UploadProblem } from './upload-item.ts'
import type { UploadQueue } from './upload-queue.ts'

interface ProblemNoteProps {
  item: UploadItem
  problem: UploadProblem
  queue: UploadQueue
  source: Source
}

/** What went wrong with a file, and what can be done about it. */
export function ProblemNote({ item, problem, queue, source }: ProblemNoteProps) {
  const { trouble, title, advice } = problem
  return (
    <div className={styles.problem}>
      <Banner
        tone={item.state === 'failed' ? 'danger' : 'warn'}
        isQuiet
        title={title}
        actions={<ProblemActions item={item} trouble={trouble} queue={queue} />}
      >
        {advice}
      </Banner>
      {trouble === 'cors' && source.id === item.order.sourceId && <CorsRule source={source} />}
    </div>
  )
}

interface ActionsProps {
  item: UploadItem
  trouble: UploadProblem['trouble']
  queue: UploadQueue
}

function ProblemActions({ item, trouble, queue }: ActionsProps) {
  if (trouble === 'exists') return <TakenActions item={item} queue={queue} />
  if (trouble === 'changed') return <ChangedActions item={item} queue={queue} />
  const page = `/settings/sources/${item.order.sourceId}`
  return (
    <>
      <Button size="small" onClick={() => retryWith(queue, item)}>
        <RotateCw size={14} aria-hidden /> {retryLabel(trouble)}
      </Button>
      {isShared(trouble) && (
        <Link
          className={buttonClass({ variant: 'quiet', size: 'small' })}
          to={isOfSetup(trouble) ? `${page}/upload` : page}
        >
          {isOfSetup(trouble) ? t.openSetup : t.openSource}
        </Link>
      )}
    </>
  )
}

function retryLabel(trouble: UploadProblem['trouble']): string {
  if (isOfSetup(trouble)) return t.testAndRetry
  return isShared(trouble) ? t.retryAll : t.retry
}

/** One file, or all that the same thing has stopped. */
function retryWith(queue: UploadQueue, item: UploadItem): void {
  if (!item.problem || !isShared(item.problem.trouble)) {
    queue.retry([item.id])
    return
  }
  const same = [...queue.items.values()].filter(
    ({ order, problem }) =>
      order.sourceId === item.order.sourceId && (!problem || isShared(problem.trouble)),
  )
  const ids = same.map(({ id }) => id)
  queue.retry(ids)
  queue.resume(ids)
}

function TakenActions({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const [failure, setFailure] = useState<Error | null>(null)
  const { sourceId, path } = item.order
  const folder = folderOf(path)
  return (
    <>
      {failure && <span className="small">{describeFailure(failure).text}</span>}
      <Button size="small" onClick={() => queue.rename(item.id).catch(setFailure)}>
        {t.renameAndSend}
      </Button>
      <Link
        className={buttonClass({ size: 'small' })}
        to={libraryAddress(sourceId, {
          ...EMPTY_QUERY,
          folder: folder === '' ? null : `/${folder}`,
          at: `/${path}`,
        })}
      >
        {t.openExisting}
      </Link>
    </>
  )
}

/** The browser lets nobody read what was changed, before it was chosen again. */
function ChangedActions({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const [note, setNote] = useState<string | null>(null)
  const name = nameOf(item.order.localPath)
  const find = (chosen: Offered[]) => {
    const found = chosen.find(({ file }) => file.name === name)
    if (found) queue.replaceFile(item.id, found.file)
    else setNote(t.notThisName(name))
  }
  return (
    <>
      {note && <span className="small">{note}</span>}
      <FileChooser label={t.chooseName(name)} size="small" onChosen={find}>
        {t.chooseAgain}
      </FileChooser>
    </>
  )
}

/** The rule that lets this page write to the bucket, ready to be copied. */
function CorsRule({ source }: { source: Source }) {
  const { deployment } = source.attributes
  const types = useQuery(sourceTypesQuery)
  const cors = types.data && findSourceType(types.data, deployment)?.attributes.upload_setup?.cors
  if (!cors) return null
  const values = {
    origin: location.origin,
    bucket: placeOf(deployment),
    prefix: prefixOf(deployment),
  }
  return <CodeBlock title={translated(cors.title)} text={fillTemplate(cors.text, values)} />
}
