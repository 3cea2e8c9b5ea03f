import type { AssetAttributes } from '../../contract/resources.ts'
import { fileName, folderOf, formatDimensions } from '../lib/asset-words.ts'
import { formatBytes, formatDateTime, formatDuration, formatNumber } from '../lib/format.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/compare.ts'
import { allOf } from '../texts/plural.ts'

/** One of several values that an asset may share with the others. */
export interface Item {
  text: string
  /** Every other asset has it, too. */
  isCommon: boolean
  /** A colour, to be shown. */
  color?: string
}

export interface Cell {
  /** null: there is none. */
  text: string | null
  /** Said more quietly beside it. */
  aside?: string
  items?: Item[]
}

export interface DifferenceRow {
  label: string
  /** In the order of the assets; null: the asset is not there. */
  cells: (Cell | null)[]
  differs: boolean
}

type Compared = AssetAttributes | null

/** A, B, C, D: how the assets are called in the table and over their pictures. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index)
}

/** What the assets have alike and what not, in the order of the info panel; what none of them has is left out. */
export function planDifferences(assets: readonly Compared[]): DifferenceRow[] {
  const one = (label: string, read: (asset: AssetAttributes) => string | null, aside?: Aside) =>
    planRow(label, assets, read, aside)
  const r = t.rows
  return [
    planBytes(assets),
    one(r.fileName, ({ origin_path: path }) => fileName(path)),
    one(r.folder, ({ origin_path: path }) => folderOf(path)),
    one(r.name, ({ name }) => name),
    one(r.description, ({ description }) => description),
    one(r.altText, ({ alt_text: text }) => text),
    one(r.type, ({ content_type: type }) => type),
    one(
      r.fileSize,
      ({ file_size: bytes }) => formatBytes(bytes),
      ({ file_size: bytes }) => common.bytes(bytes),
    ),
    one(r.dimensions, (asset) => formatDimensions(asset.media_width, asset.media_height)),
    one(r.duration, ({ duration_seconds: seconds }) =>
      seconds === null ? null : formatDuration(seconds),
    ),
    one(r.frames, ({ frame_count: frames, has_frames: hasFrames }) =>
      hasFrames && frames ? formatNumber(frames) : null,
    ),
    one(r.profile, ({ color_profile: profile }) => profile),
    one(r.taken, ({ date_taken: taken }) => (taken === null ? null : formatDateTime(taken))),
    one(r.fileChanged, (asset) => formatDateTime(asset.date_origin_modified)),
    one(r.created, (asset) => formatDateTime(asset.date_created)),
    one(r.updated, (asset) => formatDateTime(asset.date_modified)),
    planItems(r.tags, assets, ({ tags }) => liveTags(tags)),
    planItems(r.categories, assets, ({ categories }) => categories),
    planItems(r.fields, assets, ({ custom_fields: fields }) =>
      Object.entries(fields).map(([key, value]) => t.field(key, value)),
    ),
    planColors(assets),
  ].filter((row) => row.cells.some((cell) => cell && (cell.text !== null || cell.items?.length)))
}

type Aside = (asset: AssetAttributes) => string

function planRow(
  label: string,
  assets: readonly Compared[],
  read: (asset: AssetAttributes) => string | null,
  aside?: Aside,
): DifferenceRow {
  const cells = assets.map((asset) =>
    asset ? { text: read(asset) || null, ...(aside && { aside: aside(asset) }) } : null,
  )
  const present = cells.filter((cell) => cell !== null)
  const kinds = new Set(present.map((cell) => (aside ? cell.aside : cell.text)))
  return { label, cells, differs: kinds.size > 1 }
}

/** Whether the files are the same, byte by byte: other sizes tell as much as other hashes, which not all have. */
function planBytes(assets: readonly Compared[]): DifferenceRow {
  const cells = assets.map((asset) => {
    if (!asset) return null
    const hash = asset.content_hash
    const same = assets.flatMap((other, at) =>
      hash && other && other !== asset && other.content_hash === hash ? letterOf(at) : [],
    )
    if (same.length > 0) return { text: t.sameBytes(allOf(same)) }
    const isOther = assets.some((other) => other && hasOtherBytes(asset, other))
    return { text: isOther ? t.otherBytes : t.bytesUnknown }
  })
  const present = assets.filter((asset) => asset !== null)
  const differs = present.some((one) => present.some((other) => hasOtherBytes(one, other)))
  return { label: t.rows.bytes, cells, differs }
}

function hasOtherBytes(one: AssetAttributes, other: AssetAttributes): boolean {
  return (['file_size', 'content_hash'] as const).some((key) => {
    const [own, its] = [one[key] ?? null, other[key] ?? null]
    return own !== null && its !== null && own !== its
  })
}

function planItems(
  label: string,
  assets: readonly Compared[],
  read: (asset: AssetAttributes) => string[],
): DifferenceRow {
  const lists = assets.map((asset) => (asset ? read(asset) : null))
  const present = lists.filter((list) => list !== null)
  const isCommon = (text: string) => present.every((list) => list.includes(text))
  const cells = lists.map(
    (list) =>
      list && { text: null, items: list.map((text) => ({ text, isCommon: isCommon(text) })) },
  )
  return { label, cells, differs: !present.flat().every(isCommon) }
}

function planColors(assets: readonly Compared[]): DifferenceRow {
  const row = planItems(t.rows.colors, assets, ({ colors }) =>
    Object.keys(colors?.dominant_colors ?? {}),
  )
  for (const cell of row.cells) {
    for (const item of cell?.items ?? []) item.color = item.text
  }
  return row
}

/** Without those that a person has removed, surest first. */
function liveTags(tags: Record<string, number>): string[] {
  return Object.entries(tags)
    .filter(([, confidence]) => confidence > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([label]) => label)
}
