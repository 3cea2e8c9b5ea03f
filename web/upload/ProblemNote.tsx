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
import { folderOf } from './destination.ts'
import { isShared } from './trouble.ts'
import styles from './UploadRow.module.css'
import type { UploadItem, UploadProblem } from './upload-item.ts'
import type { UploadQueue } from './upload-queue.ts'

interface ProblemNoteProps {
  item: UploadItem
  problem: UploadProblem
  queue: UploadQueue
  source: Source
  showsRule: boolean
}

/** What went wrong with a file, and what can be done about it. */
export function ProblemNote({ item, problem, queue, source, showsRule }: ProblemNoteProps) {
  const { trouble, title, advice } = problem
  return (
    <div className={styles.problem}>
      <Banner
        tone="danger"
        isQuiet
        title={title}
        actions={
          trouble === 'exists' ? (
            <TakenActions item={item} queue={queue} />
          ) : (
            <>
              <Button size="small" onClick={() => retryWith(queue, item)}>
                <RotateCw size={14} aria-hidden /> {isShared(trouble) ? t.testAndRetry : t.retry}
              </Button>
              {isShared(trouble) && (
                <Link
                  className={buttonClass({ variant: 'quiet', size: 'small' })}
                  to={`/settings/sources/${item.order.sourceId}/upload`}
                >
                  {t.openSetup}
                </Link>
              )}
            </>
          )
        }
      >
        {advice}
      </Banner>
      {showsRule && source.id === item.order.sourceId && <CorsRule source={source} />}
    </div>
  )
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
