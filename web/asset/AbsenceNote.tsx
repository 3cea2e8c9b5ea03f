import type { AnalysisCapability, AnalysisFeature } from '../../contract/analysis.ts'
import type { AssetAttributes } from '../../contract/resources.ts'
import { useFeature } from '../lib/analysis.ts'
import { describeAbsence, wasLookedFor } from '../lib/analysis-words.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/asset.ts'
import { LinkButton } from '../ui/Button.tsx'
import styles from './sections.module.css'
import { useAnalyze } from './use-analyze.ts'

interface AbsenceNoteProps {
  asset: AssetAttributes
  feature: AnalysisFeature
  capability: AnalysisCapability
  /** What the asset itself says of it. */
  isAnalysed?: boolean
}

/** Why nothing of a part of analysis can be shown, and another try where that may help. */
export function AbsenceNote({ asset, feature, capability, isAnalysed }: AbsenceNoteProps) {
  const { isOn } = useFeature(feature)
  const analyze = useAnalyze(asset.source_id, asset.origin_path)
  const { mayEdit } = useRights()
  const { text, canRetry } = describeAbsence(asset, {
    isOn,
    isAnalysed: isAnalysed ?? wasLookedFor(asset, capability),
  })
  return (
    <p className={styles.none}>
      {text}{' '}
      {canRetry && mayEdit && (
        <LinkButton disabled={analyze.isPending} onClick={() => analyze.mutate()}>
          {t.tryAgain}
        </LinkButton>
      )}
    </p>
  )
}
