import { useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useRef } from 'react'
import { Link, Navigate, useSearchParams } from 'react-router'
import { assetAddress } from '../../lib/addresses.ts'
import { EMPTY_QUERY } from '../../lib/browse-query.ts'
import { describeFailure } from '../../lib/failure-text.ts'
import { formatDateTime, formatWhen } from '../../lib/format.ts'
import { t } from '../../texts/settings.ts'
import { joinClasses } from '../../ui/classes.ts'
import { Empty } from '../../ui/Empty.tsx'
import { FormField, SelectField } from '../../ui/FormField.tsx'
import { Page } from '../../ui/Page.tsx'
import { PageFailure, PageLoading } from '../../ui/PageStates.tsx'
import { Pages } from '../../ui/Pages.tsx'
import base from '../../ui/Table.module.css'
import { usersQuery } from '../people/users.ts'
import {
  type Change,
  type ChangeQuery,
  changesQuery,
  describeChange,
  readChangeQuery,
  writeChangeQuery,
} from './changes.ts'
import styles from './History.module.css'

/** Who has changed what in the account, newest first, by person and by day. */
export function HistoryScreen() {
  const title = t.pages.history
  const [params, setParams] = useSearchParams()
  const query = readChangeQuery(params)
  const addressOf = (part: Partial<ChangeQuery>) => writeChangeQuery({ ...query, page: 0, ...part })
  const change = (part: Partial<ChangeQuery>) => setParams(addressOf(part), { replace: true })
  const card = useRef<HTMLElement>(null)
  const list = useQuery(changesQuery(query))
  if (list.isError && !list.data) {
    const retry = () => list.refetch()
    return <PageFailure page={title} {...describeFailure(list.error)} onRetry={retry} />
  }
  if (!list.data) return <PageLoading title={title} />
  const { changes, pages, hasMore } = list.data
  const isBeyond = query.page >= pages && pages > 0 && !list.isPlaceholderData
  if (isBeyond) return <Navigate replace to={{ search: `${addressOf({ page: pages - 1 })}` }} />
  const isNarrowed = query.by !== '' || query.from !== '' || query.to !== ''
  if (changes.length === 0 && !isNarrowed && query.page === 0) {
    return (
      <Page title={title} text={t.history.text} width="middle">
        <Empty icon={ScrollText} title={t.history.none}>
          {t.history.noneText}
        </Empty>
      </Page>
    )
  }
  return (
    <Page title={title} text={t.history.text} width="middle">
      <Narrowing query={query} onChange={change} />
      <section ref={card} className={base.card} tabIndex={-1} aria-label={title}>
        {changes.length > 0 ? (
          <ChangeTable changes={changes} />
        ) : (
          <p className={styles.nothing} role="status">
            {t.history.noneFound}
          </p>
        )}
      </section>
      <Pages
        page={query.page}
        pages={pages}
        list={card}
        words={hasMore ? { ...t.turning, of: ofMore } : t.turning}
        onTurn={(page) => change({ page })}
      />
    </Page>
  )
}

/** Of the last of them it is only known that it is there. */
const ofMore = (page: number, pages: number) => t.turning.ofMore(page, pages - 1)

interface NarrowingProps {
  query: ChangeQuery
  onChange(part: Partial<ChangeQuery>): void
}

function Narrowing({ query, onChange }: NarrowingProps) {
  const users = useQuery(usersQuery).data ?? []
  // Who has left is in the history, and may be in a link.
  const people = new Set([...users.map(({ attributes }) => attributes.email), query.by])
  people.delete('')
  return (
    <search className={styles.filters}>
      <SelectField
        label={t.history.who}
        value={query.by}
        choices={[
          { value: '', label: t.history.everybody },
          ...[...people].sort().map((email) => ({ value: email, label: email })),
        ]}
        onChange={(event) => onChange({ by: event.target.value })}
      />
      <FormField
        label={t.history.from}
        type="date"
        value={query.from}
        max={query.to || undefined}
        onChange={(event) => onChange({ from: event.target.value })}
      />
      <FormField
        label={t.history.to}
        type="date"
        value={query.to}
        min={query.from || undefined}
        onChange={(event) => onChange({ to: event.target.value })}
      />
    </search>
  )
}

function ChangeTable({ changes }: { changes: readonly Change[] }) {
  return (
    <table className={joinClasses(base.table, base.stacked, styles.table)}>
      <thead>
        <tr>
          <th scope="col">{t.history.what}</th>
          <th scope="col">{t.history.who}</th>
          <th scope="col">{t.history.when}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ id, attributes }) => (
          <ChangeRow key={id} change={attributes} />
        ))}
      </tbody>
    </table>
  )
}

function ChangeRow({ change }: { change: Change['attributes'] }) {
  const { origin_path: path, source_id: sourceId, changed_by: by, date } = change
  const who = by ?? t.history.somebody
  return (
    <tr>
      <td className={styles.what}>
        {path !== null &&
          (sourceId === null ? (
            <bdi dir="ltr">{path}</bdi>
          ) : (
            <Link to={assetAddress(sourceId, path, EMPTY_QUERY)}>
              <bdi dir="ltr">{path}</bdi>
            </Link>
          ))}
        {describeChange(change).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </td>
      <td className={styles.who}>{change.changed_by_api ? t.history.byKey(who) : who}</td>
      <td className={styles.when}>
        <time dateTime={new Date(date * 1000).toISOString()} title={formatDateTime(date)}>
          {formatWhen(date, new Date())}
        </time>
      </td>
    </tr>
  )
}
