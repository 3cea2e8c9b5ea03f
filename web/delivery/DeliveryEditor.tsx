import { type KeyboardEvent, type ReactNode, useState } from 'react'
import type { AssetAttributes } from '../../contract/resources.ts'
import type { TileAsset } from '../lib/assets.ts'
import { type RenderingSource, shownUrl } from '../lib/rendering-url.ts'
import { isTyping } from '../ui/keys.ts'
import { shareRatio } from './crop-box.ts'
import styles from './DeliveryPanel.module.css'
import { DeliveryPanel } from './DeliveryPanel.tsx'
import { DeliveryStage } from './DeliveryStage.tsx'
import { type Delivery, useDelivery } from './use-delivery.ts'
import { useRendering } from './use-rendering.ts'

interface DeliveryEditorProps {
  asset: TileAsset
  source: RenderingSource
  /** What is said of the picture; null where nobody has said anything. */
  words: Pick<AssetAttributes, 'alt_text' | 'description'> | null
  /** The query as the address of the page has it. */
  text: string
  onText: (text: string) => void
  /** Instead of the rendering: the picture is hidden in this browser. */
  cover: ReactNode
  tabs: ReactNode
  onClose: () => void
}

/** The editor of delivery URLs: stage and panel, side by side in the detail view. */
export function DeliveryEditor(props: DeliveryEditorProps) {
  const { asset, source, words, text, onText, cover, tabs, onClose } = props
  const delivery = useDelivery(text, onText)
  const [shape, setShape] = useState('')
  const { params } = delivery
  const path = asset.origin_path
  const isPlain = Object.keys(params).length === 0
  const rendering = useRendering(isPlain || cover ? null : shownUrl(source, asset, params))
  const alt = words?.alt_text ?? words?.description ?? ''
  const { media_width: width, media_height: height } = asset
  const ratio = width && height ? shareRatio(shape, { width, height }) : null
  const delivered = {
    ...{ source, path, params, alt },
    here: location.href,
    originalWidth: width,
    size: rendering.isWaiting ? null : (rendering.shown?.size ?? null),
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of what is inside
    <div className={styles.both} onKeyDown={(event) => onKeyDown(event, delivery)}>
      {cover ?? <DeliveryStage {...{ asset, source, delivery, rendering, alt, ratio }} />}
      <DeliveryPanel
        {...{ asset, delivery, delivered, rendering, tabs, onClose }}
        crop={{ shape, onShape: setShape }}
      />
    </div>
  )
}

/** Ctrl-Z and Ctrl-Shift-Z for the steps of the editor; Esc first puts a tool away. */
function onKeyDown(event: KeyboardEvent<HTMLElement>, delivery: Delivery): void {
  if (event.key === 'Escape' && delivery.tool) {
    event.stopPropagation()
    delivery.setTool(null)
    // What had the focus was a part of the tool.
    event.currentTarget.querySelector('aside')?.focus()
  }
  const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey)
  if (!isUndo || isTyping(event.target)) return
  event.preventDefault()
  event.stopPropagation()
  if (event.shiftKey) delivery.redo?.()
  else delivery.undo?.()
}
