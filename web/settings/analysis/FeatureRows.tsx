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
import { joinClasses } from '../../ui/classes.ts'
import { Switch } from '../../ui/FormField.tsx'
import { Badge, Card } from '../../ui/Page.tsx'
import styles from './Analysis.module.css'
import { ProviderChain } from './ProviderChain.tsx'
import {
  FEATURE_CAPABILITY,
  FEATURE_WORDS,
  FEATURES,
  findHosts,
  readChain,
  type SettingsChange,
} from './settings-change.ts'

const LOOK: Record<AnalysisFeature, { icon: LucideIcon; text: string }> = {
  tags: { icon: Tags, text: 'Objects and scenes with a confidence from 0 to 100 %.' },
  faces: { icon: ScanFace, text: 'Counts faces. No names, no matching of people.' },
  alerts: { icon: ShieldAlert, text: 'Adult, Violent, Medical, Racy, Spoof in five steps.' },
  colors: { icon: Palette, text: 'Palette, profile and colour search.' },
  alt_text: {
    icon: TextQuote,
    text: 'Writes a description when there is none. Never replaces one written by a person.',
  },
  text: { icon: ScanText, text: 'Reads what is written in pictures, so that search finds it.' },
  similar: { icon: CopyCheck, text: 'Finds near matches inside a source.' },
}

interface FeatureRowsProps {
  settings: AnalysisSettings
  onChange: (change: SettingsChange) => void
}

/** One row for each thing that is looked for: whether, by whom, and where its pictures go. */
export function FeatureRows({ settings, onChange }: FeatureRowsProps) {
  return (
    <Card>
      <ul className={styles.features} aria-label="What is looked for">
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
  const { icon: Icon, text } = LOOK[feature]
  const name = FEATURE_WORDS[feature]
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
          {text}
          {isOn && <BuiltinHint {...{ feature, settings }} />}
          {!isOn && ' Off: neither worked out nor shown.'}
        </p>
        {isOn &&
          (capability === null ? (
            <p className={styles.using}>Built in, with every index run</p>
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
function BuiltinHint({ feature, settings }: Omit<FeatureRowsProps, 'onChange'> & OfFeature) {
  const capability = FEATURE_CAPABILITY[feature]
  if (!capability || readChain(settings, capability).join() !== 'builtin') return null
  if (feature === 'alerts') {
    return ' Built in tells Adult and Racy; the others stay “Not analysed”.'
  }
  if (feature === 'text' && settings.mode === 'light') return ' Its light form reads none.'
  return null
}

/** Where the pictures go, always said. */
export function Whereabouts({ hosts }: { hosts: readonly string[] }) {
  const Icon = hosts.length > 0 ? Cloud : Server
  return (
    <span className={joinClasses(styles.whereabouts)}>
      <Badge tone={hosts.length > 0 ? 'warn' : 'ok'}>
        <Icon size={12} strokeWidth={2} aria-hidden />
        {hosts.length > 0
          ? `Image leaves this server: ${hosts.join(', ')}`
          : 'Stays on this server'}
      </Badge>
    </span>
  )
}
