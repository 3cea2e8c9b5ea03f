import { Crop, Crosshair } from 'lucide-react'
import { useId } from 'react'
import { t } from '../texts/delivery.ts'
import { Button } from '../ui/Button.tsx'
import { selectClass } from '../ui/FormField.tsx'
import { NumberBox } from './ControlRow.tsx'
import {
  fromPixels,
  type PixelSize,
  readRect,
  reshapeBox,
  shareRatio,
  toPixels,
  WHOLE,
  writeRect,
} from './crop-box.ts'
import styles from './DeliveryPanel.module.css'
import { isFocusIdle } from './rendering-query.ts'
import type { Delivery, Tool } from './use-delivery.ts'

/** Shapes of a crop; that of the picture itself is added. */
const SHAPES = ['1:1', '4:3', '3:2', '16:9', '2:1', '4:5', '2:3', '9:16']

interface CropFieldsProps {
  delivery: Delivery
  picture: PixelSize
  /** Such as 16:9; empty for any. */
  shape: string
  onShape: (shape: string) => void
}

/** The part to keep, in numbers, and the tools to draw it. */
export function CropFields({ delivery, picture, shape, onShape }: CropFieldsProps) {
  const id = useId()
  const box = readRect(delivery.params.rect, picture) ?? WHOLE
  const pixels = toPixels(box, picture)
  const choose = (next: string) => {
    onShape(next)
    const ratio = shareRatio(next, picture)
    if (ratio !== null) delivery.set({ rect: writeRect(reshapeBox(box, ratio), picture) })
  }
  const change = (part: Partial<typeof pixels>) =>
    delivery.set({ rect: writeRect(fromPixels({ ...pixels, ...part }, picture), picture) }, 'rect')
  const edges = [
    ['left', t.cropLeft, picture.width - 1],
    ['top', t.cropTop, picture.height - 1],
    ['width', t.cropWidth, picture.width],
    ['height', t.cropHeight, picture.height],
  ] as const
  return (
    <div className={styles.crop}>
      <div className={styles.tools}>
        <ToolButton delivery={delivery} tool="crop" />
        <ToolButton delivery={delivery} tool="focus" />
      </div>
      <FocusNote delivery={delivery} />
      <div className={styles.row}>
        <label htmlFor={`${id}-shape`}>{t.shape}</label>
        <div className={styles.input}>
          <select
            id={`${id}-shape`}
            className={selectClass}
            value={shape}
            onChange={(event) => choose(event.target.value)}
          >
            <option value="">{t.shapeFree}</option>
            <option value={`${picture.width}:${picture.height}`}>{t.shapeOriginal}</option>
            {SHAPES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
      </div>
      <div className={styles.edges}>
        {edges.map(([name, label, max]) => (
          <label key={name} htmlFor={`${id}-${name}`}>
            {label}
            <NumberBox
              id={`${id}-${name}`}
              value={String(pixels[name])}
              range={{ min: name === 'width' || name === 'height' ? 1 : 0, max }}
              onChange={(value) => value !== '' && change({ [name]: Number(value) })}
            />
          </label>
        ))}
      </div>
    </div>
  )
}

/** Why the focal point shows no effect. */
export function FocusNote({ delivery }: { delivery: Delivery }) {
  const isIdle = isFocusIdle(delivery.params)
  return (
    <p className={styles.note} role="status">
      {isIdle && t.focusIdle}
    </p>
  )
}

function ToolButton({ delivery, tool }: { delivery: Delivery; tool: Tool }) {
  const isOn = delivery.tool === tool
  const Icon = tool === 'crop' ? Crop : Crosshair
  const words = tool === 'crop' ? t.drawCrop : t.setFocus
  return (
    <Button size="small" aria-pressed={isOn} onClick={() => delivery.setTool(isOn ? null : tool)}>
      <Icon size={14} aria-hidden /> {isOn ? t.done : words}
    </Button>
  )
}
