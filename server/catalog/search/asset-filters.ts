import type { AssetTerm, FieldQuestion, RangeColumn } from './asset-terms.ts'
import {
  allLabels,
  anyLabel,
  NOTHING,
  readAnalysisStatus,
  readColors,
  readContentTypes,
  readFaces,
  readFolder,
  readOrientation,
  readPath,
  readStatus,
  readTaken,
  readVideoStatus,
  readWarning,
} from './filter-terms.ts'
import {
  anyOfList,
  type Given,
  invalid,
  readAspect,
  readDate,
  readFieldRange,
  readRange,
  readWhole,
  readYesNo,
  yesOrNo,
} from './filter-values.ts'
import { readKeyword } from './keyword.ts'
import { DUPLICATE, filterLexeme, type HAS, WEAK_ALT_TEXT } from './lexemes.ts'
import { WARNINGS } from './searchable-asset.ts'
import { foldText, isLongEnough } from './words.ts'

/** What other filters of the same search say of how one is meant. */
export interface FilterSettings {
  leastConfidence: number
  /** CIEDE2000. */
  tolerance: number
}

interface AssetFilter {
  /** What its value means, for the API's documentation. */
  doc: string
  /** null: it asks for nothing. */
  read(given: Given, settings: FilterSettings): AssetTerm | null
}

const keyword: AssetFilter = {
  doc:
    'Words in path, name, description, alt text, tags, categories and custom fields, in any case and without regard ' +
    'to accents; all of them have to occur, and may be unfinished from three letters on. "a phrase", -without, one OR other.',
  read: (given) => {
    const asked = readKeyword(given.value)
    if (asked) return { kind: 'keyword', text: given.value, asked }
    throw invalid(given.parameter, 'has more than 40 words')
  },
}
const RANGE = 'a value or a range: 3, 1:3, 1:, :3'
const OR_NONE = 'or none: not analysed'
const DAYS = 'Unix seconds or days, a value or a range: 2026-01-31, 2026-01-01:2026-01-31'

