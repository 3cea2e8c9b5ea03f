import { LEVELS, levelWord } from '../../lib/analysis-words.ts'
import type { BrowseQuery, Span } from '../../lib/browse-query.ts'
import { formatNumber } from '../../lib/format.ts'
import { t } from '../../texts/filters.ts'
import { RangeSlider } from '../../ui/Slider.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { ALERT_KEYS, alertName, describeFaces, describeLevels } from '../filter-words.ts'
import styles from './FilterPanel.module.css'
import { Check } from './parts.tsx'
import type { SectionProps } from './use-filter-panel.ts'

/** A range of levels for each alert. An asset is analysed for all of them or for none. */
export function AlertsSection({ query, set, slide }: SectionProps) {
  const isMissing = ALERT_KEYS.some((alert) => query[alert] === 'none')
  return (
    <>
      {!isMissing &&
        ALERT_KEYS.map((alert) => (
          <AlertRange
            key={alert}
            name={alertName(alert)}
            span={query[alert]}
            onChange={(span) => slide({ [alert]: span })}
          />
        ))}
      <Check
        checked={isMissing}
        onChange={(event) => set({ ...NO_ALERTS, adult: event.target.checked ? 'none' : null })}
      >
        {t.notAnalysed}
      </Check>
    </>
  )
}

const NO_ALERTS: Partial<BrowseQuery> = Object.fromEntries(ALERT_KEYS.map((alert) => [alert, null]))

interface AlertRangeProps {
  name: string
  span: Span<number> | null
  onChange: (span: Span<number> | null) => void
}

function AlertRange({ name, span, onChange }: AlertRangeProps) {
  const draft = useDraft(span, onChange)
  const shown = draft.shown
  return (
    <div className={styles.alert} data-set={shown !== null || undefined}>
      <span>{name}</span>
      <RangeSlider
        labels={[t.alertFrom(name), t.alertTo(name)]}
        min={1}
        max={LEVELS.length}
        value={endsOf(shown, 1, LEVELS.length)}
        describe={levelWord}
        isIdle={shown === null}
        onChange={(from, to) => draft.set(toSpan(from, to, [1, LEVELS.length]))}
        onBlur={draft.end}
      />
      <span>{describeLevels(shown)}</span>
    </div>
  )
}

const MOST_FACES = 10

/** None to ten and more. */
export function FacesSection({ query, set, slide }: SectionProps) {
  const draft = useDraft(query.faces, (faces) => slide({ faces }))
  const shown = draft.shown
  return (
    <>
      {shown !== 'none' && (
        <div className={styles.row}>
          <b className="num">{formatNumber(0)}</b>
          <div style={{ flex: 1 }}>
            <RangeSlider
              labels={[t.fewestFaces, t.mostFaces]}
              min={0}
              max={MOST_FACES}
              value={endsOf(shown, 0, MOST_FACES)}
              describe={(count) =>
                count === MOST_FACES ? t.orMoreFaces(count) : formatNumber(count)
              }
              isIdle={shown === null}
              onChange={(from, to) => draft.set(toSpan(from, to, [0, MOST_FACES]))}
              onBlur={draft.end}
            />
          </div>
          <b className="num">{`${formatNumber(MOST_FACES)}+`}</b>
        </div>
      )}
      <div className={styles.row}>
        <Check
          checked={query.faces === 'none'}
          onChange={(event) => set({ faces: event.target.checked ? 'none' : null })}
        >
          {t.notAnalysed}
        </Check>
        {shown !== 'none' && <span className={styles.label}>{describeFaces(shown)}</span>}
      </div>
    </>
  )
}

/** Where the two ends of a slider stand. */
function endsOf(span: Span<number> | null, min: number, max: number): [number, number] {
  if (span === null || span === 'none') return [min, max]
  const within = (value: number) => Math.min(max, Math.max(min, value))
  return [within(span.from ?? min), within(span.to ?? max)]
}

/** An end that stands where it starts asks for nothing. */
function toSpan(from: number, to: number, [min, max]: readonly [number, number]) {
  if (from === min && to === max) return null
  return { from: from === min ? null : from, to: to === max ? null : to }
}
