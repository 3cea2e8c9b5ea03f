import type { Offset, Size } from './zoom.ts'

/** A picture comes as a whole in this width at most, and beyond in tiles: these are there sooner. */
const LARGEST_WHOLE = 4_000
const TILE = 1_024
/** More would be a stage of many screens; the whole picture lies below them anyway. */
const MOST_TILES = 60

export interface Tile {
  /** Its place in the picture in shares, for CSS. */
  left: number
  top: number
  width: number
  height: number
  params: { rect: string; w: string; fit: string }
}

/** The widest rendering of a picture as a whole, in pixels. */
export function largestWhole(width: number): number {
  return Math.min(width, LARGEST_WHOLE)
}

interface View {
  /** Of the original, in pixels. */
  picture: Size
  /** As shown, in CSS pixels. */
  shown: Size
  /** Of its middle from that of the stage. */
  offset: Offset
  stage: Size
  /** Device pixels per CSS pixel. */
  density: number
}

/** The tiles of a very large picture that are in view; none while the picture as a whole is sharp enough. */
export function planTiles({ picture, shown, offset, stage, density }: View): Tile[] {
  const scale = (shown.width / picture.width) * density
  if (picture.width * Math.min(1, scale) <= largestWhole(picture.width)) return []
  // Halves of what is there, so that the same tiles serve many scales.
  const level = [0.125, 0.25, 0.5].find((half) => half >= scale) ?? 1
  const side = TILE / level
  const toPicture = picture.width / shown.width
  const left = (shown.width / 2 - offset.x - stage.width / 2) * toPicture
  const top = (shown.height / 2 - offset.y - stage.height / 2) * toPicture
  const columns = span(left, stage.width * toPicture, picture.width, side)
  const rows = span(top, stage.height * toPicture, picture.height, side)
  const tiles = rows.flatMap((y) => columns.map((x) => tileAt(x * side, y * side, side, picture)))
  return tiles.length > MOST_TILES ? [] : tiles
}

/** Numbers of the tiles between two places of one side. */
function span(start: number, length: number, whole: number, side: number): number[] {
  const first = Math.floor(Math.max(0, start) / side)
  const end = Math.ceil(Math.min(whole, start + length) / side)
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i)
}

function tileAt(x: number, y: number, side: number, picture: Size): Tile {
  const width = Math.min(side, picture.width - x)
  const height = Math.min(side, picture.height - y)
  return {
    left: x / picture.width,
    top: y / picture.height,
    width: width / picture.width,
    height: height / picture.height,
    params: {
      rect: [x, y, width, height].join(','),
      w: String(Math.max(2, Math.round((width / side) * TILE))),
      fit: 'max',
    },
  }
}
