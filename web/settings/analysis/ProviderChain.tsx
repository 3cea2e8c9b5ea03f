import type {
  AnalysisCapability,
  AnalysisProviderName,
  AnalysisSettings,
} from '../../../contract/analysis.ts'
import { providerName } from '../../lib/analysis-providers.ts'
import { joinClasses } from '../../ui/classes.ts'
import { selectClass } from '../../ui/FormField.tsx'
import styles from './Analysis.module.css'
import { ABLE, hostOf, isEnabled, planOrder, readChain } from './settings-change.ts'

interface ProviderChainProps {
  settings: AnalysisSettings
  capability: AnalysisCapability
  /** Of the feature. */
  name: string
  onChange: (order: AnalysisProviderName[]) => void
}

/** Who is asked, and who stands in, place by place. */
export function ProviderChain({ settings, capability, name, onChange }: ProviderChainProps) {
  const able = ABLE[capability]
  const chain = readChain(settings, capability)
  const hasMore = able.some((one) => isEnabled(settings, one) && !chain.includes(one))
  const places = hasMore || chain.length === 0 ? [...chain, null] : chain
  return (
    <div className={styles.using}>
      {places.map((asked, place) => (
        <label key={asked ?? 'nobody'} className={styles.place}>
          {place === 0 ? 'Using' : 'else'}
          <select
            className={joinClasses(selectClass, styles.select)}
            aria-label={`Provider ${place + 1} for ${name}`}
            value={asked ?? ''}
            onChange={({ target: { value } }) => {
              const wanted = able.find((one) => one === value) ?? null
              onChange(planOrder(settings, capability, { place, name: wanted }))
            }}
          >
            {able.map((one) => (
              <option key={one} value={one} disabled={!isEnabled(settings, one)}>
                {nameProvider(settings, one)}
              </option>
            ))}
            {(place > 0 || asked === null) && <option value="">Nobody</option>}
          </select>
        </label>
      ))}
    </div>
  )
}

/** "Your endpoint: localhost:11434", "Google Cloud Vision (off)" */
function nameProvider(settings: AnalysisSettings, name: AnalysisProviderName): string {
  if (!isEnabled(settings, name)) return `${providerName(name)} (off)`
  const host = name === 'openai' ? hostOf(settings, name) : null
  return host === null ? providerName(name) : `${providerName(name)}: ${host}`
}
