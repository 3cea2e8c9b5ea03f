import { fileName } from '../lib/asset-words.ts'
import { type BrowseQuery, type MediaType, type Span, withoutFilters } from '../lib/browse-query.ts'
import { formatPercent } from '../lib/format.ts'
import { DEFAULT_TOLERANCE } from '../lib/query-parts.ts'
import { t } from '../texts/browse.ts'
import { anyOf as anyWord } from '../texts/plural.ts'
import { FILTER_SECTIONS, type SectionId } from './filter-sections.ts'
import {
  ALERT_KEYS,
  alertName,
  describeAspect,
  describeDays,
  describeFaces,
  describeField,
  describeLevels,
  describePixels,
  describeSize,
} from './filter-words.ts'

export interface Chip {
  /** The condition in words: key and value. */
  key: string
  value: string
  color: string | null
  /** The path of a file of which `value` is the name. */
  path: string | null
  /** Where it can be changed. */
  section: SectionId
  /** What takes it away. */
  remove: Partial<BrowseQuery>
}

type Words = Omit<Chip, 'section' | 'color' | 'path'> & { color?: string; path?: string }
type ListKey = 'tags' | 'tagsNone' | 'categories' | 'categoriesNone'
type AnyKey = 'types' | 'formats' | 'extensions' | 'tagsAny' | 'categoriesAny'
type FlagKey = 'animated' | 'edited' | 'tagged' | 'categorised' | 'hasFields' | 'described'
type MoreFlagKey = FlagKey | 'hasAltText' | 'weakAltText' | 'duplicate'

/** Every condition of a query as a chip that can be taken away, in the order of the filter panel. */
export function planChips(query: BrowseQuery): Chip[] {
  return FILTER_SECTIONS.flatMap(({ id }) =>
    CHIPS[id](query).map((words) => ({ color: null, path: null, ...words, section: id })),
  )
}

const CHIPS: Record<SectionId, (query: BrowseQuery) => Words[]> = {
  kind: (query) => [
    ...anyOf(query, 'types', t.keys.type, (type) => t.types[type as MediaType]),
    ...anyOf(query, 'formats', t.keys.format),
    ...anyOf(query, 'extensions', t.keys.ending, (ending) => `.${ending}`),
  ],
  tags: (query) => {
    const { confidence } = query
    const sure = (tag: string) =>
      confidence === null ? tag : t.confident(tag, formatPercent(confidence / 100))
    return [
      ...each(query, 'tags', t.keys.tag, sure),
      ...anyOf(query, 'tagsAny', t.keys.tag, String, sure),
      ...each(query, 'tagsNone', t.keys.withoutTag),
      ...flagged(query, 'tagged', t.keys.tags, [t.any, t.none]),
    ]
  },
  categories: (query) => [
    ...each(query, 'categories', t.keys.category),
    ...anyOf(query, 'categoriesAny', t.keys.category),
    ...each(query, 'categoriesNone', t.keys.withoutCategory),
    ...flagged(query, 'categorised', t.keys.categories, [t.any, t.none]),
  ],
  fields: (query) => [
    ...query.fields.map((field, i) => ({
      key: field.key,
      value: describeField(field),
      remove: { fields: query.fields.toSpliced(i, 1) },
    })),
    ...flagged(query, 'hasFields', t.keys.fields, [t.any, t.none]),
  ],
  color: ({ colors, tolerance }) =>
    colors.map((hex, i) => ({
      key: t.keys.color,
      value: tolerance === DEFAULT_TOLERANCE ? `#${hex}` : `#${hex} ±${tolerance}`,
      color: `#${hex}`,
      remove: { colors: colors.toSpliced(i, 1) },
    })),
  folder: ({ folder, deep }) =>
    folder && !deep
      ? [{ key: t.keys.folder, value: t.withoutSubfolders, remove: { deep: true } }]
      : [],
  alerts: (query) =>
    ALERT_KEYS.flatMap((key) =>
      spanned(alertName(key), query[key], describeLevels, { [key]: null }),
    ),
  faces: ({ faces }) => spanned(t.keys.faces, faces, describeFaces, { faces: null }),
  motion: (query) => flagged(query, 'animated', t.keys.motion, [t.animated, t.still]),
  dates: ({ created, updated, taken }) => [
    ...spanned(t.keys.created, created, describeDays, { created: null }),
    ...spanned(t.keys.updated, updated, describeDays, { updated: null }),
    ...spanned(t.keys.taken, taken, describeDays, { taken: null }),
  ],
  dimensions: ({ shape, width, height, aspect, size }) => [
    ...(shape ? [{ key: t.keys.shape, value: t.shapes[shape], remove: { shape: null } }] : []),
    ...spanned(t.keys.width, width, describePixels, { width: null }),
    ...spanned(t.keys.height, height, describePixels, { height: null }),
    ...spanned(t.keys.aspect, aspect, describeAspect, { aspect: null }),
    ...spanned(t.keys.size, size, describeSize, { size: null }),
  ],
  edits: (query) => [
    ...flagged(query, 'edited', t.keys.people, [t.haveEdited, t.haveNotEdited]),
    ...flagged(query, 'described', t.keys.description, [t.written, t.missing]),
    ...flagged(query, 'hasAltText', t.keys.altText, [t.written, t.missing]),
    ...flagged(query, 'weakAltText', t.keys.altText, [t.weak, t.notWeak]),
  ],
  state: (query) => [
    ...(query.status
      ? [{ key: t.keys.state, value: t.states[query.status], remove: { status: null } }]
      : []),
    ...(query.analysis
      ? [{ key: t.keys.analysis, value: t.troubles[query.analysis], remove: { analysis: null } }]
      : []),
    ...flagged(query, 'duplicate', t.keys.copies, [t.onlyCopies, t.noCopies]),
    ...similarTo(query),
    ...query.others.map(({ name, value }, i) => ({
      key: name,
      value,
      remove: { others: query.others.toSpliced(i, 1) },
    })),
  ],
}

function similarTo({ similar: path }: BrowseQuery): Words[] {
  if (!path) return []
  return [{ key: t.keys.similar, value: fileName(path), path, remove: { similar: null } }]
}

/** All of them have to hold: a chip for each. */
function each(
  query: BrowseQuery,
  list: ListKey,
  key: string,
  finish: (text: string) => string = String,
): Words[] {
  const values = query[list]
  return values.map((value, i) => ({
    key,
    value: finish(value),
    remove: { [list]: values.toSpliced(i, 1) },
  }))
}

/** Any of them will do: one chip. */
function anyOf(
  query: BrowseQuery,
  list: AnyKey,
  key: string,
  toWord: (value: string) => string = String,
  finish: (text: string) => string = String,
): Words[] {
  const words = query[list].map(toWord)
  return words.length === 0 ? [] : [{ key, value: finish(anyWord(words)), remove: { [list]: [] } }]
}

function flagged(
  query: BrowseQuery,
  flag: MoreFlagKey,
  key: string,
  [yes, no]: readonly [yes: string, no: string],
): Words[] {
  const value = query[flag]
  return value === null ? [] : [{ key, value: value ? yes : no, remove: { [flag]: null } }]
}

function spanned<Value extends string | number>(
  key: string,
  span: Span<Value> | null,
  describe: (span: Span<Value>) => string,
  remove: Partial<BrowseQuery>,
): Words[] {
  return span === null ? [] : [{ key, value: describe(span), remove }]
}

/** The query with no chip left; the search text stays in its box. */
export function clearChips(query: BrowseQuery): BrowseQuery {
  return { ...withoutFilters(query), q: query.q, deep: true }
}
