import { OctagonAlert, ShieldCheck, TriangleAlert } from 'lucide-react'
import type { AssetAttributes } from '../../contract/resources.ts'
import { joinClasses } from '../ui/classes.ts'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'

const LEVELS = ['Doubtful', 'Unlikely', 'Possible', 'Likely', 'Probable'] as const

/** Five alerts of five steps; the head shows the worse of Adult and Violent from Likely on. */
export function AlertsSection({ asset }: { asset: AssetAttributes }) {
  if (!asset.analyzed_content_warnings) {
    return (
      <PanelSection title="Content alerts" status={<span className="t3">Not analysed</span>}>
        <p className={styles.none}>Nothing has looked at this asset for content alerts yet.</p>
      </PanelSection>
    )
  }
  const alerts: [name: string, level: number | null][] = [
    ['Adult', asset.warning_adult],
    ['Violent', asset.warning_violence],
    ['Medical', asset.warning_medical],
    ['Racy', asset.warning_racy],
    ['Spoof', asset.warning_spoof],
  ]
  const worst = Math.max(asset.warning_adult ?? 0, asset.warning_violence ?? 0)
  return (
    <PanelSection title="Content alerts" status={<AlertStatus worst={worst} />}>
      <div className={styles.meters}>
        {alerts.map(
          ([name, level]) => level !== null && <Meter key={name} name={name} level={level} />,
        )}
      </div>
    </PanelSection>
  )
}

function AlertStatus({ worst }: { worst: number }) {
  const Icon = worst >= 5 ? OctagonAlert : worst >= 4 ? TriangleAlert : ShieldCheck
  return (
    <>
      <Icon size={16} aria-hidden /> {worst >= 4 ? LEVELS[worst - 1] : 'No alerts'}
    </>
  )
}

function Meter({ name, level }: { name: string; level: number }) {
  const tone = level >= 4 ? styles.high : level === 3 ? styles.middle : styles.low
  const word = LEVELS[level - 1] ?? ''
  return (
    // biome-ignore lint/a11y/useSemanticElements: the steps of a meter element cannot be drawn
    <div
      className={joinClasses(styles.meter, tone)}
      role="meter"
      aria-label={name}
      aria-valuemin={1}
      aria-valuemax={5}
      aria-valuenow={level}
      aria-valuetext={word}
    >
      <span>{name}</span>
      <span className={styles.steps}>
        {LEVELS.map((step, i) => (
          <i key={step} className={i < level ? styles.on : undefined} />
        ))}
      </span>
      <span>{word}</span>
    </div>
  )
}
