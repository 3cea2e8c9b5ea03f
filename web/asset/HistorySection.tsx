import { useInfiniteQuery } from '@tanstack/react-query'
import { describeFailure } from '../lib/failure-text.ts'
import { formatDateTime, formatWhen } from '../lib/format.ts'
import { t } from '../texts/asset.ts'
import { common } from '../texts/common.ts'
import { Button } from '../ui/Button.tsx'
import { useKeptFocus } from '../ui/use-kept-focus.ts'
import styles from './HistorySection.module.css'
import { describeFields, historyQuery } from './history.ts'
import { PanelSection } from './PanelSection.tsx'

/** Who changed what; asked for when somebody opens it. */
export function HistorySection({ sourceId, path }: { sourceId: string; path: string }) {
  return (
    <PanelSection title={t.history} name="history" startsFolded>
      <Changes sourceId={sourceId} path={path} />
    </PanelSection>
  )
}

function Changes({ sourceId, path }: { sourceId: string; path: string }) {
  const history = useInfiniteQuery(historyQuery(sourceId, path))
  const kept = useKeptFocus('ol')
  if (history.error && !history.data)
    return <p className={styles.note}>{describeFailure(history.error).text}</p>
  if (!history.data) return <p className={styles.note}>{common.loading}</p>
  const changes = history.data.pages.flatMap((page) => page.changes)
  if (changes.length === 0) return <p className={styles.note}>{t.nobodyChanged}</p>
  return (
    <section {...kept}>
      <ol className={styles.list} tabIndex={-1}>
        {changes.map(({ id, attributes }) => (
          <li key={id}>
            <small title={formatDateTime(attributes.date)}>
              {(attributes.changed_by_api ? t.byKeyAt : t.byAt)(
                attributes.changed_by ?? t.somebody,
                formatWhen(attributes.date, new Date()),
              )}
            </small>
            {describeFields(attributes.fields).map((line) => (
              <p key={line}>{line}</p>
            ))}
          </li>
        ))}
      </ol>
      {history.isFetchNextPageError && (
        <p className={styles.note} role="alert">
          {describeFailure(history.error).text}
        </p>
      )}
      {history.hasNextPage && (
        <Button
          size="small"
          className={styles.older}
          busy={history.isFetchingNextPage}
          onClick={() => history.fetchNextPage()}
        >
          {t.olderChanges}
        </Button>
      )}
    </section>
  )
}
