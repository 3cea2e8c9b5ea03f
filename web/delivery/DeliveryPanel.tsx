import { Redo2, Undo2, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { PanelSection } from '../asset/PanelSection.tsx'
import { formatDimensions } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { formatBytes, formatPercent } from '../lib/format.ts'
import { t } from '../texts/delivery.ts'
import { IconButton, LinkButton } from '../ui/Button.tsx'
import { ControlRow } from './ControlRow.tsx'
import { CropFields, FocusNote } from './CropFields.tsx'
import { CONTROL_GROUPS, type ControlGroup, isOther } from './controls.ts'
import styles from './DeliveryPanel.module.css'
import { OtherParams } from './OtherParams.tsx'
import { PresetBar } from './PresetBar.tsx'
import type { Delivered } from './snippets.ts'
import { UrlBox } from './UrlBox.tsx'
import type { Delivery } from './use-delivery.ts'
import type { RenderingState } from './use-rendering.ts'

interface DeliveryPanelProps {
  asset: TileAsset
  delivery: Delivery
  delivered: Delivered
  rendering: RenderingState
  crop: { shape: string; onShape: (shape: string) => void }
  /** Leads back to the details of the asset. */
  tabs: ReactNode
  onClose: () => void
}

/** Builds the address of a rendering: presets, the address, what came of it, and every parameter. */
export function DeliveryPanel(props: DeliveryPanelProps) {
  const { asset, delivery, delivered, rendering, crop, tabs, onClose } = props
  const { media_width: width, media_height: height } = asset
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus(), [])
  return (
    <aside ref={panel} className={styles.panel} aria-label={t.delivery} tabIndex={-1}>
      <header className={styles.head}>
        {tabs}
        <StepButton name={t.undo} act={delivery.undo} icon={<Undo2 size={16} aria-hidden />} />
        <StepButton name={t.redo} act={delivery.redo} icon={<Redo2 size={16} aria-hidden />} />
        <IconButton small label={t.closeEditor} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      <div className={styles.scroll}>
        <PresetBar delivery={delivery} />
        <UrlBox
          delivered={delivered}
          etag={asset.etag}
          contentType={rendering.shown?.contentType ?? ''}
        />
        <Facts asset={asset} rendering={rendering} />
        {width && height && (
          <PanelSection
            title={t.groupCrop}
            action={<ResetButton delivery={delivery} names={['rect']} />}
          >
            <CropFields {...crop} delivery={delivery} picture={{ width, height }} />
          </PanelSection>
        )}
        {CONTROL_GROUPS.filter(({ suits }) => suits?.(asset) ?? true).map((group) => (
          <Group key={group.id} group={group} delivery={delivery} />
        ))}
        <PanelSection
          title={t.groupOther}
          startsFolded={!Object.keys(delivery.params).some(isOther)}
        >
          <OtherParams delivery={delivery} />
        </PanelSection>
      </div>
    </aside>
  )
}

function StepButton(props: { name: string; act: (() => void) | null; icon: ReactNode }) {
  return (
    <IconButton small label={props.name} disabled={!props.act} onClick={() => props.act?.()}>
      {props.icon}
    </IconButton>
  )
}

function Group({ group, delivery }: { group: ControlGroup; delivery: Delivery }) {
  const names = group.controls.map(({ name }) => name)
  const count = names.filter((name) => name in delivery.params).length
  return (
    <PanelSection
      title={group.title()}
      count={count}
      startsFolded={!group.isOpen}
      action={<ResetButton delivery={delivery} names={names} />}
    >
      <div className={styles.rows}>
        {group.controls.map((control) => (
          <ControlRow key={control.name} control={control} delivery={delivery} />
        ))}
      </div>
      {group.id === 'crop' && <FocusNote delivery={delivery} />}
    </PanelSection>
  )
}

function ResetButton({ delivery, names }: { delivery: Delivery; names: readonly string[] }) {
  const set = names.filter((name) => name in delivery.params)
  if (set.length === 0) return null
  const reset = () => delivery.set(Object.fromEntries(set.map((name) => [name, null])))
  return <LinkButton onClick={reset}>{t.reset}</LinkButton>
}

/** What came, against the original. */
function Facts({ asset, rendering }: Pick<DeliveryPanelProps, 'asset' | 'rendering'>) {
  const { shown, isWaiting, failure } = rendering
  const result = failure ? null : shown
  const share = result && asset.file_size > 0 ? result.bytes / asset.file_size : null
  const original = { width: asset.media_width, height: asset.media_height }
  const nothing = failure ? t.noResult : isWaiting ? t.rendering : t.isOriginal
  return (
    <dl className={styles.facts} aria-busy={isWaiting}>
      <dt>{t.result}</dt>
      <dd className="num">
        <bdi role="status">
          {result ? describeFile(result.size, result.bytes, result.contentType) : nothing}
        </bdi>
        {share !== null && <small>{t.ofOriginal(formatPercent(share))}</small>}
      </dd>
      <dt>{t.original}</dt>
      <dd className="num">
        <bdi>{describeFile(original, asset.file_size, asset.content_type)}</bdi>
      </dd>
    </dl>
  )
}

type FileSize = { width: number | null; height: number | null } | null

/** 1,366 × 911 px · 51 kB · jpeg */
function describeFile(size: FileSize, bytes: number, contentType: string): string {
  const dimensions = formatDimensions(size?.width ?? null, size?.height ?? null)
  const facts = [dimensions, formatBytes(bytes), contentType.replace('image/', '')]
  return facts.filter(Boolean).join(' · ')
}
