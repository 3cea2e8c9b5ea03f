import type { AssetStatus } from '../../contract/resources.ts'
import type {
  AnalysisTrouble,
  BrowseQuery,
  FieldCondition,
  FieldMatch,
  MediaType,
  Shape,
  SortField,
} from './browse-query.ts'
import {
  choice,
  flag,
  type Pair,
  pairOf,
  type QueryPart,
  type SpanRule,
  span,
  type WordRule,
  wordList,
} from './query-part.ts'
import { readDay, readNumber } from './spans.ts'

/** Tolerance of colours that the API takes when none is given, and the highest it takes. */
export const DEFAULT_TOLERANCE = 15
export const MAX_TOLERANCE = 50

const WHOLE: SpanRule<number> = { read: readNumber(/^\d{1,15}$/), separator: '-' }
const LEVEL: SpanRule<number> = { read: readNumber(/^[1-5]$/), separator: '-', hasNone: true }
const DAYS: SpanRule<string> = { read: readDay, separator: '..' }

export const MEDIA_TYPES = [
  'image',
  'animation',
  'vector',
  'document',
  'video',
  'other',
] as const satisfies MediaType[]
export const SHAPES: readonly Shape[] = ['landscape', 'portrait', 'square']
const STATUSES: readonly AssetStatus[] = ['indexed', 'error', 'pending']
const TROUBLES: readonly AnalysisTrouble[] = ['partial', 'failed']
const SORT_FIELDS: readonly SortField[] = [
  'date_created',
  'date_modified',
  'date_taken',
  'file_size',
  'origin_path',
  'relevance',
]

const ANY = { isJoined: true }
/** As the API writes kinds, in capitals. */
const KINDS: WordRule = {
  read: (value) => {
    const type = value.toLowerCase()
    return MEDIA_TYPES.some((one) => one === type) ? type : null
  },
  isJoined: true,
  writeFilter: (value) => value.toUpperCase(),
}
const FORMATS: WordRule = {
  read: (value) => (/^[a-z]+\/[\w.+*-]+$/i.test(value) ? value.toLowerCase() : null),
  isJoined: true,
}
const EXTENSIONS: WordRule = {
  read: (value) =>
    /^\.?[^\s.,/]{1,20}$/.test(value) ? value.replace('.', '').toLowerCase() : null,
  isJoined: true,
}

const TEXT_PART: QueryPart = {
  names: ['q'],
  read: (query, value) => {
    query.q = value
    return true
  },
  write: ({ q }) => (q ? [['q', q]] : []),
  filters: ['keyword', 'keywords'],
  readFilter: (query, value) => {
    query.q = `${query.q} ${value}`.trim()
    return true
  },
  writeFilters: ({ q }) => (q.trim() ? [['keyword', q.trim()]] : []),
}

const FOLDER_PART: QueryPart = {
  names: ['folder', 'deep'],
  read: (query, value, name) => {
    if (name === 'deep') {
      query.deep = value !== '0'
      return value === '0' || value === '1'
    }
    // As in the addresses of files, the first slash may be missing.
    query.folder = `/${value.replace(/^\//, '')}`.replace(/\/+$/, '') || null
    return true
  },
  write: ({ folder, deep }) => {
    if (!folder) return []
    return deep
      ? [['folder', folder]]
      : [
          ['folder', folder],
          ['deep', '0'],
        ]
  },
  filters: ['folder_path'],
  readFilter: (query, value) => {
    if (query.folder !== null || !/^\/.*[^/]\/?$/s.test(value)) return false
    query.folder = value.replace(/\/$/, '')
    query.deep = !value.endsWith('/')
    return true
  },
  writeFilters: ({ folder, deep }) =>
    folder ? [['folder_path', deep ? folder : `${folder}/`]] : [],
}

const CONFIDENCE_PART: QueryPart = {
  names: ['conf'],
  read: (query, value) => {
    const per = /^\d{1,3}$/.test(value) ? Number(value) : 0
    const isGood = per >= 1 && per <= 100
    if (isGood) query.confidence = per
    return isGood
  },
  write: ({ confidence }) => pairOf('conf', confidence, String),
  filters: ['tag_confidence'],
  readFilter: (query, value) => {
    const share = /^(0?\.\d{1,2}|1(\.0+)?)$/.test(value) ? Number(value) : 0
    if (query.confidence !== null || share <= 0) return false
    query.confidence = Math.round(share * 100)
    return true
  },
  writeFilters: ({ confidence, tags, tagsAny }) =>
    tags.length + tagsAny.length === 0
      ? []
      : pairOf('tag_confidence', confidence, (per) => String(per / 100)),
}

