import { type BrowseQuery, isFiltered } from './browse-query.ts'

/** How many results there are, as far as it is known. */
export interface ResultTotal {
  total: number
  isEstimate: boolean
}

/** An estimate for a whole source gives way to `found`, which the source itself has counted. */
export function exactTotal(
  result: ResultTotal,
  query: BrowseQuery,
  found: number | undefined,
): ResultTotal {
  const isWhole = query.folder === null && !isFiltered(query)
  const isKnown = result.isEstimate && isWhole && found !== undefined
  return isKnown ? { total: found, isEstimate: false } : result
}
