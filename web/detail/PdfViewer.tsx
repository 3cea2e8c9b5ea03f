import { ChevronLeft, ChevronRight, Minus, Plus } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { fileName } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { formatPercent } from '../lib/format.ts'
import { type RenderingSource, shownUrl } from '../lib/rendering-url.ts'
import { t } from '../texts/detail.ts'
import { IconButton } from '../ui/Button.tsx'
import { selectClass } from '../ui/FormField.tsx'
import { useShortcut } from '../ui/keys.ts'
import { useSize } from '../ui/use-size.ts'
import { FileCard } from './FileCard.tsx'
import styles from './PdfViewer.module.css'
import { usePdf, usePdfPage } from './use-pdf.ts'

interface PdfViewerProps {
  asset: TileAsset
  source: RenderingSource
}

const STEP = 1.25
const LARGEST = 5

/** The pages of a document, one at a time. */
export function PdfViewer({ asset, source }: PdfViewerProps) {
  const pdf = usePdf(shownUrl(source, asset))
  const [page, setPage] = useState(1)
  /** 1: as wide and high as there is room. */
  const [zoom, setZoom] = useState(1)
  const { ref, width, height } = useSize<HTMLDivElement>()
  const shown = usePdfPage(pdf.document, { page, zoom, room: { width, height } })
  const count = pdf.document?.numPages ?? 0
  const go = (to: number) => setPage(Math.min(count, Math.max(1, to)))
  const scale = (factor: number) => setZoom((now) => Math.min(LARGEST, Math.max(1, now * factor)))
  useShortcut('zoomIn', () => scale(STEP))
  useShortcut('zoomOut', () => scale(1 / STEP))
  useShortcut('fit', () => setZoom(1))
  const trouble = pdf.trouble ?? shown.trouble
  if (trouble) return <FileCard asset={asset} source={source} trouble={trouble} />
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      PageDown: page + 1,
      PageUp: page - 1,
      Home: 1,
      End: count,
    }
    const to = moves[event.key]
    if (to === undefined) return
    event.preventDefault()
    go(to)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of what is inside
    <div className={styles.viewer} onKeyDown={onKeyDown}>
      <div
        ref={ref}
        className={styles.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
        tabIndex={0}
        role="document"
        aria-label={fileName(asset.origin_path)}
      >
        <canvas ref={shown.canvasRef} className={styles.page} aria-hidden />
        <p className="vh">{shown.text}</p>
      </div>
      <div className={styles.bar}>
        <IconButton label={t.previousPage} disabled={page <= 1} onClick={() => go(page - 1)}>
          <ChevronLeft size={16} aria-hidden />
        </IconButton>
        <select
          className={selectClass}
          aria-label={t.page}
          value={page}
          onChange={(event) => go(Number(event.target.value))}
        >
          {Array.from({ length: Math.max(1, count) }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pages are numbers
            <option key={i} value={i + 1}>
              {t.pageOf(i + 1, Math.max(1, count))}
            </option>
          ))}
        </select>
        <IconButton label={t.nextPage} disabled={page >= count} onClick={() => go(page + 1)}>
          <ChevronRight size={16} aria-hidden />
        </IconButton>
        <span className={styles.line} />
        <IconButton label={t.zoomOut} disabled={zoom <= 1} onClick={() => scale(1 / STEP)}>
          <Minus size={16} aria-hidden />
        </IconButton>
        <output>{zoom === 1 ? t.fit : formatPercent(zoom)}</output>
        <IconButton label={t.zoomIn} disabled={zoom >= LARGEST} onClick={() => scale(STEP)}>
          <Plus size={16} aria-hidden />
        </IconButton>
      </div>
    </div>
  )
}
