import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { analysisProgressQuery } from '../lib/analysis.ts'
import { formatTimeLeft, formatWhen } from '../lib/format.ts'
import { pollMs } from '../lib/live.ts'
import { cancelMovingEdit, type MovingEdit, movingEditsQuery } from '../lib/moving-edits.ts'
import { indexedShare, isIndexing, type Source, sourcesQuery } from '../lib/sources.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/jobs.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Card, ProgressBar } from '../ui/Page.tsx'
import styles from './JobsScreen.module.css'
import { type JobCount, jobCountsQuery } from './job-calls.ts'
import { nameEdit, nameKind, otherRunning } from './job-words.ts'
import { useDoing } from './use-doing.ts'

const MOVING_MS = 2_000
const RESTING_MS = 10_000

/** What the server is doing, with how far it is. */
export function UnderWay() {
  const sources = useQuery({
    ...sourcesQuery,
    refetchInterval: ({ state }) => pollMs(state.data?.some(isMoving) ? MOVING_MS : RESTING_MS),
  }).data
  const edits = useQuery({
    ...movingEditsQuery,
    refetchInterval: ({ state }) => pollMs(state.data?.length ? MOVING_MS : RESTING_MS),
  }).data
  const counts = useQuery(jobCountsQuery).data ?? []
  const indexing = sources?.filter(isMoving) ?? []
  const pictures = counts.filter(({ attributes: { kind } }) => kind === 'analysis')
  const others = otherRunning(counts)
  const isResting = indexing.length + (edits?.length ?? 0) + pictures.length + others.length === 0
  return (
    <Card title={t.underWay} text={isResting && t.resting}>
      <ul className={styles.list}>
        {edits?.map((edit) => (
          <EditRow key={edit.id} edit={edit} sources={sources ?? []} />
        ))}
        {indexing.map((source) => (
          <IndexingRow key={source.id} source={source} />
        ))}
        {pictures.map((count) => (
          <AnalysisRow key={count.id} count={count} />
        ))}
        {others.map((count) => (
          <OtherRow key={count.id} count={count} />
        ))}
      </ul>
    </Card>
  )
}

function isMoving({ attributes: { enabled, indexing } }: Source): boolean {
  return enabled && isIndexing(indexing)
}

function IndexingRow({ source }: { source: Source }) {
  const { name, indexing } = source.attributes
  const { state, found, indexed, failed, rate, seconds_left: left, listing } = indexing
  const what = nameKind(state === 'listing' ? 'list-origin' : 'index-assets')
  const facts = [t.progress(indexed + failed, found)]
  if (state === 'listing' && listing) facts.push(t.seen(listing.seen))
  if (rate !== null && rate > 0) facts.push(t.perSecond(Math.max(1, Math.round(rate))))
  if (left !== null) facts.push(formatTimeLeft(left))
  if (state === 'listing' && listing) {
    facts.push(t.sinceWhen(formatWhen(listing.date_started, new Date())))
  }
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <div className={styles.name}>
          <b>{what}</b>
          <Link to={`/settings/sources/${source.id}`}>
            <bdi>{name}</bdi>
          </Link>
        </div>
        <ProgressBar label={`${what}: ${name}`} share={indexedShare(indexing) ?? 0} />
        <p className={styles.quiet}>{facts.join(' · ')}</p>
      </div>
    </li>
  )
}

function AnalysisRow({ count }: { count: JobCount }) {
  const { source_id, source_name, waiting, retrying } = count.attributes
  const progress = useQuery({
    ...analysisProgressQuery(source_id ?? ''),
    enabled: !!source_id,
  }).data
  const facts = [t.pictures(waiting + retrying)]
  if (progress?.rate) facts.push(t.perSecond(Math.max(1, Math.round(progress.rate))))
  if (progress?.seconds_left) facts.push(formatTimeLeft(progress.seconds_left))
  const trouble = progress?.troubles[0]?.detail
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <div className={styles.name}>
          <b>{nameKind('analysis')}</b>
          <Link to={`/settings/sources/${source_id}`}>
            <bdi>{source_name}</bdi>
          </Link>
        </div>
        <p className={styles.quiet}>{facts.join(' · ')}</p>
        {trouble && <p className={styles.problem}>{trouble}</p>}
      </div>
    </li>
  )
}

function EditRow({ edit, sources }: { edit: MovingEdit; sources: readonly Source[] }) {
  const { mayEdit } = useRights()
  const { place, isBusy, run } = useDoing(
    async (client, id: string) => {
      await cancelMovingEdit(client, id)
      return 1
    },
    () => t.canceled,
  )
  const { source_id, state, total, done, undone, kept, date_created } = edit.attributes
  const { created_by, created_by_api } = edit.attributes
  const name = nameEdit(edit)
  const finished = state === 'undoing' ? undone + kept : done
  const all = state === 'undoing' ? edit.attributes.changed : total
  const source = sources.find(({ id }) => id === source_id)
  const who = created_by ?? (created_by_api ? t.anApiKey : t.somebody)
  const facts = [t.by(who, formatWhen(date_created, new Date()))]
  if (all !== null) facts.unshift(t.progress(finished, all))
  return (
    <li className={styles.row}>
      <div className={styles.what} ref={place} tabIndex={-1}>
        <div className={styles.name}>
          <b>{name}</b>
          {source && <bdi className="t2">{source.attributes.name}</bdi>}
        </div>
        <ProgressBar label={name} share={all ? finished / all : 0} />
        <p className={styles.quiet}>{facts.join(' · ')}</p>
      </div>
      <div className={styles.actions}>
        {mayEdit && state !== 'undoing' && (
          <Button
            size="small"
            busy={isBusy}
            aria-label={t.named(t.cancel, name)}
            onClick={() => run(edit.id)}
          >
            {t.cancel}
          </Button>
        )}
        <Link className={buttonClass({ size: 'small' })} to={`/settings/bulk-edits/${edit.id}`}>
          {t.show}
        </Link>
      </div>
    </li>
  )
}

function OtherRow({ count }: { count: JobCount }) {
  const { kind, source_name, date_oldest } = count.attributes
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <div className={styles.name}>
          <b>{nameKind(kind)}</b>
          <bdi className="t2">{source_name ?? t.wholeAccount}</bdi>
        </div>
        {date_oldest !== null && (
          <p className={styles.quiet}>{t.sinceWhen(formatWhen(date_oldest, new Date()))}</p>
        )}
      </div>
    </li>
  )
}
