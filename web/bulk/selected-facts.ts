import type { AssetAttributes } from '../../contract/resources.ts'
import type { FacetAttributes } from '../../contract/searching.ts'

/** A word and how many of the selected assets have it. */
export interface Shared {
  name: string
  count: number
}

/** The values of one custom field on the selected assets. */
export interface SharedField {
  key: string
  /** Different ones, most frequent first. */
  values: string[]
  /** Assets that have the key. */
  count: number
}

/** What selected assets have in common. */
export interface SelectedFacts {
  /** How many were looked at: "3 of 5". */
  of: number
  isEstimate: boolean
  tags: Shared[]
  categories: Shared[]
  /** null where only a search was looked at: it knows no values. */
  fields: SharedField[] | null
}

type Fact = Pick<AssetAttributes, 'tags' | 'categories' | 'custom_fields'>

/** Of assets that are all known. */
export function sumUp(assets: readonly Fact[]): SelectedFacts {
  const tags = new Map<string, number>()
  const categories = new Map<string, number>()
  const fields = new Map<string, Map<string, number>>()
  for (const asset of assets) {
    for (const [label, confidence] of Object.entries(asset.tags)) {
      if (confidence > 0) count(tags, label)
    }
    for (const name of asset.categories) count(categories, name)
    for (const [key, value] of Object.entries(asset.custom_fields)) {
      const values = fields.get(key) ?? new Map<string, number>()
      fields.set(key, values)
      count(values, value)
    }
  }
  return {
    of: assets.length,
    isEstimate: false,
    tags: rank(tags),
    categories: rank(categories),
    fields: [...fields].map(([key, values]) => {
      const ranked = rank(values)
      return {
        key,
        values: ranked.map(({ name }) => name),
        count: ranked.reduce((sum, value) => sum + value.count, 0),
      }
    }),
  }
}

/** Of a search: only its most frequent words. */
export function factsOfSearch(facets: FacetAttributes): SelectedFacts {
  const share = ({ value, count: times }: { value: string; count: number }) => ({
    name: value,
    count: times,
  })
  return {
    of: facets.total,
    isEstimate: facets.counts_are_estimates || facets.total_is_estimate,
    tags: facets.tags.map(share),
    categories: facets.categories.map(share),
    fields: null,
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** Most frequent first, then by name. */
function rank(counts: Map<string, number>): Shared[] {
  return [...counts]
    .map(([name, times]) => ({ name, count: times }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}
