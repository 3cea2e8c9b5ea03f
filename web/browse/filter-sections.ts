import type { AnalysisFeature } from '../../contract/analysis.ts'
import { type BrowseQuery, EMPTY_QUERY } from '../lib/browse-query.ts'
import { t } from '../texts/browse.ts'

export type SectionId =
  | 'kind'
  | 'tags'
  | 'categories'
  | 'fields'
  | 'color'
  | 'folder'
  | 'alerts'
  | 'faces'
  | 'motion'
  | 'dates'
  | 'dimensions'
  | 'edits'
  | 'state'

export interface FilterSection {
  id: SectionId
  /** The parts of a query that it shows and changes. */
  keys: readonly (keyof BrowseQuery)[]
  /** Asks for what is not there while this is switched off. */
  feature?: AnalysisFeature
}

/** The parts of the filter panel, from top to bottom. */
export const FILTER_SECTIONS: readonly FilterSection[] = [
  { id: 'kind', keys: ['types', 'formats', 'extensions'] },
  {
    id: 'tags',

    keys: ['tags', 'tagsAny', 'tagsNone', 'confidence', 'tagged'],
    feature: 'tags',
  },
  {
    id: 'categories',

    keys: ['categories', 'categoriesAny', 'categoriesNone', 'categorised'],
  },
  { id: 'fields', keys: ['fields', 'hasFields'] },
  { id: 'color', keys: ['colors', 'tolerance'], feature: 'colors' },
  { id: 'folder', keys: ['folder', 'deep'] },
  {
    id: 'alerts',

    keys: ['adult', 'violent', 'medical', 'racy', 'spoof'],
    feature: 'alerts',
  },
  { id: 'faces', keys: ['faces'], feature: 'faces' },
  { id: 'motion', keys: ['animated'] },
  { id: 'dates', keys: ['created', 'updated', 'taken'] },
  {
    id: 'dimensions',

    keys: ['shape', 'width', 'height', 'aspect', 'size'],
  },
  {
    id: 'edits',

    keys: ['edited', 'described', 'hasAltText', 'weakAltText'],
  },
  { id: 'state', keys: ['status', 'analysis', 'duplicate', 'similar', 'others'] },
]

export function sectionTitle(id: SectionId): string {
  return t.sections[id]
}

export function isSectionSet({ keys }: FilterSection, query: BrowseQuery): boolean {
  return keys.some((key) => JSON.stringify(query[key]) !== JSON.stringify(EMPTY_QUERY[key]))
}

/** What has to change so that these parts ask for nothing. */
export function pickEmpty(keys: readonly (keyof BrowseQuery)[]): Partial<BrowseQuery> {
  return Object.fromEntries(keys.map((key) => [key, EMPTY_QUERY[key]]))
}
