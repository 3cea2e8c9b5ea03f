import { Link, useLocation } from 'react-router'
import { formatDay, isolate } from '../lib/format.ts'
import type { Source } from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { buttonClass } from '../ui/Button.tsx'
import { findTroubles } from './find-troubles.ts'
import styles from './SourcesScreen.module.css'

/** What somebody should look after, and the way there unless they are there already. */
export function Troubles({ sources }: { sources: readonly Source[] }) {
  const { pathname } = useLocation()
  const now = new Date()
  const troubles = sources.flatMap((source) =>
    findTroubles(source, now, formatDay).map((trouble) => ({ source, ...trouble })),
  )
  return troubles.map(({ source, tone, title, text, action }) => (
    <div key={`${source.id} ${title}`} className={styles.trouble}>
      <Banner
        tone={tone}
        title={t.troubleOf(isolate(source.attributes.name), title)}
        actions={
          action.to !== pathname && (
            <Link className={buttonClass({ size: 'small' })} to={action.to}>
              {action.label}
            </Link>
          )
        }
      >
        {text}
      </Banner>
    </div>
  ))
}
