import { OctagonAlert, ShieldCheck, TriangleAlert } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { AlertName } from '../../contract/analysis.ts'
import type { AssetAttributes } from '../../contract/resources.ts'
import { useFeature } from '../lib/analysis.ts'
import { ALERT_NAMES, alertWord, LEVELS, levelWord, warningKey } from '../lib/analysis-words.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/asset.ts'
import { LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { AbsenceNote } from './AbsenceNote.tsx'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'
import type { AssetEdits } from './use-asset-edits.ts'
import { explainAlert } from './why.ts'

const AlertsEditor = lazyPart(async () => (await import('./AlertsEditor.tsx')).AlertsEditor)

/** Five alerts of five steps; the head shows the worse of Adult and Violent from Likely on. */
export function AlertsSection({ asset, edits }: { asset: AssetAttributes; edits: AssetEdits }) {
  const [isEditing, setEditing] = useState(false)
  const { isShown } = useFeature('alerts')
  const { mayEdit } = useRights()
  if (!isShown) return null
  const isNothing = ALERT_NAMES.every((alert) => asset[warningKey(alert)] === null)
  return (
    <PanelSection
      title={t.alerts}
      name="content alerts"
      status={<AlertStatus asset={asset} isNothing={isNothing} />}
    >
      {isEditing ? (
        <Suspense>
          <AlertsEditor
            asset={asset}
            onSave={(patch) => {
              setEditing(false)
              if (patch) edits.save(patch)
            }}
            onCancel={() => setEditing(false)}
          />
        </Suspense>
      ) : (
        <>
          {isNothing ? (
            <AbsenceNote {...{ asset, feature: 'alerts', capability: 'alerts' }} />
          ) : (
            <div className={styles.meters}>
              {ALERT_NAMES.map((alert) => (
                <Meter key={alert} asset={asset} alert={alert} />
              ))}
            </div>
          )}
          {mayEdit && (
            <LinkButton className={styles.below} onClick={() => setEditing(true)}>
              {t.setByHand}
            </LinkButton>
          )}
        </>
      )}
    </PanelSection>
  )
}

function AlertStatus({ asset, isNothing }: { asset: AssetAttributes; isNothing: boolean }) {
  if (isNothing) return <span className="t3">{t.notAnalysed}</span>
  const worst = Math.max(asset.warning_adult ?? 0, asset.warning_violence ?? 0)
  const Icon = worst >= 5 ? OctagonAlert : worst >= 4 ? TriangleAlert : ShieldCheck
  return (
    <span className={joinClasses(styles.verdict, worst >= 4 ? styles.serious : styles.fine)}>
      <Icon size={16} aria-hidden /> {worst >= 4 ? levelWord(worst) : t.noAlerts}
    </span>
  )
}

function Meter({ asset, alert }: { asset: AssetAttributes; alert: AlertName }) {
  const name = alertWord(alert)
  const level = asset[warningKey(alert)]
  const word = levelWord(level)
  const who = explainAlert(asset, alert)
  const content = (
    <>
      <span>{name}</span>
      <span className={styles.steps}>
        {LEVELS.map((step) => (
          <i key={step} className={level !== null && step <= level ? styles.on : undefined} />
        ))}
      </span>
      <span>{word}</span>
    </>
  )
  return (
    <div className={styles.alert}>
      {level === null ? (
        <div className={joinClasses(styles.meter, styles.unknown)}>{content}</div>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: the steps of a meter element cannot be drawn
        <div
          className={joinClasses(styles.meter, toneOf(level))}
          role="meter"
          aria-label={name}
          aria-valuemin={1}
          aria-valuemax={5}
          aria-valuenow={level}
          aria-valuetext={word}
        >
          {content}
        </div>
      )}
      {who && <small className={styles.who}>{who}</small>}
    </div>
  )
}

function toneOf(level: number): string | undefined {
  return level >= 4 ? styles.high : level === 3 ? styles.middle : styles.low
}
