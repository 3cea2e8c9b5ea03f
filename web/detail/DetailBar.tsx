import { Download, Eye, EyeOff, Minus, PanelRight, Plus, ScanFace, X } from 'lucide-react'
import { fileName, folderOf } from '../lib/asset-words.ts'
import { formatCount, formatNumber, formatTotal } from '../lib/format.ts'
import { type RenderingSource, renderingUrl } from '../lib/rendering-url.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import { Button, buttonClass, IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import styles from './DetailScreen.module.css'
import type { ZoomControl } from './use-zoom.ts'

interface DetailBarProps {
  path: string
  source: RenderingSource | null
  /** null for what cannot be zoomed. */
  zoom: ZoomControl | null
  panel: { isOpen: boolean; toggle: () => void }
  faces: { found: readonly unknown[]; isShown: boolean; toggle: () => void }
  /** null for what is no picture. */
  hiding: { isHidden: boolean; toggle: () => void } | null
  position: (ResultTotal & { index: number }) | null
  onClose: () => void
}

export function DetailBar({ path, source, zoom, panel, faces, ...props }: DetailBarProps) {
  const { hiding, position, onClose } = props
  return (
    <header className={styles.bar}>
      <IconButton label="Close detail view" onClick={onClose}>
        <X size={20} aria-hidden />
      </IconButton>
      <div className={styles.name}>
        <h1 className="truncate">{fileName(path)}</h1>
        <small className="truncate num">
          {folderOf(path)}
          {position &&
            ` · ${formatNumber(position.index + 1)} of ${formatTotal(position.total, position.isEstimate)}`}
        </small>
      </div>
      <div className={styles.end}>
        {zoom && <ZoomGroup zoom={zoom} />}
        {hiding && <HideButton {...hiding} />}
        {faces.found.length > 0 && !hiding?.isHidden && (
          <IconButton
            label={`Show ${formatCount(faces.found.length, 'face')}`}
            aria-pressed={faces.isShown}
            onClick={faces.toggle}
          >
            <ScanFace size={16} aria-hidden />
          </IconButton>
        )}
        {source && (
          <a
            className={joinClasses(buttonClass({ variant: 'quiet' }), styles.download)}
            href={renderingUrl(source, path)}
            download={fileName(path)}
            title="Download original"
            aria-label="Download original"
          >
            <Download size={16} aria-hidden />
          </a>
        )}
        <IconButton label="Info panel" aria-pressed={panel.isOpen} onClick={panel.toggle}>
          <PanelRight size={16} aria-hidden />
        </IconButton>
      </div>
    </header>
  )
}

function HideButton({ isHidden, toggle }: NonNullable<DetailBarProps['hiding']>) {
  const Icon = isHidden ? Eye : EyeOff
  return (
    <Button variant="quiet" title="Pixelated in this browser only" onClick={toggle}>
      <Icon size={16} aria-hidden /> {isHidden ? 'Show' : 'Hide'}
    </Button>
  )
}

function ZoomGroup({ zoom }: { zoom: ZoomControl }) {
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its reset */}
      <div className={styles.zoom} role="group" aria-label="Zoom">
        <IconButton label="Zoom out" disabled={zoom.isFitted} onClick={() => zoom.step(-1)}>
          <Minus size={16} aria-hidden />
        </IconButton>
        <output>{zoom.label}</output>
        <IconButton label="Zoom in" onClick={() => zoom.step(1)}>
          <Plus size={16} aria-hidden />
        </IconButton>
      </div>
      <span className={styles.line} />
    </>
  )
}
