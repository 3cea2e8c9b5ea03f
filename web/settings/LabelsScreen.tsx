import { useQuery } from '@tanstack/react-query'
import { FolderInput, Search, TextCursorInput } from 'lucide-react'
import { useEffect } from 'react'
import { useSearchParams } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { formatCount } from '../lib/format.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { inputClass } from '../ui/Field.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import styles from './LabelsScreen.module.css'
import { LabelTable } from './LabelTable.tsx'
import {
  type LabelKind,
  type LabelQuery,
  labelsQuery,
  readLabelQuery,
  writeLabelQuery,
} from './labels.ts'

const WORDS = {
  categories: {
    title: 'Categories',
    text: 'Labels your team defines. Renaming or deleting one changes every asset that has it, in all sources.',
    find: 'Find a category',
    one: 'category',
    many: 'categories',
    icon: FolderInput,
    none: 'No category yet',
    how: 'Select an asset in the library and add one in the info panel. It appears here.',
  },
  custom_field_keys: {
    title: 'Custom fields',
    text: 'Names of the values your team attaches. Renaming or deleting one changes every asset that has it, in all sources.',
    find: 'Find a custom field',
    one: 'custom field',
    many: 'custom fields',
    icon: TextCursorInput,
    none: 'No custom field yet',
    how: 'Select an asset in the library and add one in the info panel. It appears here.',
  },
} as const

/** All categories or custom fields of the account: how often they are used, and under which name. */
export function LabelsScreen({ kind }: { kind: LabelKind }) {
  const words = WORDS[kind]
  const [params, setParams] = useSearchParams()
  const query = readLabelQuery(params)
  const change = (part: Partial<LabelQuery>) =>
    setParams(writeLabelQuery({ ...query, page: 0, ...part }), { replace: true })
  const list = useQuery(labelsQuery(kind, query))
  useEffect(() => {
    document.title = `${words.title} – Vitrine`
  }, [words])
  if (list.isError && !list.data) {
    const retry = () => list.refetch()
    return <PageFailure page={words.title} {...describeFailure(list.error)} onRetry={retry} />
  }
  if (!list.data) return <PageLoading title={words.title} />
  const { labels, total, pages } = list.data
  return (
    <Page title={words.title} text={words.text} width="narrow">
      {total === 0 && query.q === '' ? (
        <Empty icon={words.icon} title={words.none}>
          {words.how}
        </Empty>
      ) : (
        <div className={styles.card}>
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
          {labels.length > 0 ? (
            <LabelTable labels={labels} sort={query.sort} onSort={(sort) => change({ sort })} />
          ) : (
            <p className={styles.nothing}>
              No {words.one} has “{query.q}” in its name.
            </p>
          )}
        </div>
      )}
      <p className={styles.foot} role="status">
        {total > 0 && formatCount(total, words.one, words.many)}
      </p>
      {pages > 1 && <Pages page={query.page} pages={pages} onTurn={(page) => change({ page })} />}
    </Page>
  )
}

interface PagesProps {
  page: number
  pages: number
  onTurn(page: number): void
}

function Pages({ page, pages, onTurn }: PagesProps) {
  return (
    <nav className={styles.pages} aria-label="Pages">
      <Button disabled={page === 0} onClick={() => onTurn(page - 1)}>
        Previous
      </Button>
      <span className="small t2 num">
        {page + 1} of {pages}
      </span>
      <Button disabled={page + 1 >= pages} onClick={() => onTurn(page + 1)}>
        Next
      </Button>
    </nav>
  )
}
