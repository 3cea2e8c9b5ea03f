import type {
  AnalysisCapability,
  AnalysisProviderName,
  AnalysisSettings,
} from '../../../contract/analysis.ts'
import { providerName } from '../../lib/analysis-providers.ts'
import { t } from '../../texts/analysis.ts'
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
          {place === 0 ? t.using : t.orElse}
          <select
            className={joinClasses(selectClass, styles.select)}
            aria-label={t.providerFor(place + 1, name)}
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
            {(place > 0 || asked === null) && <option value="">{t.nobody}</option>}
          </select>
        </label>
      ))}
    </div>
  )
}

/** "Your endpoint: localhost:11434", "Google Cloud Vision (off)" */
function nameProvider(settings: AnalysisSettings, name: AnalysisProviderName): string {
  if (!isEnabled(settings, name)) return t.isOffProvider(providerName(name))
  const host = name === 'openai' ? hostOf(settings, name) : null
  return host === null ? providerName(name) : t.providerAt(providerName(name), host)
}