const COLOR_PART: QueryPart = {
  names: ['color'],
  read: (query, value) => {
    const [, hex, tolerance] = /^([0-9a-f]{6})(?:~(\d{1,2}))?$/i.exec(value) ?? []
    if (hex === undefined || (tolerance && !readTolerance(query, tolerance))) return false
    return query.colors.push(hex.toLowerCase()) > 0
  },
  write: ({ colors, tolerance }) =>
    colors.map((hex) => ['color', isUsual(tolerance) ? hex : `${hex}~${tolerance}`]),
  filters: ['colors', 'color_tolerance'],
  readFilter: (query, value, filter) => {
    if (filter === 'color_tolerance') return isUsual(query.tolerance) && readTolerance(query, value)
    const colors = value.split(',').map((one) => one.trim().replace('#', '').toLowerCase())
    if (!colors.every((hex) => /^[0-9a-f]{6}$/.test(hex))) return false
    return query.colors.push(...colors) > 0
  },
  writeFilters: ({ colors, tolerance }) => {
    if (colors.length === 0) return []
    const all: Pair = ['colors', colors.join(',')]
    return isUsual(tolerance) ? [all] : [all, ['color_tolerance', String(tolerance)]]
  },
}

function isUsual(tolerance: number): boolean {
  return tolerance === DEFAULT_TOLERANCE
}

function readTolerance(query: BrowseQuery, text: string): boolean {
  const tolerance = /^\d{1,2}$/.test(text) ? Number(text) : 0
  const isGood = tolerance >= 1 && tolerance <= MAX_TOLERANCE
  if (isGood) query.tolerance = tolerance
  return isGood
}

/** Parameter of the address and filter of the API for each way to ask for a custom field. */
const FIELD_NAMES: Record<Exclude<FieldMatch, 'any'>, { name: string; filter: string }> = {
  is: { name: 'field', filter: 'custom:' },
  contains: { name: 'field-has', filter: 'custom_contains:' },
  range: { name: 'field-range', filter: 'custom_range:' },
  none: { name: 'field-none', filter: 'custom_none:' },
}
const FIELD_MATCHES = Object.keys(FIELD_NAMES) as (keyof typeof FIELD_NAMES)[] // just those

function fieldNames(match: FieldMatch) {
  return FIELD_NAMES[match === 'any' ? 'is' : match]
}

function addField(query: BrowseQuery, kind: keyof typeof FIELD_NAMES, condition: FieldPair) {
  const { key, value } = condition
  const match: FieldMatch = kind === 'is' && value === '' ? 'any' : kind
  const isWhole = match === 'any' || match === 'none' || value !== ''
  if (key === '' || !isWhole) return false
  return query.fields.push({ key, match, value: match === 'none' ? '' : value }) > 0
}

type FieldPair = Pick<FieldCondition, 'key' | 'value'>

/** `Usage rights~2028`; a tilde in the key itself is written as %7E. */
const FIELD_PART: QueryPart = {
  names: FIELD_MATCHES.map((match) => FIELD_NAMES[match].name),
  read: (query, value, name) => {
    const kind = FIELD_MATCHES.find((match) => FIELD_NAMES[match].name === name) ?? 'is'
    const [key = '', ...rest] = value.split('~')
    const decoded = key.replaceAll('%7E', '~').replaceAll('%25', '%')
    return addField(query, kind, { key: decoded, value: rest.join('~') })
  },
  write: ({ fields }) =>
    fields.map(({ key, match, value }) => {
      const encoded = key.replaceAll('%', '%25').replaceAll('~', '%7E')
      return [fieldNames(match).name, match === 'none' ? encoded : `${encoded}~${value}`]
    }),
  filters: FIELD_MATCHES.map((match) => FIELD_NAMES[match].filter),
  readFilter: (query, value, name) => {
    const kind = FIELD_MATCHES.find((match) => name.startsWith(FIELD_NAMES[match].filter)) ?? 'is'
    return addField(query, kind, { key: name.slice(FIELD_NAMES[kind].filter.length), value })
  },
  writeFilters: ({ fields }) =>
    fields.map(({ key, match, value }) => [
      `${fieldNames(match).filter}${key}`,
      match === 'none' ? 'true' : value,
    ]),
}

const SIMILAR_PART: QueryPart = {
  names: ['similar'],
  read: (query, value) => {
    if (value.startsWith('/')) query.similar = value
    return value.startsWith('/')
  },
  write: ({ similar }) => pairOf('similar', similar, String),
  filters: ['similar_to'],
  readFilter: (query, value) => {
    if (query.similar !== null || !value.startsWith('/')) return false
    query.similar = value
    return true
  },
  writeFilters: ({ similar }) => pairOf('similar_to', similar, String),
}

