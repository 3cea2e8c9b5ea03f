import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useParams } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { formatDateTime, formatNumber } from '../lib/format.ts'
import { t } from '../texts/bulk.ts'
import { t as ui } from '../texts/ui.ts'
import { Card, Page, Stats } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './BulkEditsScreen.module.css'
import { type BulkEdit, bulkEditQuery, bulkRowsQuery, type RowState } from './bulk-calls.ts'
import { describeResult, nameEdit } from './bulk-words.ts'
import { EditActions, EditState } from './EditState.tsx'
import { DownloadRows } from './ImportDialog.tsx'
import { RowList } from './RowList.tsx'

/** One bulk edit: how it went, and what became of which asset. */
export function BulkEditScreen() {
  const { editId = '' } = useParams()
  const query = useQuery(bulkEditQuery(editId))
  useEffect(() => {
    document.title = ui.pageTitle(t.bulkEdit)
  }, [])
  if (query.error && !query.data) {
    const retry = () => query.refetch()
    return <PageFailure page={t.bulkEdit} {...describeFailure(query.error)} onRetry={retry} />
  }
  if (!query.data) return <PageLoading title={t.bulkEdit} />
  return <EditPage edit={query.data} />
}

function EditPage({ edit }: { edit: BulkEdit }) {
  const { attributes } = edit
  const { source_id: sourceId, undo_until: until } = attributes
  const who = attributes.created_by ?? (attributes.created_by_api ? t.apiKey : t.somebody)
  const stats = [
    [t.state, <EditState key="state" edit={attributes} />],
    [t.by, who],
    [t.begun, formatDateTime(attributes.date_created)],
    [t.changed, formatNumber(attributes.changed)],
    [t.alreadyLikeThat, formatNumber(attributes.unchanged)],
    [t.refusedRows, formatNumber(attributes.refused)],
    ...(until ? ([[t.undoneUntil, formatDateTime(until)]] as const) : []),
  ] as const
  return (
    <Page
      title={nameEdit(attributes)}
      text={describeResult(attributes)}
      crumbs={[{ label: t.bulkEdits, to: `/settings/bulk-edits?source=${sourceId}` }]}
      actions={<EditActions edit={edit} />}
      width="middle"
    >
      <Card>
        <Stats rows={stats} />
      </Card>
      <Rows edit={edit} />
    </Page>
  )
}

interface RowChoice {
  value: RowState
  label: string
  count: keyof BulkEdit['attributes']
}

function rowChoices(): RowChoice[] {
  return [
    { value: 'refused', label: t.refusedRows, count: 'refused' },
    { value: 'kept', label: t.leftAloneRows, count: 'kept' },
    { value: 'changed', label: t.changed, count: 'changed' },
    { value: 'undone', label: t.putBackRows, count: 'undone' },
  ]
}

/** Kept as long as it can be undone. */
function Rows({ edit: { id, attributes } }: { edit: BulkEdit }) {
  const choices = rowChoices().filter(({ count }) => Number(attributes[count]) > 0)
  const [asked, setState] = useState<RowState | null>(null)
  const state = asked ?? choices[0]?.value ?? 'refused'
  const list = useInfiniteQuery({ ...bulkRowsQuery(id, state), enabled: choices.length > 0 })
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  if (choices.length === 0) return null
  return (
    <Card
      title={choices.length === 1 ? choices[0]?.label : t.assets}
      end={
        choices.length > 1 && (
          <Segmented label={t.whichAssets} value={state} choices={choices} onChange={setState} />
        )
      }
    >
      <div className={styles.rows}>
        <RowList
          rows={rows}
          isFile={attributes.kind === 'import'}
          hasMore={list.hasNextPage}
          isBusy={list.isFetching}
          onMore={list.fetchNextPage}
        />
        {state === 'refused' && <DownloadRows id={id} />}
      </div>
    </Card>
  )
}
