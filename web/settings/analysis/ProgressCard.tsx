import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { Link } from 'react-router'
import type { AnalysisProgress } from '../../../contract/analysis.ts'
import { assetAddress } from '../../lib/addresses.ts'
import { analysisProgressQuery } from '../../lib/analysis.ts'
import { providerName } from '../../lib/analysis-providers.ts'
import { EMPTY_QUERY } from '../../lib/browse-query.ts'
import { describeFailure } from '../../lib/failure-text.ts'
import { type Source, sourcesQuery } from '../../lib/sources.ts'
import { t } from '../../texts/analysis.ts'
import { common } from '../../texts/common.ts'
import { Button } from '../../ui/Button.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Card, ProgressBar } from '../../ui/Page.tsx'
import { Rich } from '../../ui/Rich.tsx'
import { useToast } from '../../ui/Toast.tsx'
import styles from './Analysis.module.css'
import { retryFailed } from './analysis-calls.ts'
import { describePace, describeTrouble, formatSeconds, shareDone, sumProgress } from './progress.ts'

/** How far the analysis of all sources is, and what is wrong. */
export function ProgressCard() {
  const sources = useQuery(sourcesQuery).data ?? []
  const answers = useQueries({ queries: sources.map(({ id }) => analysisProgressQuery(id)) })
  const known = answers.flatMap(({ data }) => data ?? [])
  const failure = answers.find(({ error, data }) => error !== null && data === undefined)?.error
  if (failure) return <Card>{t.notKnown(describeFailure(failure).text)}</Card>
  const sum = sumProgress(known)
  const total = sources.reduce((found, one) => found + one.attributes.indexing.indexed, 0)
  const trouble = describeTrouble(sum)
  const isLoading = known.length < sources.length || sources.length === 0
  const share = isLoading ? null : shareDone(sum, total)
  return (
    <Card>
      <div className={styles.progress} aria-busy={isLoading}>
        <span>
          {sum.waiting > 0 ? (
            <>
              <b className="num">{t.waiting(sum.waiting)}</b>{' '}
              <span className="t3">{t.ofAll(total)}</span>
            </>
          ) : (
            <b>{isLoading ? t.looking : t.nothingWaits}</b>
          )}
        </span>
        <span className="t3 small num">
          {describePace(sum) || (sum.waiting === 0 && !isLoading && common.assets(total))}
        </span>
      </div>
      <ProgressBar label={t.analysed} share={share ?? 0} tone={sum.failed > 0 ? 'warn' : 'plain'} />
      {trouble !== '' && (
        <Trouble
          words={trouble}
          failed={sources.filter((_, i) => (answers[i]?.data?.failed ?? 0) > 0)}
        />
      )}
      <Durations durations={known[0]?.durations ?? []} />
      <Troubles sources={sources} troublesOf={(i) => answers[i]?.data?.troubles ?? []} />
    </Card>
  )
}

/** Of the account, so every source tells the same. */
function Durations({ durations }: Pick<AnalysisProgress, 'durations'>) {
  if (durations.length === 0) return null
  return (
    <ul className={styles.durations} aria-label={t.durations}>
      {durations.map(({ provider, median_ms: ms, looks }) => (
        <li key={provider}>
          {t.duration(providerName(provider), formatSeconds(ms / 1000), looks)}
        </li>
      ))}
    </ul>
  )
}

/** @param failed sources in which something failed for good */
function Trouble({ words, failed }: { words: string; failed: Source[] }) {
  const client = useQueryClient()
  const toast = useToast()
  const retry = useMutation({
    mutationFn: () =>
      retryFailed(
        client,
        failed.map(({ id }) => id),
      ),
    onSuccess: () => toast({ text: t.waitsAgain }),
    onError: (cause) => toast({ text: t.notBegun(describeFailure(cause).text) }),
  })
  return (
    <div className={styles.trouble}>
      <p role="status">{words}</p>
      {failed.length > 0 && (
        <Button
          size="small"
          busy={retry.isPending}
          disabled={retry.isPending}
          onClick={() => retry.mutate()}
        >
          <RotateCw size={14} aria-hidden /> {t.retry}
        </Button>
      )}
    </div>
  )
}

interface TroublesProps {
  sources: readonly Source[]
  troublesOf: (index: number) => { detail: string; count: number; origin_paths: string[] }[]
}

/** What is wrong, most frequent first, with some of the assets. */
function Troubles({ sources, troublesOf }: TroublesProps) {
  const all = sources.flatMap((source, i) => troublesOf(i).map((one) => ({ source, ...one })))
  if (all.length === 0) return null
  return (
    <Disclosure title={t.whatIsWrong}>
      <ul className={styles.troubles}>
        {all.map(({ source, detail, count, origin_paths: paths }) => (
          <li key={`${source.id} ${detail}`}>
            <b>
              <Rich
                text={sources.length > 1 ? t.of : '{what}'}
                parts={{
                  // A provider that cannot look is in the way of all of them.
                  what: paths.length > 0 ? t.pictures(count) : t.aProvider,
                  source: <bdi>{source.attributes.name}</bdi>,
                }}
              />
            </b>
            <p className="t2">{detail}</p>
            <ul>
              {paths.map((path) => (
                <li key={path}>
                  <Link className="mono" to={assetAddress(source.id, path, EMPTY_QUERY)}>
                    <bdi>{path}</bdi>
                  </Link>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
