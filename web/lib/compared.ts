import { type BrowseQuery, COMPARED_PARAM, writeBrowseQuery } from './browse-query.ts'

/** As many are seen side by side. */
export const MOST_COMPARED = 4

/** The address of assets side by side; it keeps the query of the library below it. */
export function compareAddress(
  sourceId: string,
  paths: readonly string[],
  query: BrowseQuery,
): string {
  const params = writeBrowseQuery({ ...query, at: null })
  for (const path of paths.slice(0, MOST_COMPARED)) params.append(COMPARED_PARAM, path)
  return `/s/${encodeURIComponent(sourceId)}/compare?${params}`
}

/** Which assets an address compares, each once; `isCut`: it names more. */
export function readCompared(search: string): { paths: string[]; isCut: boolean } {
  const named = new URLSearchParams(search).getAll(COMPARED_PARAM)
  const paths = [...new Set(named.filter(isPath))]
  return { paths: paths.slice(0, MOST_COMPARED), isCut: paths.length > MOST_COMPARED }
}

/** Whether it stays what it is as a part of an address, where dots would lead to something else. */
function isPath(text: string): boolean {
  return /^\/./s.test(text) && !text.split('/').some((segment) => /^\.{1,2}$/.test(segment))
}
