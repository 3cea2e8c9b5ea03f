import type { UploadCheckAttributes } from '../../contract/uploads.ts'
import type { Source } from '../catalog/sources.ts'
import { findKnownPaths } from '../catalog/uploaded.ts'
import { forEachConcurrently } from '../lib/concurrently.ts'
import type { Origin } from '../origins/origin.ts'
import { compareUtf8 } from '../origins/utf8-order.ts'
import { openDestination, prefixOf, type UploadNeeds } from './needs.ts'
import { findPathFault } from './new-path.ts'

const LOOKS_AT_ONCE = 8
/** What is not known by then is found out by the uploads themselves. */
const TIME_MS = 20_000

/**
 * Which paths are taken: those in the index, and those that the Origin has although the index does not know
 * them yet.
 * @param paths with or without a leading slash
 */
export async function checkPaths(
  needs: UploadNeeds,
  source: Source,
  { paths, signal }: { paths: readonly string[]; signal: AbortSignal },
): Promise<UploadCheckAttributes> {
  const { origin } = openDestination(needs, source)
  const prefix = prefixOf(source)
  const invalid: Record<string, string> = Object.create(null)
  const valid = new Set<string>()
  for (const path of paths.map((one) => one.replace(/^\//, ''))) {
    const fault = findPathFault(path, prefix)
    if (fault === null) valid.add(path)
    else invalid[`/${path}`] = fault
  }
  const taken = new Set(await findKnownPaths(needs.db, source.id, [...valid]))
  const unknown = [...valid].filter((path) => !taken.has(path))
  const until = AbortSignal.timeout(TIME_MS)
  const either = AbortSignal.any([signal, until])
  const stats: string[] = []
  try {
    await forEachConcurrently(groupByFolder(unknown), LOOKS_AT_ONCE, async (group) => {
      const listed = await findInListing(origin, group, either)
      if (!listed) return void stats.push(...group)
      for (const path of listed) taken.add(path)
    })
    await forEachConcurrently(stats, LOOKS_AT_ONCE, async (path) => {
      if (await origin.stat(path, either)) taken.add(path)
    })
  } catch (error) {
    signal.throwIfAborted()
    if (!until.aborted) throw error
  }
  return { taken: [...taken].sort().map((path) => `/${path}`), invalid }
}

function groupByFolder(paths: readonly string[]): string[][] {
  const folders = new Map<string, string[]>()
  for (const path of paths) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    const group = folders.get(folder)
    if (group) group.push(path)
    else folders.set(folder, [path])
  }
  return [...folders.values()]
}

/** From so many paths of one folder on, a listing costs less than a look at each. */
const LISTED_FROM = 20
/** Of up to a thousand files; a fuller folder is not walked through. */
const MOST_PAGES = 3

/** Which of the paths of one folder are there; null when looking at each is the better way. */
async function findInListing(
  origin: Origin,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<string[] | null> {
  if (!origin.list || paths.length < LISTED_FROM) return null
  const sorted = paths.toSorted(compareUtf8)
  const [first = '', last = ''] = [sorted[0], sorted.at(-1)]
  // What the first one begins with comes before it, and is none of them.
  const after = [...first].slice(0, -1).join('')
  const wanted = new Set(paths)
  const found: string[] = []
  let pages = 0
  for await (const page of origin.list({ ...(after && { after }), upTo: last, signal })) {
    for (const { path } of page) if (wanted.has(path)) found.push(path)
    pages += 1
    if (pages === MOST_PAGES && page.length > 0) return null
  }
  return found
}
