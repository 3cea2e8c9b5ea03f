import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { AnalysisSettings } from '../../../contract/analysis.ts'
import { analysisSettingsQuery } from '../../lib/analysis.ts'
import { describeFailure, hasStatus } from '../../lib/failure-text.ts'
import { sessionQuery } from '../../lib/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Page } from '../../ui/Page.tsx'
import { PageFailure, PageLoading } from '../../ui/PageStates.tsx'
import styles from './Analysis.module.css'
import { FeatureRows } from './FeatureRows.tsx'
import { ProgressCard } from './ProgressCard.tsx'
import { ProviderCards } from './ProviderCards.tsx'
import { describeChange } from './settings-change.ts'
import { type Unsaved, useAnalysisSettings } from './use-analysis-settings.ts'

const TITLE = 'Analysis'
const TEXT = 'What Vitrine works out about each asset, and where the work is done.'

/** What is looked for in pictures, who is asked, and how far that is. */
export function AnalysisScreen() {
  const state = useQuery(analysisSettingsQuery)
  useEffect(() => {
    document.title = `${TITLE} – Vitrine`
  }, [])
  if (state.data) return <Settings saved={state.data.settings} />
  if (!state.isError) return <PageLoading title={TITLE} />
  const retry = () => state.refetch()
  return <PageFailure page={TITLE} {...describeFailure(state.error)} onRetry={retry} />
}

function Settings({ saved }: { saved: AnalysisSettings }) {
  const { shown, save, unsaved, drop } = useAnalysisSettings(saved)
  const permissions = useQuery(sessionQuery).data?.permissions ?? []
  const mayChange = permissions.includes('sources') || permissions.includes('account_admin')
  return (
    <Page title={TITLE} text={TEXT} width="narrow">
      <div className={styles.stack}>
        <ModeNote mode={shown.mode} />
        {unsaved && (
          <UnsavedNote
            {...{ unsaved, settings: shown }}
            onSave={() => save(unsaved.change)}
            onDrop={drop}
          />
        )}
        {shown.mode !== 'off' && <ProgressCard />}
        {!mayChange && (
          <Banner tone="info" title="You can see these settings, not change them." isQuiet>
            That needs the permission Sources.
          </Banner>
        )}
        <fieldset className={styles.choices} disabled={!mayChange} aria-label="Settings">
          <FeatureRows settings={shown} onChange={save} />
          <ProviderCards settings={shown} />
        </fieldset>
      </div>
    </Page>
  )
}

/** What the operator has decided for everybody. */
function ModeNote({ mode }: { mode: AnalysisSettings['mode'] }) {
  if (mode === 'full') return null
  if (mode === 'light') {
    return (
      <Banner tone="info" title="What is built in runs in its light form." isQuiet>
        It takes a third of the time, is less exact, and reads no text in images. The operator has
        chosen it by ANALYSIS=light.
      </Banner>
    )
  }
  return (
    <Banner tone="warn" title="Analysis is off on this server." isQuiet>
      The operator has chosen it by ANALYSIS=off: no picture is looked at, and none leaves this
      server. What was found before stays. Your choices below count once it is on again.
    </Banner>
  )
}

interface UnsavedNoteProps {
  unsaved: Unsaved
  settings: AnalysisSettings
  onSave: () => void
  onDrop: () => void
}

function UnsavedNote({ unsaved: { change, failure }, settings, onSave, onDrop }: UnsavedNoteProps) {
  const isLate = hasStatus(failure, 412)
  const { title, text } = describeFailure(failure)
  const mine = describeChange(settings, change)
  return (
    <Banner
      tone={isLate ? 'warn' : 'danger'}
      title={isLate ? 'Someone else changed these settings.' : `Not saved. ${title}`}
      actions={
        <>
          <Button size="small" onClick={onSave}>
            {isLate ? 'Save mine too' : 'Save again'}
          </Button>
          <Button size="small" variant="quiet" onClick={onDrop}>
            {isLate ? 'Keep theirs' : 'Drop it'}
          </Button>
        </>
      }
    >
      {isLate ? 'Theirs are shown below.' : text} Yours, not saved: {mine}.
    </Banner>
  )
}
