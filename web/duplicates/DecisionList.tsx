import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { describeFailure } from '../lib/failure-text.ts'
import { formatDateTime, formatWhen } from '../lib/format.ts'
import { useRights } from '../lib/use-rights.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/duplicates.ts'
import { Button } from '../ui/Button.tsx'
import { ChunkedList } from '../ui/ChunkedList.tsx'
import { Empty } from '../ui/Empty.tsx'
import { LoadTrouble } from '../ui/LoadFailure.tsx'
import { Rich } from '../ui/Rich.tsx'
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
      <div role="status" aria-label={common.loading}>
        <Skeleton width="100%" height={180} />
      </div>
    )
  }
  const decisions = list.data.pages.flatMap((page) => page.decisions)
  if (decisions.length === 0) {
    return (
      <Empty icon={History} title={t.noDecision}>
        {t.noDecisionText}
      </Empty>
    )
  }
  return (
    <>
      <ChunkedList
        label={t.decisions}
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
    onSuccess: () => toast({ text: t.takenBack }),
    onError: (failure) => toast({ text: describeFailure(failure).text }),
    onSettled: () => readGroupsAgain(client),
  })
  const { origin_paths: paths, asset_count: count, date_created: date } = attributes
  const what = describeDecision({ ...attributes, count })
  const shown = paths.slice(0, 3)
  return (
    <div className={styles.decision}>
      <div>
        <b>{what}</b>
        <p className={styles.paths}>
          <Rich
            text={count > shown.length ? t.pathsAndMore(count - shown.length) : '{paths}'}
            parts={{ paths: <bdi>{shown.join(', ')}</bdi> }}
          />
        </p>
        <p className={styles.paths} title={formatDateTime(date)}>
          {t.byAt(nameDecider(attributes), formatWhen(date, new Date()))}
        </p>
      </div>
      {mayEdit && (
        <Button
          size="small"
          busy={back.isPending}
          disabled={back.isPending}
          aria-label={t.takeBackWhat(what)}
          onClick={() => back.mutate()}
        >
          {t.takeBack}
        </Button>
      )}
    </div>
  )
}

function nameDecider({ decided_by: name, decided_by_api: byKey }: Decision['attributes']): string {
  if (name === null) return byKey ? t.anApiKey : t.aPerson
  return byKey ? t.byKey(name) : name
}
