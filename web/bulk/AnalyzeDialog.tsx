import { useQuery } from '@tanstack/react-query'
import { analysisSettingsQuery } from '../lib/analysis.ts'
import { formatTotal } from '../lib/format.ts'
import { writeSelection } from '../lib/selection.ts'
import { Banner } from '../ui/Banner.tsx'
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
      title="Analyse again"
      text="Each picture is looked at again, as the settings are now. What people have written and set stays. There is nothing to undo."
      operations={{ analyze: true }}
    >
      {settings?.mode === 'off' && (
        <Banner tone="warn" title="Analysis is off on this server.">
          Nothing will be looked at until the operator switches it on.
        </Banner>
      )}
      {hosts.length > 0 && (
        <Banner tone="info" title={`Images leave this server: ${hosts.join(', ')}`} isQuiet />
      )}
      <div aria-live="polite">
        {estimate.data && (
          <>
            <p>
              <b className="num">
                {formatTotal(estimate.data.pictures, estimate.data.pictures_is_estimate)}
              </b>{' '}
              {estimate.data.pictures === 1 ? 'of them is a picture.' : 'of them are pictures.'}
              {hosts.length === 0 && ' They stay on this server.'}
            </p>
            {estimate.data.providers.map((one) => (
              <p key={one.provider}>{describeEstimate(one)}</p>
            ))}
          </>
        )}
        {estimate.isError && <p className="t2">What it costs could not be found out.</p>}
      </div>
    </BulkDialog>
  )
}
