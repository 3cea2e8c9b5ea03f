import type { BrowseQuery, Shape, Span } from '../../lib/browse-query.ts'
import { formatBytes } from '../../lib/format.ts'
import { SHAPES } from '../../lib/query-parts.ts'
import { t as browse } from '../../texts/browse.ts'
import { t } from '../../texts/filters.ts'
import { Rich } from '../../ui/Rich.tsx'
import { RangeSlider } from '../../ui/Slider.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { describeSize } from '../filter-words.ts'
import styles from './FilterPanel.module.css'
import { DraftInput, Picks } from './parts.tsx'
import type { SectionProps } from './use-filter-panel.ts'

const PANORAMA: Span<number> = { from: 2, to: null }

/** Shape, pixels, aspect and bytes. */
export function DimensionsSection(props: SectionProps) {
  const { query, set } = props
  const isPanorama = JSON.stringify(query.aspect) === JSON.stringify(PANORAMA)
  const toggle = (value: string) => {
    if (value === 'panorama') set({ aspect: isPanorama ? null : PANORAMA })
    else set({ shape: query.shape === value ? null : (value as Shape) }) // one of SHAPES
  }
  return (
    <>
      <Picks
        label={t.shape}
        choices={[
          ...SHAPES.map((value) => ({ value, label: browse.shapes[value] })),
          { value: 'panorama', label: t.panorama },
        ]}
        chosen={[query.shape ?? '', isPanorama ? 'panorama' : '']}
        onToggle={toggle}
      />
      <Ends {...props} part="width" words={[t.minWidth, t.maxWidth]} pattern={WHOLE} />
      <Ends {...props} part="height" words={[t.minHeight, t.maxHeight]} pattern={WHOLE} />
      <Ends {...props} part="aspect" words={[t.minAspect, t.maxAspect]} pattern={DECIMAL} />
      <FileSize {...props} />
    </>
  )
}

const WHOLE = /^\d{1,6}$/
const DECIMAL = /^\d{1,3}([.,]\d{1,4})?$/

interface EndsProps extends SectionProps {
  part: keyof Pick<BrowseQuery, 'width' | 'height' | 'aspect'>
  words: readonly [min: string, max: string]
  pattern: RegExp
}

/** Two fields for the ends of a range. */
function Ends({ query, slide, part, words, pattern }: EndsProps) {
  const span = query[part]
  const { from, to } = span === null || span === 'none' ? { from: null, to: null } : span
  const change = (end: 'from' | 'to', text: string) => {
    const next = { from, to, [end]: text === '' ? null : Number(text.replace(',', '.')) }
    slide({ [part]: next.from === null && next.to === null ? null : next })
  }
  const isOrdered = (low: number | null, high: number | null) =>
    low === null || high === null || low <= high
  const read = (text: string) => Number(text.replace(',', '.'))
  return (
    <div className={styles.pair}>
      <DraftInput
        label={words[0]}
        inputMode={pattern === WHOLE ? 'numeric' : 'decimal'}
        value={from === null ? '' : String(from)}
        isGood={(text) => pattern.test(text) && isOrdered(read(text), to)}
        onCommit={(text) => change('from', text)}
      />
      <DraftInput
        label={words[1]}
        inputMode={pattern === WHOLE ? 'numeric' : 'decimal'}
        value={to === null ? '' : String(to)}
        isGood={(text) => pattern.test(text) && isOrdered(from, read(text))}
        onCommit={(text) => change('to', text)}
      />
    </div>
  )
}

/** Where the slider stops, in bytes; the last one means no end. */
const STOPS = [0, 1e4, 1e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8, 1e9] as const
const LAST = STOPS.length

function FileSize({ query, slide }: SectionProps) {
  const draft = useDraft(query.size, (size) => slide({ size }))
  const shown = draft.shown
  const { from, to } = shown === null || shown === 'none' ? { from: null, to: null } : shown
  const word = (stop: number) => (stop === LAST ? t.anySize : formatBytes(STOPS[stop] ?? 0))
  return (
    <div>
      <span className={styles.label}>
        <Rich
          text={t.fileSize}
          parts={{ value: <b>{shown === null ? browse.any : describeSize(shown)}</b> }}
        />
      </span>
      <RangeSlider
        labels={[t.smallestFile, t.largestFile]}
        min={0}
        max={LAST}
        value={[from === null ? 0 : stopOf(from), to === null ? LAST : stopOf(to)]}
        describe={word}
        isIdle={shown === null}
        onChange={(low, high) => {
          const next = {
            from: low === 0 ? null : (STOPS[Math.min(low, LAST - 1)] ?? null),
            to: high === LAST ? null : (STOPS[high] ?? null),
          }
          draft.set(next.from === null && next.to === null ? null : next)
        }}
        onBlur={draft.end}
      />
    </div>
  )
}

/** The stop at or below so many bytes. */
function stopOf(bytes: number): number {
  return STOPS.findLastIndex((stop) => stop <= bytes)
}