/** Every filter of assets but those of FIELD_FILTERS. */
export const ASSET_FILTERS: Readonly<Record<string, AssetFilter>> = {
  keyword,
  // imgix's plugins say keywords, its documentation keyword.
  keywords: keyword,
  tags: {
    doc: 'Labels, in any case, separated by commas; all of them.',
    read: (given, { leastConfidence }) => allLabels('tag', given, leastConfidence),
  },
  tags_any: {
    doc: 'Ours. Labels, separated by commas; at least one of them.',
    read: (given, { leastConfidence }) => anyLabel('tag', given, leastConfidence),
  },
  tags_none: {
    doc: 'Ours. Labels, separated by commas; none of them.',
    read: (given) => ({ kind: 'not', term: anyLabel('tag', given) }),
  },
  tag_confidence: {
    doc: 'Ours. 0 to 1: what tags and tags_any count from. Alone it asks for nothing.',
    read: () => null,
  },
  categories: {
    doc: 'Names, in any case, separated by commas; all of them.',
    read: (given) => allLabels('category', given),
  },
  categories_any: {
    doc: 'Ours. Names, separated by commas; at least one of them.',
    read: (given) => anyLabel('category', given),
  },
  categories_none: {
    doc: 'Ours. Names, separated by commas; none of them.',
    read: (given) => ({ kind: 'not', term: anyLabel('category', given) }),
  },
  colors: {
    doc: 'Colours such as 5b86b8, separated by commas; assets with dominant colours near all of them. What covers little has to be nearer.',
    read: (given, { tolerance }) => readColors(given, tolerance),
  },
  color_tolerance: {
    doc: 'Ours. How far `colors` may be off, 1 to 50 (CIEDE2000); 15 without it. Alone it asks for nothing.',
    read: () => null,
  },
  origin_path: {
    doc: 'With a leading slash a beginning of the path, else any part of it.',
    read: ({ value }) => readPath(value),
  },
  folder_path: {
    doc: 'Ours. `/a/b` and below; `/a/b/` only there.',
    read: ({ value }) => readFolder(value),
  },
  media_kind: {
    doc: 'IMAGE, ANIMATION, DOCUMENT, VECTOR, VIDEO or OTHER, in any case; several separated by commas.',
    read: (given) => anyOfList(given, (kind) => filterLexeme('m', kind)),
  },
  content_type: {
    doc: 'Ours. Such as image/jpeg or image/*; several separated by commas.',
    read: readContentTypes,
  },
  extension: {
    doc: 'Ours. Of the file name: jpg,png.',
    read: (given) =>
      anyOfList(given, (name) => filterLexeme('x', foldText(name.replace(/^\./, '')))),
  },
  has_frames: { doc: 'true or false.', read: (given) => yesOrNo('a', given) },
  edited_by_user: { doc: 'Ours. true or false.', read: (given) => yesOrNo('e', given) },
  has_tags: presence('tags'),
  has_categories: presence('categories'),
  has_custom_fields: presence('customFields'),
  has_description: presence('description'),
  has_alt_text: presence('altText'),
  similar_to: {
    doc:
      'Ours. The path of an asset: files of the same bytes, pictures that look nearly the same, then those that show ' +
      'similar things, 500 at most; none when it has not been read yet, or has nothing that could be compared. ' +
      'sort=relevance has the nearest first.',
    read: ({ value }) => ({ kind: 'similar', path: value.replace(/^\//, '') }),
  },
  duplicate: {
    doc: 'Ours. true: marked as a copy of a preferred asset; false: all others.',
    read: (given) => isMarked(DUPLICATE, given),
  },
  alt_text_is_weak: {
    doc: "Ours. true: the alt text is analysis's, and not worth much; false: all others.",
    read: (given) => isMarked(WEAK_ALT_TEXT, given),
  },
  analysis_status: {
    doc: 'Ours. partial or failed: the last look could tell only some of what it should, or nothing.',
    read: readAnalysisStatus,
  },
  face_count: { doc: `Number of faces, ${RANGE}; ${OR_NONE}.`, read: readFaces },
  status: { doc: 'Ours. indexed, error or pending.', read: readStatus },
  video_status: {
    doc: 'Ours. Videos that are processing (not read yet), processed or errored.',
    read: readVideoStatus,
  },
  date_created: rangeFilter('date_created', DAYS, readDate),
  date_modified: rangeFilter('date_modified', DAYS, readDate),
  date_taken: { doc: `Ours. ${DAYS}; none: it is not known.`, read: readTaken },
  file_size: rangeFilter('file_size', `Bytes, ${RANGE}`, readWhole),
  media_width: rangeFilter('media_width', `Pixels, ${RANGE}`, readWhole),
  media_height: rangeFilter('media_height', `Pixels, ${RANGE}`, readWhole),
  aspect_ratio: {
    doc: 'Ours. Width divided by height: 1.5, 1.3:1.8, 2:, :1. A single value is one that is rounded to it.',
    read: readAspect,
  },
  orientation: {
    doc: `Ours. landscape, portrait or square; or as in EXIF, 1 to 8, ${RANGE}.`,
    read: readOrientation,
  },
  ...Object.fromEntries(
    WARNINGS.map((name): [string, AssetFilter] => [
      `warning_${name}`,
      {
        doc: `Level from 1 (doubtful) to 5 (probable), ${RANGE}; ${OR_NONE}.`,
        read: (given) => readWarning(name, given),
      },
    ]),
  ),
}

/** Filters that have a custom field's key in their name, behind a colon. */
export const FIELD_FILTERS: Readonly<
  Record<string, { doc: string; read(key: string, given: Given): AssetTerm | null }>
> = {
  custom: {
    doc: 'The whole value of a custom field; without a value: the key is there.',
    read: (key, { value }) =>
      field(key, value === '' ? { kind: 'present' } : { kind: 'value', value }),
  },
  custom_contains: {
    doc: 'Ours. A part of the value, in any case; three letters or digits in a row at least.',
    read: (key, { value, parameter }) => {
      if (value.trim() === '') return null
      if (!isLongEnough(value)) throw invalid(parameter, 'needs three letters or digits in a row')
      return field(key, { kind: 'contains', part: value })
    },
  },
  custom_range: {
    doc: 'Ours. Numbers (12, 12.5, -3) or days (2026-01-31), a value or a range a:b. Values that are neither do not fit.',
    read: (key, given) => {
      if (given.value.trim() === '') return null
      const range = readFieldRange(given)
      return range ? field(key, { kind: 'range', ...range }) : NOTHING
    },
  },
  custom_none: {
    doc: 'Ours. The key is absent, whatever the value says.',
    read: (key) => ({ kind: 'not', term: field(key, { kind: 'present' }) }),
  },
}

function field(key: string, asked: FieldQuestion): AssetTerm {
  return { kind: 'field', key, asked }
}

function presence(what: keyof typeof HAS): AssetFilter {
  return {
    doc: 'Ours. true or false.',
    read: (given) => ({ kind: 'has', what, present: readYesNo(given) }),
  }
}

/** Of what few have, so that those that have it not have no lexeme that says so. */
function isMarked(lexeme: string, given: Given): AssetTerm {
  const marked: AssetTerm = { kind: 'lexemes', lexemes: [lexeme] }
  return readYesNo(given) ? marked : { kind: 'not', term: marked }
}

function rangeFilter(
  column: RangeColumn,
  doc: string,
  read: Parameters<typeof readRange<number | Date>>[0],
): AssetFilter {
  return {
    doc: `Ours. ${doc}.`,
    read: (given) => {
      const range = readRange(read, given)
      return range ? { kind: 'range', column, range } : NOTHING
    },
  }
}