/** Filters without a part of their own: `filter=origin_path~IMG`. */
const OTHERS_PART: QueryPart = {
  names: ['filter'],
  read: (query, text) => {
    const [, name, value] = /^([^~[\]]+)~(.*)$/s.exec(text) ?? []
    if (name === undefined || value === undefined) return false
    return query.others.push({ name, value }) > 0
  },
  write: ({ others }) => others.map(({ name, value }) => ['filter', `${name}~${value}`]),
  writeFilters: ({ others }) => others.map(({ name, value }) => [name, value]),
}

export const SORT_PART: QueryPart = {
  names: ['sort'],
  read: (query, value) => {
    const field = SORT_FIELDS.find((name) => name === value.replace(/^-/, ''))
    if (!field || value === '-relevance') return false
    query.sort = { field, descending: value.startsWith('-') }
    return true
  },
  write: ({ sort: { field, descending } }) => {
    const sort = `${descending ? '-' : ''}${field}`
    return sort === '-date_created' ? [] : [['sort', sort]]
  },
}

const VIEW_PARTS: readonly QueryPart[] = [
  {
    names: ['view'],
    read: (query, value) => {
      query.view = value === 'squares' ? 'squares' : 'rows'
      return value === 'squares' || value === 'rows'
    },
    write: ({ view }) => (view === 'rows' ? [] : [['view', view]]),
  },
  {
    names: ['at'],
    read: (query, value) => {
      query.at = value
      return value.startsWith('/')
    },
    write: ({ at }) => (at ? [['at', at]] : []),
  },
]

/** Everything an address can say, in the order in which it is written. */
export const QUERY_PARTS: readonly QueryPart[] = [
  TEXT_PART,
  FOLDER_PART,
  wordList('types', 'type', 'media_kind', KINDS),
  wordList('formats', 'format', 'content_type', FORMATS),
  wordList('extensions', 'ext', 'extension', EXTENSIONS),
  // One parameter for each: joined by commas, a name with a comma would fall apart.
  wordList('tags', 'tag', 'tags'),
  wordList('tagsAny', 'tag-any', 'tags_any', ANY),
  wordList('tagsNone', 'tag-none', 'tags_none'),
  CONFIDENCE_PART,
  wordList('categories', 'category', 'categories'),
  wordList('categoriesAny', 'category-any', 'categories_any', ANY),
  wordList('categoriesNone', 'category-none', 'categories_none'),
  FIELD_PART,
  COLOR_PART,
  span('adult', 'adult', 'warning_adult', LEVEL),
  span('violent', 'violent', 'warning_violence', LEVEL),
  span('medical', 'medical', 'warning_medical', LEVEL),
  span('racy', 'racy', 'warning_racy', LEVEL),
  span('spoof', 'spoof', 'warning_spoof', LEVEL),
  span('faces', 'faces', 'face_count', { ...WHOLE, hasNone: true }),
  flag('animated', 'animated', 'has_frames'),
  flag('edited', 'edited', 'edited_by_user'),
  choice('shape', SHAPES, { name: 'shape', filter: 'orientation' }),
  span('width', 'w', 'media_width', WHOLE),
  span('height', 'h', 'media_height', WHOLE),
  span('aspect', 'aspect', 'aspect_ratio', { ...WHOLE, read: readNumber(/^\d{1,3}(\.\d{1,4})?$/) }),
  span('size', 'size', 'file_size', WHOLE),
  span('created', 'created', 'date_created', DAYS),
  span('updated', 'updated', 'date_modified', DAYS),
  span('taken', 'taken', 'date_taken', { ...DAYS, hasNone: true }),
  flag('tagged', 'tagged', 'has_tags'),
  flag('categorised', 'categorised', 'has_categories'),
  flag('hasFields', 'fields', 'has_custom_fields'),
  flag('described', 'described', 'has_description'),
  flag('hasAltText', 'alt', 'has_alt_text'),
  flag('weakAltText', 'alt-weak', 'alt_text_is_weak'),
  flag('duplicate', 'duplicate', 'duplicate'),
  choice('status', STATUSES, { name: 'status', filter: 'status' }),
  choice('analysis', TROUBLES, { name: 'analysis', filter: 'analysis_status' }),
  SIMILAR_PART,
  OTHERS_PART,
  SORT_PART,
  ...VIEW_PARTS,
]
