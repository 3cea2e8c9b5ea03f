import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Link, useSearchParams } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { formatDateTime, formatWhen } from '../lib/format.ts'
import { readStored } from '../lib/preferences.ts'
import { sourcesQuery } from '../lib/sources.ts'
import { t } from '../texts/bulk.ts'
import { t as ui } from '../texts/ui.ts'
import { Empty } from '../ui/Empty.tsx'
import { SelectField } from '../ui/FormField.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import { Pages } from '../ui/Pages.tsx'
import styles from './BulkEditsScreen.module.css'
import { type BulkEdit, bulkEditsQuery } from './bulk-calls.ts'
import { describeResult, nameEdit } from './bulk-words.ts'
import { EditActions, EditState } from './EditState.tsx'

/** Bulk edits and imports of one source, newest first. */
export function BulkEditsScreen() {
  const [params, setParams] = useSearchParams()
  const sources = useQuery(sourcesQuery)
  const asked = params.get('source')
  const known = sources.data ?? []
  const last = readStored('source', (stored) => (typeof stored === 'string' ? stored : null))
  const wanted = [asked, last].find((one) => known.some(({ id }) => id === one))
  const sourceId = wanted ?? known[0]?.id
  const page = Math.max(0, Number.parseInt(params.get('page') ?? '1', 10) - 1 || 0)
  const list = useQuery({
    ...bulkEditsQuery(sourceId ?? '', page),
    enabled: sourceId !== undefined,
  })
  const rows = useRef<HTMLUListElement>(null)
  useEffect(() => {
    document.title = ui.pageTitle(t.bulkEdits)
  }, [])
  const failure = sources.error ?? list.error
  if (failure && !list.data) {
    const retry = () => (sources.error ? sources.refetch() : list.refetch())
    return <PageFailure page={t.bulkEdits} {...describeFailure(failure)} onRetry={retry} />
  }
  if (!sources.data || (sourceId && !list.data)) return <PageLoading title={t.bulkEdits} />
  const { edits = [], pages = 1 } = list.data ?? {}
  const turn = (to: number) =>
    setParams({ ...(sourceId && { source: sourceId }), page: `${to + 1}` })
  return (
    <Page title={t.bulkEdits} text={t.bulkEditsText} width="middle">
      {known.length > 1 && (
        <div className={styles.source}>
          <SelectField
            label={t.source}
            value={sourceId}
            choices={known.map(({ id, attributes }) => ({ value: id, label: attributes.name }))}
            onChange={(event) => setParams({ source: event.target.value })}
          />
        </div>
      )}
      {edits.length === 0 ? (
        <Empty icon={History} title={t.noBulkEdit}>
          {t.noBulkEditText}
        </Empty>
      ) : (
        <ul ref={rows} className={styles.list} tabIndex={-1}>
          {edits.map((edit) => (
            <EditRow key={edit.id} edit={edit} />
          ))}
        </ul>
      )}
      <Pages {...{ page, pages }} list={rows} words={t.turning} onTurn={turn} />
    </Page>
  )
}

function EditRow({ edit }: { edit: BulkEdit }) {
  const { attributes, id } = edit
  const { date_created: created, created_by: who, created_by_api: byApi } = attributes
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <Link to={`/settings/bulk-edits/${id}`}>{nameEdit(attributes)}</Link>
        <span className={styles.who} title={formatDateTime(created)}>
          {(attributes.dry_run ? t.byAtDry : t.byAt)(
            who ?? (byApi ? t.apiKey : t.somebody),
            formatWhen(created, new Date()),
          )}
        </span>
      </div>
      <EditState edit={attributes} />
      <p className={styles.result}>{describeResult(attributes)}</p>
      <EditActions edit={edit} />
    </li>
  )
}
