import {
  Cloud,
  CopyCheck,
  type LucideIcon,
  Palette,
  ScanFace,
  ScanText,
  Server,
  ShieldAlert,
  Tags,
  TextQuote,
} from 'lucide-react'
import type { AnalysisFeature, AnalysisSettings } from '../../../contract/analysis.ts'
import { t } from '../../texts/analysis.ts'
import { joinClasses } from '../../ui/classes.ts'
import { Switch } from '../../ui/FormField.tsx'
import { Badge, Card } from '../../ui/Page.tsx'
import styles from './Analysis.module.css'
import { ProviderChain } from './ProviderChain.tsx'
import {
  FEATURE_CAPABILITY,
  FEATURES,
  findHosts,
  readChain,
  type SettingsChange,
} from './settings-change.ts'

const ICONS: Record<AnalysisFeature, LucideIcon> = {
  tags: Tags,
  faces: ScanFace,
  alerts: ShieldAlert,
  colors: Palette,
  alt_text: TextQuote,
  text: ScanText,
  similar: CopyCheck,
}

interface FeatureRowsProps {
  settings: AnalysisSettings
  onChange: (change: SettingsChange) => void
}

/** One row for each thing that is looked for: whether, by whom, and where its pictures go. */
export function FeatureRows({ settings, onChange }: FeatureRowsProps) {
  return (
    <Card>
      <ul className={styles.features} aria-label={t.lookedFor}>
        {FEATURES.map((feature) => (
          <FeatureRow key={feature} {...{ feature, settings, onChange }} />
        ))}
      </ul>
    </Card>
  )
}

interface OfFeature {
  feature: AnalysisFeature
}

function FeatureRow({ feature, settings, onChange }: FeatureRowsProps & OfFeature) {
  const Icon = ICONS[feature]
  const name = t.features[feature]
  const isOn = settings.features[feature]
  const capability = FEATURE_CAPABILITY[feature]
  return (
    <li className={styles.feature}>
      <span className={styles.tile}>
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </span>
      <div className={styles.what}>
        <div className={styles.name}>
          <b>{name}</b>
          {isOn && settings.mode !== 'off' && <Whereabouts hosts={findHosts(settings, feature)} />}
        </div>
        <p>
          {t.featureTexts[feature]} {isOn ? builtinHint({ feature, settings }) : t.off}
        </p>
        {isOn &&
          (capability === null ? (
            <p className={styles.using}>{t.withIndex}</p>
          ) : (
            <ProviderChain
              {...{ settings, capability, name }}
              onChange={(order) => onChange({ order: { [capability]: order } })}
            />
          ))}
      </div>
      <Switch
        label={name}
        checked={isOn}
        onChange={(event) => onChange({ features: { [feature]: event.target.checked } })}
      />
    </li>
  )
}

/** What those who are asked cannot tell, where only what is built in is. */
function builtinHint({ feature, settings }: Omit<FeatureRowsProps, 'onChange'> & OfFeature) {
  const capability = FEATURE_CAPABILITY[feature]
  if (!capability || readChain(settings, capability).join() !== 'builtin') return null
  if (feature === 'alerts') return t.builtinAlerts
  if (feature === 'text' && settings.mode === 'light') return t.builtinText
  return null
}

/** Where the pictures go, always said. */
export function Whereabouts({ hosts }: { hosts: readonly string[] }) {
  const Icon = hosts.length > 0 ? Cloud : Server
  return (
    <span className={joinClasses(styles.whereabouts)}>
      <Badge tone={hosts.length > 0 ? 'warn' : 'ok'}>
        <Icon size={12} strokeWidth={2} aria-hidden />
        {hosts.length > 0 ? t.leaves(hosts.join(', ')) : t.stays}
      </Badge>
    </span>
  )
}
