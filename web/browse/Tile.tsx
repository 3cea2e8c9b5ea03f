import { EyeOff, Play } from 'lucide-react'
import { memo, useState } from 'react'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import { describeAsset, fileName, hasPicture, tileBadge } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { cutMiddle } from '../lib/format.ts'
import { useHidden } from '../lib/hidden-assets.ts'
import { useRecoveries } from '../lib/recoveries.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { t } from '../texts/grid.ts'
import { joinClasses } from '../ui/classes.ts'
import type { TileFrame } from '../ui/VirtualGrid.tsx'
import styles from './Tile.module.css'

interface TileProps {
  asset: TileAsset
  source: RenderingSource | null
  frame: TileFrame
  square: boolean
}

/** One asset in the grid: the picture, and at rest nothing else. */
export const Tile = memo(function Tile({ asset, source, frame, square }: TileProps) {
  const { cell, width, height, isPaused, isUrgent } = frame
  const name = fileName(asset.origin_path)
  const badge = asset.status === 'error' ? null : tileBadge(asset)
  const recoveries = useRecoveries()
  const [brokenAt, setBrokenAt] = useState(-1)
  const isBroken = brokenAt === recoveries
  const isPlain = isBroken || !hasPicture(asset)
  const isHidden = useHidden(asset, source).isHidden && !isPlain
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role comes with the cell
    <div
      {...cell}
      aria-label={isHidden ? t.hidden(labelOf(asset)) : labelOf(asset)}
      className={joinClasses(styles.tile, isPlain && styles.plain)}
    >
      <span
        className={styles.inner}
        data-name={!isPlain && !square ? cutMiddle(name, roomOf(width - 16)) : undefined}
      >
        <Thumbnail
          asset={asset}
          source={source}
          width={width}
          height={height}
          square={square}
          isPaused={isPaused}
          isUrgent={isUrgent}
          onBroken={() => setBrokenAt(recoveries)}
        />
        {isPlain && <PlainWords asset={asset} isBroken={isBroken} room={Math.floor(width / 3)} />}
      </span>
      {isHidden && (
        <span className={styles.hidden} aria-hidden>
          <EyeOff size={12} />
        </span>
      )}
      {badge && (
        <span className={joinClasses(styles.badge, styles.drawn)} data-text={badge} aria-hidden>
          {asset.media_kind === 'VIDEO' && <Play size={9} />}
        </span>
      )}
      <span className={styles.check} data-check aria-hidden />
      {square && (
        <Drawn
          className={joinClasses(styles.name, 'truncate')}
          text={cutMiddle(name, roomOf(width))}
        />
      )}
    </div>
  )
}, sameTile)

/** Letters of a small text that have room; pixels. */
const roomOf = (width: number) => Math.floor(width / 7)

/** A frame is made anew for every drawing; only what it says counts. */
function sameTile(before: TileProps, after: TileProps): boolean {
  const [a, b] = [before.frame, after.frame]
  return (
    before.asset === after.asset &&
    before.source === after.source &&
    before.square === after.square &&
    a.index === b.index &&
    a.width === b.width &&
    a.height === b.height &&
    a.isPaused === b.isPaused &&
    a.cell.tabIndex === b.cell.tabIndex &&
    a.cell.style.insetInlineStart === b.cell.style.insetInlineStart &&
    a.cell['aria-selected'] === b.cell['aria-selected']
  )
}

/** The place of an asset that has not arrived yet. */
export function EmptyTile({ frame }: Pick<TileProps, 'frame'>) {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role comes with the cell
    <div
      {...frame.cell}
      aria-label={t.loadingTile}
      aria-busy
      className={joinClasses(styles.tile, styles.empty)}
    />
  )
}

function labelOf(asset: TileAsset): string {
  if (asset.status === 'error') return t.unread(describeAsset(asset))
  if (asset.status === 'pending') return t.pending(describeAsset(asset))
  return describeAsset(asset)
}

interface PlainWordsProps {
  asset: TileAsset
  isBroken: boolean
  /** Letters that have room. */
  room: number
}

function PlainWords({ asset, isBroken, room }: PlainWordsProps) {
  const states = { error: t.couldNotBeRead, pending: t.notReadYet, indexed: null }
  const state = isBroken ? t.previewFailed : states[asset.status]
  const name = cutMiddle(fileName(asset.origin_path), Math.max(12, room))
  return <Drawn className={styles.words} text={state ? `${name}\n${state}` : name} />
}

/** Words that repeat the tile's label, perhaps cut: to be seen, not to be read out again. */
function Drawn({ text, className }: { text: string; className: string | undefined }) {
  return <span className={joinClasses(styles.drawn, className)} data-text={text} aria-hidden />
}
