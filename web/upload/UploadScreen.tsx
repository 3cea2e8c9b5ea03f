import { useQuery } from '@tanstack/react-query'
import { Pause, Play, Plus, Upload } from 'lucide-react'
import { useEffect } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { libraryAddress } from '../lib/addresses.ts'
import { EMPTY_QUERY, readBrowseQuery } from '../lib/browse-query.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { type Source, sourceQuery } from '../lib/sources.ts'
import { useRights } from '../lib/use-rights.ts'
import { t as lib } from '../texts/lib.ts'
import { t } from '../texts/upload.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { ChunkedList } from '../ui/ChunkedList.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import { Ring } from '../ui/Ring.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { commonFolder } from './destination.ts'
import { useQueueVersion, useUploads } from './engine-context.ts'
import { LostFiles } from './LostFiles.tsx'
import { describePace, describeTotals, sentShare } from './progress.ts'
import { isShared } from './trouble.ts'
import { UploadRow } from './UploadRow.tsx'
import styles from './UploadScreen.module.css'
import type { UploadEngine } from './upload-engine.ts'
import { filterOf, isActive, type UploadFilter, type UploadItem } from './upload-item.ts'
import type { UploadQueue } from './upload-queue.ts'

/** The Upload Manager: every file of this page and how it gets on. */
export function UploadScreen() {
  const { sourceId = '' } = useParams()
  const { engine, load } = useUploads()
  useEffect(load, [load])
  const { data: source, error, refetch } = useQuery(sourceQuery(sourceId))
  if (engine && source) return <Manager engine={engine} source={source} />
  if (!error) return <PageLoading title={t.manager} width="middle" />
  return <PageFailure page={t.manager} {...describeFailure(error)} onRetry={() => refetch()} />
}

function Manager({ engine, source }: { engine: UploadEngine; source: Source }) {
  const { queue } = engine
  useQueueVersion(queue)
  const { mayEdit } = useRights()
  const items = [...queue.items.values()]
  const here = items.filter(({ order }) => order.sourceId === source.id)
  const folder = commonFolder(here.map(({ order }) => order.path))
  const place = [source.attributes.name, ...folder.split('/').filter(Boolean)].join(' / ')
  const { count } = queue.totals
  return (
    <Page
      title={t.manager}
      width="middle"
      text={here.length > 0 && t.managerText(place)}
      actions={
        <>
          {mayEdit && <AddFiles source={source} />}
          {here.some(({ state }) => state === 'done') && (
            <Link
              className={buttonClass({ variant: 'primary' })}
              to={libraryAddress(source.id, {
                ...EMPTY_QUERY,
                folder: folder === '' ? null : `/${folder}`,
              })}
            >
              {t.viewUploaded}
            </Link>
          )}
        </>
      }
    >
      {count === 0 ? (
        <Empty icon={Upload} title={t.none}>
          {mayEdit ? t.noneText : lib.mayNotUpload}
        </Empty>
      ) : (
        <>
          <LostFiles engine={engine} />
          <Summary queue={queue} />
          <FileTable queue={queue} items={items} source={source} />
        </>
      )}
    </Page>
  )
}

function AddFiles({ source }: { source: Source }) {
  const { open } = useUploads()
  const [params] = useSearchParams()
  const folder = readBrowseQuery(params).query.folder?.slice(1) ?? ''
  if (!source.attributes.uploads.allowed) return null
  const { name: sourceName } = source.attributes
  return (
    <Button onClick={() => open({ sourceId: source.id, sourceName, folder })}>
      <Plus size={16} aria-hidden /> {t.addFiles}
    </Button>
  )
}

function Summary({ queue }: { queue: UploadQueue }) {
  const { totals } = queue
  const ids = [...queue.items.keys()]
  const states = [...queue.items.values()].map(({ state }) => state)
  const canPause = states.some(isActive)
  const canResume = states.includes('paused')
  return (
    <section className={styles.summary} aria-label={t.allFiles}>
      <Ring share={sentShare(totals)} large />
      <div className="num">
        <div className={styles.strong}>{describeTotals(totals)}</div>
        <div className="t2 small">{describePace(totals, queue.bytesPerSecond)}</div>
      </div>
      <div className={styles.acts}>
        {canPause && (
          <Button size="small" onClick={() => queue.pause(ids)}>
            <Pause size={14} aria-hidden /> {t.pauseAll}
          </Button>
        )}
        {canResume && (
          <Button size="small" onClick={() => queue.resume(ids)}>
            <Play size={14} aria-hidden /> {t.resumeAll}
          </Button>
        )}
        {(canPause || canResume) && (
          <Button
            size="small"
            variant="quiet"
            onClick={() => queue.remove(idsOf(queue, 'uploading'))}
          >
            {t.cancelAll}
          </Button>
        )}
      </div>
    </section>
  )
}

function idsOf(queue: UploadQueue, filter: UploadFilter): string[] {
  return [...queue.items.values()].filter((item) => isShown(item, filter)).map(({ id }) => id)
}

/** What stops all files of a source is said once, in the row of the first. */
function* explainedOnce(items: readonly UploadItem[]): Iterable<string> {
  const said = new Set<string>()
  for (const { id, problem, order } of items) {
    if (!problem) continue
    const what = isShared(problem.trouble) ? `${order.sourceId} ${problem.trouble}` : id
    if (!said.has(what)) yield id
    said.add(what)
  }
}

function isShown({ state }: UploadItem, filter: UploadFilter): boolean {
  return filter === 'all' || filterOf(state) === filter
}

const FILTERS: readonly UploadFilter[] = ['all', 'uploading', 'done', 'problems']

interface FileTableProps {
  queue: UploadQueue
  items: readonly UploadItem[]
  source: Source
}

function FileTable({ queue, items, source }: FileTableProps) {
  const [params, setParams] = useSearchParams()
  const filter = FILTERS.find((one) => one === params.get('show')) ?? 'all'
  const change = (next: UploadFilter) => {
    setParams(
      (old) => {
        const changed = new URLSearchParams(old)
        if (next === 'all') changed.delete('show')
        else changed.set('show', next)
        return changed
      },
      { replace: true },
    )
  }
  const { totals } = queue
  const counts = { ...totals, all: totals.count }
  const choices = FILTERS.map((value) => ({
    value,
    label: t.filterCount(t.filters[value], counts[value]),
  }))
  const shown = items.filter((item) => isShown(item, filter))
  const explained = new Set(explainedOnce(items))
  return (
    <>
      <div className={styles.bar}>
        <Segmented label={t.show} value={filter} choices={choices} onChange={change} />
        <Button
          size="small"
          variant="quiet"
          disabled={totals.done === 0}
          onClick={() => queue.remove(idsOf(queue, 'done'))}
        >
          {t.clearFinished}
        </Button>
      </div>
      {shown.length === 0 ? (
        <p className={styles.nothing}>{t.nothing[filter]}</p>
      ) : (
        <div className={styles.card}>
          <ChunkedList
            key={filter}
            label={t.files}
            items={shown}
            keyOf={({ id }) => id}
            rowHeight={61}
            row={(item) => (
              <UploadRow {...{ item, queue, source }} isExplained={explained.has(item.id)} />
            )}
          />
        </div>
      )}
    </>
  )
}
