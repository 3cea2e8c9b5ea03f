import type { UseMutationResult } from '@tanstack/react-query'
import { CircleCheck, CircleX } from 'lucide-react'
import type { AnalysisCheck } from '../../../contract/analysis.ts'
import { describeFailure } from '../../lib/failure-text.ts'
import { formatNumber } from '../../lib/format.ts'
import { t } from '../../texts/analysis.ts'
import { Banner } from '../../ui/Banner.tsx'
import { joinClasses } from '../../ui/classes.ts'
import styles from './Analysis.module.css'

/** What came of trying a provider. */
export function CheckResult({ check }: { check: UseMutationResult<AnalysisCheck, Error, void> }) {
  const { data, error } = check
  const failure = error && describeFailure(error)
  if (!failure && !data) return null
  return (
    <div role="status">
      {failure && (
        <Banner tone="danger" title={failure.title}>
          {failure.text}
        </Banner>
      )}
      {data && <Result {...data} />}
    </div>
  )
}

function Result({ ok, detail, advice, milliseconds }: AnalysisCheck) {
  const Icon = ok ? CircleCheck : CircleX
  return (
    <div className={joinClasses(styles.check, ok ? styles.ok : styles.failed)}>
      <Icon size={16} aria-hidden />
      <div>
        <b>{ok ? t.works : t.worksNot}</b>
        <p>{detail}</p>
        {advice !== null && <p className="t1">{advice}</p>}
      </div>
      <span className="small t3 num">{t.milliseconds(formatNumber(Math.round(milliseconds)))}</span>
    </div>
  )
}
