import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { describeFailure } from '../lib/failure-text.ts'
import { formatDateTime, formatNumber, formatWhen } from '../lib/format.ts'
import { useRights } from '../lib/use-rights.ts'
import { Button } from '../ui/Button.tsx'
import { ChunkedList } from '../ui/ChunkedList.tsx'
import { Empty } from '../ui/Empty.tsx'
import { LoadTrouble } from '../ui/LoadFailure.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { useToast } from '../ui/Toast.tsx'
import styles from './DuplicatesScreen.module.css'
import { type Decision, decisionsQuery, readGroupsAgain, takeBack } from './duplicate-calls.ts'
import { describeDecision } from './duplicate-words.ts'
import { MoreBelow } from './MoreBelow.tsx'

/** What has been decided, newest first; each can be taken back. */
export function DecisionList({ sourceId }: { sourceId: string }) {
  const list = useInfiniteQuery(decisionsQuery(sourceId))
  if (list.error && !list.data) {
    return <LoadTrouble {...describeFailure(list.error)} onRetry={() => list.refetch()} />
  }
  if (!list.data) {
    return (
      <div role="status" aria-label="Loading">
        <Skeleton width="100%" height={180} />
      </div>
    )
  }
  const decisions = list.data.pages.flatMap((page) => page.decisions)
  if (decisions.length === 0) {
    return (
      <Empty icon={History} title="No decision yet">
        What you say about copies is listed here, and can be taken back.
      </Empty>
    )
  }
  return (
    <>
      <ChunkedList
        label="Decisions"
        className={styles.decisions}
        items={decisions}
        keyOf={({ id }) => id}
        rowHeight={64}
        row={(decision) => <DecisionRow sourceId={sourceId} decision={decision} />}
      />
      <MoreBelow
        what="decisions"
        hasMore={list.hasNextPage}
        isBusy={list.isFetching}
        failure={list.isFetchNextPageError ? list.error : null}
        onMore={list.fetchNextPage}
      />
    </>
  )
}

function DecisionRow({ sourceId, decision }: { sourceId: string; decision: Decision }) {
  const { id, attributes } = decision
  const { mayEdit } = useRights()
  const client = useQueryClient()
  const toast = useToast()
  const back = useMutation({
    mutationFn: () => takeBack(sourceId, id),
    onSuccess: () => toast({ text: 'Taken back. The group is listed again.' }),
    onError: (failure) => toast({ text: describeFailure(failure).text }),
    onSettled: () => readGroupsAgain(client),
  })
  const { origin_paths: paths, asset_count: count, date_created: date } = attributes
  const what = describeDecision({ ...attributes, count })
  const who = attributes.decided_by ?? (attributes.decided_by_api ? 'An API key' : 'Somebody')
  const shown = paths.slice(0, 3)
  return (
    <div className={styles.decision}>
      <div>
        <b>{what}</b>
        <p className={styles.paths}>
          <bdi>{shown.join(', ')}</bdi>
          {count > shown.length && ` and ${formatNumber(count - shown.length)} more`}
        </p>
        <p className={styles.paths} title={formatDateTime(date)}>
          {who}
          {attributes.decided_by_api && attributes.decided_by !== null && ' (API key)'},{' '}
          {formatWhen(date, new Date())}
        </p>
      </div>
      {mayEdit && (
        <Button
          size="small"
          busy={back.isPending}
          disabled={back.isPending}
          aria-label={`Take back: ${what}`}
          onClick={() => back.mutate()}
        >
          Take back
        </Button>
      )}
    </div>
  )
}
