import { useQuery } from '@tanstack/react-query'
import { analysisSettingsQuery } from '../lib/analysis.ts'
import { formatTotal } from '../lib/format.ts'
import { writeSelection } from '../lib/selection.ts'
import { t } from '../texts/bulk.ts'
import { Banner } from '../ui/Banner.tsx'
import { Rich } from '../ui/Rich.tsx'
import { describeEstimate, estimateQuery } from './analysis-estimate.ts'
import { BulkDialog, type BulkDialogProps } from './BulkDialog.tsx'

/** Has all selected pictures looked at again, and says before what that costs and where they go. */
export function AnalyzeDialog(props: BulkDialogProps) {
  const { library, selection, filters } = props
  const settings = useQuery(analysisSettingsQuery).data?.settings
  const estimate = useQuery(estimateQuery(library.sourceId, writeSelection(selection, filters)))
  const hosts = settings?.sends_pictures_to ?? []
  return (
    <BulkDialog
      {...props}
      title={t.analyzeAgain}
      text={t.analyzeText}
      operations={{ analyze: true }}
    >
      {hosts.length > 0 && <Banner tone="info" title={t.imagesLeave(hosts.join(', '))} isQuiet />}
      <div aria-live="polite">
        {estimate.data && (
          <>
            <p>
              <Rich
                text={t.picturesOfThem('{total}', estimate.data.pictures)}
                parts={{
                  total: (
                    <b className="num">
                      {formatTotal(estimate.data.pictures, estimate.data.pictures_is_estimate)}
                    </b>
                  ),
                }}
              />{' '}
              {hosts.length === 0 && t.theyStay}
            </p>
            {estimate.data.providers.map((one) => (
              <p key={one.provider}>{describeEstimate(one)}</p>
            ))}
          </>
        )}
        {estimate.isError && <p className="t2">{t.costNotKnown}</p>}
      </div>
    </BulkDialog>
  )
}
