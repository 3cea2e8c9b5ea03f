import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { type Source, sourcesQuery } from '../lib/sources.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/jobs.ts'
import { t as lib } from '../texts/lib.ts'
import { Button, LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Card } from '../ui/Page.tsx'
import styles from './JobsScreen.module.css'
import { readAgain, unreadQuery } from './job-calls.ts'
import { useDoing } from './use-doing.ts'

/** Files that could not be read, by source and by what went wrong. */
export function UnreadFiles() {
  const sources = useQuery(sourcesQuery).data ?? []
  const { place, isBusy, run } = useDoing(readAgain, (count) => t.readAgainStarted(count))
  const unread = sources.filter(({ attributes }) => attributes.indexing.failed > 0)
  return (
    <div ref={place} tabIndex={-1} className={styles.place}>
      {unread.length > 0 && (
        <Card title={t.unread} text={t.unreadText}>
          <ul className={styles.list}>
            {unread.map((source) => (
              <UnreadOf
                key={source.id}
                source={source}
                isBusy={isBusy}
                onRead={(error) => run({ sourceId: source.id, error })}
              />
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}

interface UnreadOfProps {
  source: Source
  isBusy: boolean
  onRead: (error: string | null) => void
}

function UnreadOf({ source, isBusy, onRead }: UnreadOfProps) {
  const { name, indexing, enabled } = source.attributes
  const errors = useQuery(unreadQuery(source.id)).data ?? []
  return (
    <li className={joinClasses(styles.row, styles.unread)}>
      <div className={styles.name}>
        <Link to={`/settings/sources/${source.id}`}>
          <b>
            <bdi>{name}</bdi>
          </b>
        </Link>
        <span className={styles.quiet}>{common.files(indexing.failed)}</span>
      </div>
      <div className={styles.actions}>
        <Button
          size="small"
          disabled={isBusy || !enabled}
          aria-label={t.named(t.readAllAgain, name)}
          onClick={() => onRead(null)}
        >
          {t.readAllAgain}
        </Button>
      </div>
      <ul className={styles.errors}>
        {errors.map(({ id, attributes: { error, count, origin_paths: paths } }) => (
          <li key={id}>
            <span>{lib.said(error)}</span>
            <span className={styles.quiet}>
              <bdi className="mono">{t.fileAnd(paths[0] ?? '', count - 1)}</bdi>
            </span>
            {errors.length > 1 && enabled && (
              <LinkButton
                disabled={isBusy}
                aria-label={t.named(t.readAgain, lib.said(error))}
                onClick={() => onRead(error)}
              >
                {t.readAgain}
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </li>
  )
}
