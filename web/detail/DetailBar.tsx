import { Download, Eye, EyeOff, Minus, PanelRight, Plus, ScanFace, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { fileName, folderOf } from '../lib/asset-words.ts'
import { formatNumber, formatTotal } from '../lib/format.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import { t } from '../texts/detail.ts'
import { Button, buttonClass, IconButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { FileName } from '../ui/FileName.tsx'
import whole from '../ui/WholePage.module.css'
import styles from './DetailScreen.module.css'
import type { ZoomControl } from './use-zoom.ts'

interface DetailBarProps {
  path: string
  /** Address of the file itself; null where it is not known, or nobody may have it. */
  original: string | null
  /** null for what cannot be zoomed. */
  zoom: ZoomControl | null
  /** null while another panel stands in its place. */
  panel: { isOpen: boolean; toggle: () => void } | null
  faces: { found: readonly unknown[]; isShown: boolean; toggle: () => void }
  /** null for what is no picture. */
  hiding: { isHidden: boolean; toggle: () => void } | null
  position: (ResultTotal & { index: number }) | null
  menu: ReactNode
  onClose: () => void
}

export function DetailBar({ path, original, zoom, panel, faces, ...props }: DetailBarProps) {
  const { hiding, position, menu, onClose } = props
  return (
    <header className={joinClasses(whole.bar, styles.bar)}>
      <IconButton label={t.close} onClick={onClose}>
        <X size={20} aria-hidden />
      </IconButton>
      <div className={styles.name}>
        <h1>
          <FileName name={fileName(path)} />
        </h1>
        <small className="num">
          <bdi dir="ltr">{folderOf(path)}</bdi>
          {position && ` · ${positionOf(position)}`}
        </small>
      </div>
      <div className={styles.end}>
        {zoom && <ZoomGroup zoom={zoom} />}
        {zoom && <span className={styles.line} />}
        {hiding && <HideButton {...hiding} />}
        {faces.found.length > 0 && !hiding?.isHidden && (
          <IconButton
            className={styles.rare}
            label={t.showFaces(faces.found.length)}
            aria-pressed={faces.isShown}
            onClick={faces.toggle}
          >
            <ScanFace size={16} aria-hidden />
          </IconButton>
        )}
        {original && (
          <a
            className={joinClasses(buttonClass({ variant: 'quiet' }), styles.download)}
            href={original}
            download={fileName(path)}
            title={t.downloadOriginal}
            aria-label={t.downloadOriginal}
          >
            <Download size={16} aria-hidden />
          </a>
        )}
        {panel && (
          <IconButton label={t.infoPanel} aria-pressed={panel.isOpen} onClick={panel.toggle}>
            <PanelRight size={16} aria-hidden />
          </IconButton>
        )}
        {menu}
      </div>
    </header>
  )
}

function positionOf({ index, total, isEstimate }: ResultTotal & { index: number }): string {
  return t.position(formatNumber(index + 1), formatTotal(total, isEstimate))
}

function HideButton({ isHidden, toggle }: NonNullable<DetailBarProps['hiding']>) {
  const Icon = isHidden ? Eye : EyeOff
  return (
    <Button variant="quiet" title={t.hideNote} onClick={toggle}>
      <Icon size={16} aria-hidden /> {isHidden ? t.show : t.hide}
    </Button>
  )
}

/** The zoom with a button for each of its keys. */
export function ZoomGroup({ zoom }: { zoom: Pick<ZoomControl, 'isFitted' | 'label' | 'step'> }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its reset
    <div className={styles.zoom} role="group" aria-label={t.zoom}>
      <IconButton label={t.zoomOut} disabled={zoom.isFitted} onClick={() => zoom.step(-1)}>
        <Minus size={16} aria-hidden />
      </IconButton>
      <output>{zoom.label}</output>
      <IconButton label={t.zoomIn} onClick={() => zoom.step(1)}>
        <Plus size={16} aria-hidden />
      </IconButton>
    </div>
  )
}
