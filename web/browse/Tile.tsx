import { EyeOff } from 'lucide-react'
import { memo, useState } from 'react'
import { useThumbnail } from '../asset/Thumbnail.tsx'
import { describeAsset, fileName, tileBadge } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { cutMiddle } from '../lib/format.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { t } from '../texts/grid.ts'
import { joinClasses } from '../ui/classes.ts'
import type { TileFrame } from '../ui/GridRows.tsx'
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
  const still = useThumbnail({ asset, source, width, height, square, isPaused, isUrgent })
  const { isPlain, isHidden } = still
  const near = useNear()
  const badge = asset.status === 'error' ? null : tileBadge(asset)
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role comes with the cell
    <div
      {...cell}
      {...near.handlers}
      aria-label={isHidden ? t.hidden(labelOf(asset)) : labelOf(asset)}
      className={joinClasses(
        styles.tile,
        still.className,
        isPlain && styles.plain,
        isPlain && badge && styles.marked,
        square && styles.square,
      )}
      style={{ ...cell.style, ...still.style }}
      data-name={nameOn(asset, { square, isPlain, width })}
    >
      {still.content}
      {isPlain && (
        <PlainWords
          asset={asset}
          isBroken={still.isBroken}
          room={square ? 0 : roomForName(width, height)}
        />
      )}
      {isHidden && (
        <span className={styles.hidden} aria-hidden>
          <EyeOff size={12} />
        </span>
      )}
      {badge && <Badge asset={asset} text={badge} />}
      {(near.isNear || frame.isSelecting || cell['aria-selected']) && (
        <span className={styles.check} data-check aria-hidden />
      )}
    </div>
  )
}, sameTile)

/** Whether a pointer or the focus is on a tile: what nobody could see or press before comes with it. */
function useNear() {
  const [isOver, setOver] = useState(false)
  const [hasFocus, setFocus] = useState(false)
  const handlers = {
    onPointerEnter: () => setOver(true),
    onPointerLeave: () => setOver(false),
    onFocus: () => setFocus(true),
    onBlur: () => setFocus(false),
  }
  return { isNear: isOver || hasFocus, handlers }
}

/** Below a square; above the lower edge of a picture that a pointer is on. */
function nameOn(
  asset: TileAsset,
  { square, isPlain, width }: { square: boolean; isPlain: boolean; width: number },
): string | undefined {
  const name = fileName(asset.origin_path)
  // What is wider than most letters is cut at its end, after all.
  return isPlain && !square
    ? undefined
    : cutMiddle(name, Math.floor((width - (square ? 2 : 16)) / 7.3))
}

function Badge({ asset, text }: Pick<TileProps, 'asset'> & { text: string }) {
  const isVideo = asset.media_kind === 'VIDEO'
  const className = joinClasses(styles.badge, styles.drawn, isVideo && styles.video)
  return <span className={className} data-text={text} aria-hidden />
}

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
    a.isSelecting === b.isSelecting &&
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

/** Letters of a name that are seen below the icon and above a line with what happened, in three lines at most. */
function roomForName(width: number, height: number): number {
  const [letter, line, around] = [8, 16, { sides: 16, above: 62 }]
  const lines = (height - around.above) / line
  return Math.min(width / 3, ((width - around.sides) / letter) * lines)
}

interface PlainWordsProps {
  asset: TileAsset
  isBroken: boolean
  /** Letters of the name that have room; 0: it stands elsewhere. */
  room: number
}

/** They repeat the tile's label, perhaps cut: to be seen, not to be read out again. */
function PlainWords({ asset, isBroken, room }: PlainWordsProps) {
  const states = { error: t.couldNotBeRead, pending: t.notReadYet, indexed: null }
  const state = isBroken ? t.previewFailed : states[asset.status]
  const name =
    room > 0 ? cutMiddle(fileName(asset.origin_path), Math.max(12, Math.floor(room))) : ''
  // A line ends before the extension rather than in it.
  const lines = [name.replace(/\.\w{1,8}$/, '\u200b$&'), state]
  const text = lines.filter(Boolean).join('\n')
  return <span className={joinClasses(styles.drawn, styles.words)} data-text={text} aria-hidden />
}
