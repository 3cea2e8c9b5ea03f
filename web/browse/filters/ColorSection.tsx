import { Pipette } from 'lucide-react'
import type { CSSProperties, PointerEvent } from 'react'
import { formatNumber } from '../../lib/format.ts'
import { DEFAULT_TOLERANCE, MAX_TOLERANCE } from '../../lib/query-parts.ts'
import { t as browse } from '../../texts/browse.ts'
import { t } from '../../texts/filters.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Rich } from '../../ui/Rich.tsx'
import { Slider } from '../../ui/Slider.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { type Hsv, PALETTE, readHex, toHsv, writeHex } from '../color-numbers.ts'
import styles from './FilterPanel.module.css'
import { DraftInput, toggleIn } from './parts.tsx'
import type { SectionProps } from './use-filter-panel.ts'

/** So many can be asked for at once. */
const MAX_COLORS = 6

/** Colours by palette, picker, hex or from the screen; the picker changes the one that was chosen last. */
export function ColorSection({ query, set, slide }: SectionProps) {
  const { colors, tolerance } = query
  const last = colors.at(-1) ?? null
  const choose = (hex: string) => slide({ colors: [...colors.slice(0, -1), hex] })
  const toggle = (hex: string) => set({ colors: toggleIn(colors, hex).slice(-MAX_COLORS) })
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its reset */}
      <div role="group" aria-label={t.palette} className={styles.palette}>
        {PALETTE.map(([hex, name]) => (
          <button
            key={hex}
            type="button"
            title={t.colorTitle(browse.colors[name], hex)}
            aria-label={t.colorName(browse.colors[name], hex)}
            aria-pressed={colors.includes(hex)}
            style={{ background: `#${hex}` }}
            onClick={() => toggle(hex)}
          />
        ))}
      </div>
      <Picker hex={last} onChange={choose} />
      <div className={styles.row}>
        <DraftInput
          label={t.hex}
          hidesLabel
          className={`mono ${styles.hex}`}
          placeholder="#5b86b8"
          value={last ? `#${last}` : ''}
          isGood={(text) => readHex(text) !== null}
          onCommit={(text) => {
            const hex = readHex(text)
            if (hex) choose(hex)
            else set({ colors: colors.slice(0, -1) })
          }}
        />
        <ScreenPick onPick={choose} />
        <Tolerance value={tolerance} onChange={(value) => slide({ tolerance: value })} />
      </div>
    </>
  )
}

function Tolerance({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const draft = useDraft(value, onChange)
  return (
    <div style={{ flex: '1 1 96px', minWidth: 0 }}>
      <span className={styles.label}>
        <Rich
          text={draft.shown === DEFAULT_TOLERANCE ? t.toleranceAsUsual : t.tolerance}
          parts={{ value: <b>{formatNumber(draft.shown)}</b> }}
        />
      </span>
      <Slider
        label={t.colorTolerance}
        min={1}
        max={MAX_TOLERANCE}
        value={draft.shown}
        text={String(draft.shown)}
        onChange={draft.set}
        onBlur={draft.end}
      />
    </div>
  )
}

const START: Hsv = { hue: 210, saturation: 0.5, value: 0.72 }

function Picker({ hex, onChange }: { hex: string | null; onChange: (hex: string) => void }) {
  // Kept as hue, saturation and value: a grey has lost its hue, and the slider would jump.
  const draft = useDraft<Hsv>(hex ? toHsv(hex) : START, (hsv) => onChange(writeHex(hsv)))
  const { hue, saturation, value } = draft.shown
  const pick = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons === 0) return
    const box = event.currentTarget.getBoundingClientRect()
    const share = (at: number, size: number) => Math.min(1, Math.max(0, at / size))
    event.currentTarget.setPointerCapture(event.pointerId)
    draft.set({
      hue,
      saturation: share(event.clientX - box.left, box.width),
      value: 1 - share(event.clientY - box.top, box.height),
    })
  }
  return (
    <div>
      {/* The hex field does the same without a pointer. */}
      <div
        aria-hidden
        className={styles.area}
        style={{ '--hue': `hsl(${hue} 100% 50%)` } as CSSProperties}
        onPointerDown={pick}
        onPointerMove={pick}
      >
        {hex && <i style={{ left: `${saturation * 100}%`, top: `${(1 - value) * 100}%` }} />}
      </div>
      <input
        type="range"
        className={styles.hue}
        aria-label={t.hue}
        min={0}
        max={359}
        value={Math.round(hue)}
        aria-valuetext={t.degrees(Math.round(hue))}
        onChange={(event) => draft.set({ ...draft.shown, hue: Number(event.target.value) })}
        onBlur={draft.end}
      />
    </div>
  )
}

interface EyeDropper {
  open(): Promise<{ sRGBHex: string }>
}

/** Where the browser can: a colour from anywhere on the screen. */
function ScreenPick({ onPick }: { onPick: (hex: string) => void }) {
  const { EyeDropper } = window as { EyeDropper?: new () => EyeDropper } // not in all browsers
  if (!EyeDropper) return null
  const pick = async () => {
    // Esc while picking is no failure.
    const picked = await new EyeDropper().open().catch(() => null)
    const hex = picked && readHex(picked.sRGBHex)
    if (hex) onPick(hex)
  }
  return (
    <IconButton small label={t.pickFromScreen} onClick={pick}>
      <Pipette size={16} aria-hidden />
    </IconButton>
  )
}
