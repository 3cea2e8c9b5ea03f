import { useQuery } from '@tanstack/react-query'
import { describeFailure } from '../lib/failure-text.ts'
import { sourcesQuery } from '../lib/sources.ts'
import { t } from '../texts/jobs.ts'
import { Page } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import { FailedJobs } from './FailedJobs.tsx'
import { HealthCard } from './HealthCard.tsx'
import styles from './JobsScreen.module.css'
import { jobCountsQuery } from './job-calls.ts'
import { UnderWay } from './UnderWay.tsx'
import { UnreadFiles } from './UnreadFiles.tsx'
import { WaitingJobs } from './WaitingJobs.tsx'

/** What runs, waits and went wrong in the background, and how the server is. */
export function JobsScreen() {
  const counts = useQuery(jobCountsQuery)
  const sources = useQuery(sourcesQuery)
  const failure = counts.error ?? sources.error
  if (failure && !(counts.data && sources.data)) {
    const retry = () => (counts.error ? counts.refetch() : sources.refetch())
    return <PageFailure page={t.title} {...describeFailure(failure)} onRetry={retry} />
  }
  if (!counts.data || !sources.data) return <PageLoading title={t.title} />
  return (
    <Page title={t.title} text={t.text}>
      <div className={styles.split}>
        <div className={styles.main}>
          <FailedJobs />
          <UnderWay />
          <UnreadFiles />
          <WaitingJobs />
        </div>
        <HealthCard />
      </div>
    </Page>
  )
}
