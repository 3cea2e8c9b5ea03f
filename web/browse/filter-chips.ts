import { fileName } from '../lib/asset-words.ts'
import { type BrowseQuery, type Span, withoutFilters } from '../lib/browse-query.ts'
import { formatPercent } from '../lib/format.ts'
import { DEFAULT_TOLERANCE } from '../lib/query-parts.ts'
import { FILTER_SECTIONS, type SectionId } from './filter-sections.ts'
import {
  ALERT_WORDS,
  type AlertKey,
  ANALYSIS_WORDS,
  describeAspect,
  describeDays,
  describeFaces,
  describeField,
  describeLevels,
  describePixels,
  describeSize,
  SHAPE_WORDS,
  STATUS_WORDS,
  TYPE_WORDS,
} from './filter-words.ts'

export interface Chip {
  /** The condition in words: key and value. */
  key: string
  value: string
  color: string | null
  /** Where it can be changed. */
  section: SectionId
  /** What takes it away. */
  remove: Partial<BrowseQuery>
}

type Words = Omit<Chip, 'section' | 'color'> & { color?: string }
type ListKey = 'tags' | 'tagsNone' | 'categories' | 'categoriesNone'
type AnyKey = 'types' | 'formats' | 'extensions' | 'tagsAny' | 'categoriesAny'
type FlagKey = 'animated' | 'edited' | 'tagged' | 'categorised' | 'hasFields' | 'described'
type MoreFlagKey = FlagKey | 'hasAltText' | 'weakAltText' | 'duplicate'

/** Every condition of a query as a chip that can be taken away, in the order of the filter panel. */
export function planChips(query: BrowseQuery): Chip[] {
  return FILTER_SECTIONS.flatMap(({ id }) =>
    CHIPS[id](query).map((words) => ({ color: null, ...words, section: id })),
  )
}

const CHIPS: Record<SectionId, (query: BrowseQuery) => Words[]> = {
  kind: (query) => [
    ...anyOf(query, 'types', 'Type', (type) => TYPE_WORDS[type as keyof typeof TYPE_WORDS]),
    ...anyOf(query, 'formats', 'Format'),
    ...anyOf(query, 'extensions', 'Ending', (ending) => `.${ending}`),
  ],
  tags: (query) => {
    const sure =
      query.confidence === null ? '' : `, ${formatPercent(query.confidence / 100)} or more`
    return [
      ...each(query, 'tags', 'Tag', sure),
      ...anyOf(query, 'tagsAny', 'Tag', String, sure),
      ...each(query, 'tagsNone', 'Without tag'),
      ...flagged(query, 'tagged', 'Tags', ['any', 'none']),
    ]
  },
  categories: (query) => [
    ...each(query, 'categories', 'Category'),
    ...anyOf(query, 'categoriesAny', 'Category'),
    ...each(query, 'categoriesNone', 'Without category'),
    ...flagged(query, 'categorised', 'Categories', ['any', 'none']),
  ],
  fields: (query) => [
    ...query.fields.map((field, i) => ({
      key: field.key,
      value: describeField(field),
      remove: { fields: query.fields.toSpliced(i, 1) },
    })),
    ...flagged(query, 'hasFields', 'Custom fields', ['any', 'none']),
  ],
  color: ({ colors, tolerance }) =>
    colors.map((hex, i) => ({
      key: 'Colour',
      value: tolerance === DEFAULT_TOLERANCE ? `#${hex}` : `#${hex} ±${tolerance}`,
      color: `#${hex}`,
      remove: { colors: colors.toSpliced(i, 1) },
    })),
  folder: ({ folder, deep }) =>
    folder && !deep ? [{ key: 'Folder', value: 'without subfolders', remove: { deep: true } }] : [],
  alerts: (query) =>
    (Object.keys(ALERT_WORDS) as AlertKey[]).flatMap((key) =>
      spanned(ALERT_WORDS[key], query[key], describeLevels, { [key]: null }),
    ),
  faces: ({ faces }) => spanned('Faces', faces, describeFaces, { faces: null }),
  motion: (query) => flagged(query, 'animated', 'Motion', ['Animated', 'Still']),
  dates: ({ created, updated, taken }) => [
    ...spanned('Created', created, describeDays, { created: null }),
    ...spanned('Updated', updated, describeDays, { updated: null }),
    ...spanned('Taken', taken, describeDays, { taken: null }),
  ],
  dimensions: ({ shape, width, height, aspect, size }) => [
    ...(shape ? [{ key: 'Shape', value: SHAPE_WORDS[shape], remove: { shape: null } }] : []),
    ...spanned('Width', width, describePixels, { width: null }),
    ...spanned('Height', height, describePixels, { height: null }),
    ...spanned('Aspect', aspect, describeAspect, { aspect: null }),
    ...spanned('Size', size, describeSize, { size: null }),
  ],
  edits: (query) => [
    ...flagged(query, 'edited', 'People', ['have edited it', 'have not touched it']),
    ...flagged(query, 'described', 'Description', ['written', 'missing']),
    ...flagged(query, 'hasAltText', 'Alt text', ['written', 'missing']),
    ...flagged(query, 'weakAltText', 'Alt text', ['weak', 'not weak']),
  ],
  state: (query) => [
    ...(query.status
      ? [{ key: 'State', value: STATUS_WORDS[query.status], remove: { status: null } }]
      : []),
    ...(query.analysis
      ? [{ key: 'Analysis', value: ANALYSIS_WORDS[query.analysis], remove: { analysis: null } }]
      : []),
    ...flagged(query, 'duplicate', 'Copies', ['only marked ones', 'without marked ones']),
    ...(query.similar
      ? [{ key: 'Similar to', value: fileName(query.similar), remove: { similar: null } }]
      : []),
    ...query.others.map(({ name, value }, i) => ({
      key: name,
      value,
      remove: { others: query.others.toSpliced(i, 1) },
    })),
  ],
}

/** All of them have to hold: a chip for each. */
function each(query: BrowseQuery, list: ListKey, key: string, after = ''): Words[] {
  const values = query[list]
  return values.map((value, i) => ({
    key,
    value: value + after,
    remove: { [list]: values.toSpliced(i, 1) },
  }))
}

/** Any of them will do: one chip. */
function anyOf(
  query: BrowseQuery,
  list: AnyKey,
  key: string,
  toWord: (value: string) => string = String,
  after = '',
): Words[] {
  const words = query[list].map(toWord)
  return words.length === 0
    ? []
    : [{ key, value: words.join(' or ') + after, remove: { [list]: [] } }]
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
