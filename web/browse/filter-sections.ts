import type { AnalysisFeature } from '../../contract/analysis.ts'
import { type BrowseQuery, EMPTY_QUERY } from '../lib/browse-query.ts'

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
  title: string
  /** The parts of a query that it shows and changes. */
  keys: readonly (keyof BrowseQuery)[]
  /** Asks for what is not there while this is switched off. */
  feature?: AnalysisFeature
}

/** The parts of the filter panel, from top to bottom. */
export const FILTER_SECTIONS: readonly FilterSection[] = [
  { id: 'kind', title: 'File type', keys: ['types', 'formats', 'extensions'] },
  {
    id: 'tags',
    title: 'Tags',
    keys: ['tags', 'tagsAny', 'tagsNone', 'confidence', 'tagged'],
    feature: 'tags',
  },
  {
    id: 'categories',
    title: 'Categories',
    keys: ['categories', 'categoriesAny', 'categoriesNone', 'categorised'],
  },
  { id: 'fields', title: 'Custom fields', keys: ['fields', 'hasFields'] },
  { id: 'color', title: 'Colour', keys: ['colors', 'tolerance'], feature: 'colors' },
  { id: 'folder', title: 'Folder', keys: ['folder', 'deep'] },
  {
    id: 'alerts',
    title: 'Content alerts',
    keys: ['adult', 'violent', 'medical', 'racy', 'spoof'],
    feature: 'alerts',
  },
  { id: 'faces', title: 'Faces', keys: ['faces'], feature: 'faces' },
  { id: 'motion', title: 'Animation', keys: ['animated'] },
  { id: 'dates', title: 'Dates', keys: ['created', 'updated', 'taken'] },
  {
    id: 'dimensions',
    title: 'Dimensions and size',
    keys: ['shape', 'width', 'height', 'aspect', 'size'],
  },
  {
    id: 'edits',
    title: 'Edited by people',
    keys: ['edited', 'described', 'hasAltText', 'weakAltText'],
  },
  { id: 'state', title: 'State', keys: ['status', 'analysis', 'duplicate', 'similar', 'others'] },
]

export function isSectionSet({ keys }: FilterSection, query: BrowseQuery): boolean {
  return keys.some((key) => JSON.stringify(query[key]) !== JSON.stringify(EMPTY_QUERY[key]))
}

/** What has to change so that these parts ask for nothing. */
export function pickEmpty(keys: readonly (keyof BrowseQuery)[]): Partial<BrowseQuery> {
  return Object.fromEntries(keys.map((key) => [key, EMPTY_QUERY[key]]))
}
