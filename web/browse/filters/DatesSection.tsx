import { useState } from 'react'
import type { Span } from '../../lib/browse-query.ts'
import { readDay } from '../../lib/spans.ts'
import { t } from '../../texts/filters.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { describePreset, planDatePresets } from './date-presets.ts'
import styles from './FilterPanel.module.css'
import { Check, DraftInput, Picks } from './parts.tsx'
import type { SectionProps } from './use-filter-panel.ts'

type DateKey = 'created' | 'updated' | 'taken'
const KINDS: readonly DateKey[] = ['created', 'updated', 'taken']

/** One of three dates at a time; the chips above the results show all. */
export function DatesSection({ query, set, slide }: SectionProps) {
  const [wanted, setWanted] = useState<DateKey | null>(null)
  const key = wanted ?? KINDS.find((kind) => query[kind] !== null) ?? 'created'
  const span = query[key]
  const { from, to } = span === null || span === 'none' ? { from: null, to: null } : span
  const change = (next: Exclude<Span<string>, 'none'>) => slide({ [key]: orderDays(next) })
  const presets = planDatePresets(new Date())
  const chosen = presets.find((preset) => to === null && preset.from === from)
  return (
    <>
      <Segmented
        isBlock
        label={t.whichDate}
        value={key}
        choices={KINDS.map((value) => ({ value, label: t[value] }))}
        onChange={setWanted}
      />
      <div className={styles.pair}>
        <DraftInput
          key={`${key} from`}
          label={t.from}
          type="date"
          value={from ?? ''}
          isGood={(text) => readDay(text) !== null}
          onCommit={(text) => change({ from: text || null, to })}
        />
        <DraftInput
          key={`${key} to`}
          label={t.to}
          type="date"
          value={to ?? ''}
          isGood={(text) => readDay(text) !== null}
          onCommit={(text) => change({ from, to: text || null })}
        />
      </div>
      <Picks
        label={t.since}
        choices={presets.map((preset) => ({ value: preset.name, label: describePreset(preset) }))}
        chosen={chosen ? [chosen.name] : []}
        onToggle={(name) => {
          const preset = presets.find((one) => one.name === name)
          const isOn = preset === chosen
          set({ [key]: preset && !isOn ? { from: preset.from, to: null } : null })
        }}
      />
      {key === 'taken' && (
        <Check
          checked={span === 'none'}
          onChange={(event) => set({ taken: event.target.checked ? 'none' : null })}
        >
          {t.notSaidWhen}
        </Check>
      )}
    </>
  )
}

/** Ends the wrong way round are meant the right way round; without ends there is no range. */
function orderDays({ from, to }: Exclude<Span<string>, 'none'>): Span<string> | null {
  if (from === null && to === null) return null
  return from !== null && to !== null && from > to ? { from: to, to: from } : { from, to }
}
