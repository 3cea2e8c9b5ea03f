import { useQuery } from '@tanstack/react-query'
import { FolderInput, Search, TextCursorInput } from 'lucide-react'
import { useRef } from 'react'
import { useSearchParams } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/settings.ts'
import { Empty } from '../ui/Empty.tsx'
import { inputClass } from '../ui/Field.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import { Pages } from '../ui/Pages.tsx'
import base from '../ui/Table.module.css'
import styles from './LabelsScreen.module.css'
import { LabelTable } from './LabelTable.tsx'
import {
  type LabelKind,
  type LabelQuery,
  labelsQuery,
  readLabelQuery,
  writeLabelQuery,
} from './labels.ts'
import { NewLabel } from './NewLabel.tsx'

const ICONS = { categories: FolderInput, custom_field_keys: TextCursorInput }

/** All categories or custom fields of the account: how often they are used, and under which name. */
export function LabelsScreen({ kind }: { kind: LabelKind }) {
  const words = t[kind]
  const title = kind === 'categories' ? t.pages.categories : t.pages.fields
  const { mayEdit } = useRights()
  const [params, setParams] = useSearchParams()
  const query = readLabelQuery(params)
  const change = (part: Partial<LabelQuery>) =>
    setParams(writeLabelQuery({ ...query, page: 0, ...part }), { replace: true })
  const card = useRef<HTMLElement>(null)
  const list = useQuery(labelsQuery(kind, query))
  if (list.isError && !list.data) {
    const retry = () => list.refetch()
    return <PageFailure page={title} {...describeFailure(list.error)} onRetry={retry} />
  }
  if (!list.data) return <PageLoading title={title} />
  const { labels, total, pages } = list.data
  return (
    <Page title={title} text={words.text} width="narrow">
      {total === 0 && query.q === '' ? (
        <Empty icon={ICONS[kind]} title={words.none} actions={<NewLabel kind={kind} />}>
          {mayEdit ? t.howToMakeOne : t.othersMakeThem}
        </Empty>
      ) : (
        <section ref={card} className={base.card} tabIndex={-1} aria-label={title}>
          <div className={styles.head}>
            <search className={styles.find}>
              <Search size={14} aria-hidden />
              <input
                type="search"
                className={inputClass}
                aria-label={words.find}
                placeholder={words.find}
                value={query.q}
                maxLength={200}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => change({ q: event.target.value })}
              />
            </search>
            <NewLabel kind={kind} />
          </div>
          {labels.length > 0 ? (
            <LabelTable labels={labels} sort={query.sort} onSort={(sort) => change({ sort })} />
          ) : (
            <p className={styles.nothing}>{words.noneFound(query.q)}</p>
          )}
        </section>
      )}
      <p className={styles.foot} role="status">
        {total > 0 && words.count(total)}
      </p>
      <Pages
        page={query.page}
        pages={pages}
        list={card}
        words={t.turning}
        onTurn={(page) => change({ page })}
      />
    </Page>
  )
}
