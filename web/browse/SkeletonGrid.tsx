import { useMemo } from 'react'
import { t } from '../texts/grid.ts'
import { planChunk } from '../ui/justified-layout.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { useSize } from '../ui/use-size.ts'
import styles from './SkeletonGrid.module.css'
import type { TileSize } from './use-tile-size.ts'

const RATIOS = Array.from(
  { length: 60 },
  (_, i) => [1.33, 1.78, 1.5, 1.5, 1, 0.67, 1.33][i % 7] ?? 1,
)

/** Boxes where the first pictures will be. */
export function SkeletonGrid({ tiles }: { tiles: TileSize }) {
  const { ref, width } = useSize<HTMLDivElement>()
  const rows = useMemo(() => {
    const { size: target, gap } = tiles
    if (width === 0) return []
    const style = { width, target, gap, squares: false, headingHeight: 32, footer: 0 }
    return planChunk(style, { start: 0, ratios: RATIOS, headings: [0], isLast: false }).rows
  }, [width, tiles])
  return (
    <div className={styles.scroller}>
      <p className="vh" role="status">
        {t.loadingAssets}
      </p>
      <div ref={ref} className={styles.grid} aria-hidden>
        <Skeleton width={120} height={14} position="absolute" top={9} />
        {rows.map(
          (row) =>
            row.kind === 'tiles' &&
            row.boxes.map(({ left, width }) => (
              <Skeleton
                key={left}
                position="absolute"
                top={row.top}
                height={row.tileHeight}
                insetInlineStart={left}
                width={width}
              />
            )),
        )}
      </div>
    </div>
  )
}
