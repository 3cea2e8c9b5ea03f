import { useQuery } from '@tanstack/react-query'
import type { AnalysisSettings } from '../../../contract/analysis.ts'
import { analysisSettingsQuery } from '../../lib/analysis.ts'
import { describeFailure, hasStatus } from '../../lib/failure-text.ts'
import { sessionQuery } from '../../lib/session.ts'
import { t } from '../../texts/analysis.ts'
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

/** What is looked for in pictures, who is asked, and how far that is. */
export function AnalysisScreen() {
  const state = useQuery(analysisSettingsQuery)
  if (state.data) return <Settings saved={state.data.settings} />
  if (!state.isError) return <PageLoading title={t.title} />
  const retry = () => state.refetch()
  return <PageFailure page={t.title} {...describeFailure(state.error)} onRetry={retry} />
}

function Settings({ saved }: { saved: AnalysisSettings }) {
  const { shown, save, unsaved, drop } = useAnalysisSettings(saved)
  const permissions = useQuery(sessionQuery).data?.permissions ?? []
  const mayChange = permissions.includes('sources') || permissions.includes('account_admin')
  return (
    <Page title={t.title} text={t.text} width="narrow">
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
          <Banner tone="info" title={t.onlySee} isQuiet>
            {t.onlySeeText}
          </Banner>
        )}
        <fieldset className={styles.choices} disabled={!mayChange} aria-label={t.settings}>
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
      <Banner tone="info" title={t.isLight} isQuiet>
        {t.isLightText}
      </Banner>
    )
  }
  return (
    <Banner tone="warn" title={t.isOff} isQuiet>
      {t.isOffText}
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
      title={isLate ? t.othersChanged : t.notSaved(title)}
      actions={
        <>
          <Button size="small" onClick={onSave}>
            {isLate ? t.saveMineToo : t.saveAgain}
          </Button>
          <Button size="small" variant="quiet" onClick={onDrop}>
            {isLate ? t.keepTheirs : t.dropIt}
          </Button>
        </>
      }
    >
      {isLate ? t.theirsBelow(mine) : t.yoursNotSaved(text, mine)}
    </Banner>
  )
}
