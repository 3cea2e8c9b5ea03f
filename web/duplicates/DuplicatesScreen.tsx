import { useQuery } from '@tanstack/react-query'
import { useParams, useSearchParams } from 'react-router'
import { duplicateCountQuery, formatGroupCount } from '../lib/duplicates.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/duplicates.ts'
import { Banner } from '../ui/Banner.tsx'
import { Page } from '../ui/Page.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { Working } from './ChoiceBar.tsx'
import { ConflictDialog } from './ConflictDialog.tsx'
import { DecisionList } from './DecisionList.tsx'
import styles from './DuplicatesScreen.module.css'
import { GroupList } from './GroupList.tsx'
import { useDeciding } from './use-deciding.ts'

const TABS = ['same', 'near', 'decisions'] as const
type Tab = (typeof TABS)[number]

/** Copies of the same file and pictures that look alike, to be decided about; and what has been decided. */
export function DuplicatesScreen() {
  const { sourceId = '' } = useParams()
  const [params, setParams] = useSearchParams()
  const tab = TABS.find((one) => one === params.get('show')) ?? 'same'
  const deciding = useDeciding(sourceId)
  const { progress, failure, conflicts } = deciding
  const same = useQuery(duplicateCountQuery(sourceId, 'same')).data
  const near = useQuery(duplicateCountQuery(sourceId, 'near')).data
  const withCount = (name: string, count: number | undefined) =>
    count === undefined ? name : t.withCount(name, formatGroupCount(count))
  const choices = [
    { value: 'same', label: withCount(t.same, same) },
    { value: 'near', label: withCount(t.near, near) },
    { value: 'decisions', label: t.decisions },
  ] as const
  const change = (next: Tab) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before)
        after.set('show', next)
        return after
      },
      { replace: true },
    )
  return (
    <Page title={t.duplicates} text={t.text}>
      <div className={styles.tabs}>
        <Segmented label={t.show} value={tab} choices={choices} onChange={change} />
      </div>
      {failure && (
        <div className={styles.banner}>
          <Banner tone="danger" title={describeFailure(failure).title}>
            {t.othersStay(describeFailure(failure).text)}
          </Banner>
        </div>
      )}
      {tab === 'decisions' ? (
        <DecisionList sourceId={sourceId} />
      ) : (
        <GroupList key={`${sourceId} ${tab}`} likeness={tab} {...{ sourceId, deciding }} />
      )}
      {progress && progress.total > 1 && <Working {...progress} />}
      {conflicts.length > 0 && <ConflictDialog {...{ sourceId, deciding }} />}
    </Page>
  )
}
