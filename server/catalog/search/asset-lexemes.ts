import { coarseCells } from './color-cells.ts'
import {
  ANALYSIS_TROUBLES,
  confidenceClass,
  DUPLICATE,
  filterLexeme,
  foldersOf,
  HAS,
  MOST_FACES,
  sampleBuckets,
  WEAK_ALT_TEXT,
} from './lexemes.ts'
import { orderLexemes } from './order-cells.ts'
import { hasFrames, type SearchableAsset, WARNINGS } from './searchable-asset.ts'
import { valueCells } from './value-cells.ts'
import { foldText } from './words.ts'

/** Everything an asset is filtered by; its words are another matter. */
export function filterLexemes(asset: SearchableAsset): string[] {
  const [bucket, fineBucket] = sampleBuckets(asset.sourceId, asset.originPath)
  return [
    ...placeLexemes(asset),
    ...labelLexemes(asset),
    ...fileLexemes(asset),
    ...presenceLexemes(asset),
    ...(asset.editedByUser ? [filterLexeme('e', 1)] : []),
    ...(asset.isDuplicate ? [DUPLICATE] : []),
    ...(asset.isAltTextWeak ? [WEAK_ALT_TEXT] : []),
    ...(asset.analysisTrouble ? [ANALYSIS_TROUBLES[asset.analysisTrouble]] : []),
    filterLexeme('n', asset.faceCount === null ? 'none' : Math.min(asset.faceCount, MOST_FACES)),
    ...warningLexemes(asset),
    ...placeInOrders(asset),
    filterLexeme('z', bucket),
    filterLexeme('Z', fineBucket),
  ]
}

function placeLexemes({ originPath }: SearchableAsset): string[] {
  const folders = foldersOf(originPath)
  const name = fileNameOf(originPath)
  const extension = extensionOf(name)
  return [
    ...folders.map((folder) => filterLexeme('p', folder)),
    filterLexeme('d', folders.at(-1) ?? ''),
    filterLexeme('b', name),
    ...(extension === '' ? [] : [filterLexeme('x', extension)]),
  ]
}

function fileNameOf(originPath: string): string {
  return foldText(originPath.slice(originPath.lastIndexOf('/') + 1))
}

/** A file such as `.htaccess` has none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1) : ''
}

function labelLexemes({ tags, categoryIds, customFields }: SearchableAsset): string[] {
  const present = tags.filter(({ confidence }) => confidence > 0)
  const keys = Object.entries(customFields)
  return [
    ...present.map(({ id }) => filterLexeme('t', id)),
    ...present
      .filter(({ confidence }) => confidence < 1)
      .map(({ id, confidence }) => filterLexeme('T', `${id}:${confidenceClass(confidence)}`)),
    ...categoryIds.map((id) => filterLexeme('c', id)),
    ...keys.flatMap(([id, value]) => [
      filterLexeme('k', id),
      filterLexeme('f', `${id}=${value}`),
      ...valueCells(value).map((cell) => filterLexeme('r', `${id}:${cell}`)),
    ]),
  ]
}

function fileLexemes(asset: SearchableAsset): string[] {
  const shape = shapeOf(asset.mediaWidth, asset.mediaHeight)
  return [
    filterLexeme('m', asset.mediaKind.toLowerCase()),
    filterLexeme('y', asset.contentType.toLowerCase()),
    ...(hasFrames(asset) ? [filterLexeme('a', 1)] : []),
    ...(shape ? [filterLexeme('o', shape)] : []),
    ...(asset.orientation === null ? [] : [filterLexeme('o', asset.orientation)]),
    ...coarseCells(asset.colors?.dominant_colors ?? {}).map((cell) => filterLexeme('l', cell)),
  ]
}

function warningLexemes({ warnings }: SearchableAsset): string[] {
  const levels = WARNINGS.map((name) => `${name}:${warnings[name] ?? 'none'}`)
  const analysed = WARNINGS.some((name) => warnings[name] !== null)
  return (analysed ? levels : ['none']).map((level) => filterLexeme('w', level))
}

function placeInOrders({ dateCreated, dateModified, sizeBytes }: SearchableAsset): string[] {
  return orderLexemes({
    date_created: dateCreated.getTime() / 1000,
    date_modified: dateModified.getTime() / 1000,
    file_size: sizeBytes,
  })
}

function shapeOf(width: number | null, height: number | null) {
  if (width === null || height === null) return null
  if (width === height) return 'square'
  return width > height ? 'landscape' : 'portrait'
}

/** What an asset does not have is a term, too: few may lack what nearly all have. */
function presenceLexemes(asset: SearchableAsset): string[] {
  const present: Record<keyof typeof HAS, boolean> = {
    tags: asset.tags.some(({ confidence }) => confidence > 0),
    categories: asset.categoryIds.length > 0,
    customFields: Object.keys(asset.customFields).length > 0,
    description: (asset.description ?? '') !== '',
    altText: (asset.altText ?? '') !== '',
    dateTaken: asset.dateTaken !== null,
  }
  return Object.entries(HAS).map(([what, letter]) =>
    filterLexeme('h', present[what as keyof typeof HAS] ? letter : `-${letter}`),
  )
}
