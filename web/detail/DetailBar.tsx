import { Download, Minus, PanelRight, Plus, ScanFace, X } from 'lucide-react'
import { fileName, folderOf } from '../lib/asset-words.ts'
import { formatCount, formatNumber, formatTotal } from '../lib/format.ts'
import { type RenderingSource, renderingUrl } from '../lib/rendering-url.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import { buttonClass, IconButton } from '../ui/Button.tsx'
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
  position: (ResultTotal & { index: number }) | null
  onClose: () => void
}

export function DetailBar({ path, source, zoom, panel, faces, ...props }: DetailBarProps) {
  const { position, onClose } = props
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
        {faces.found.length > 0 && (
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
