import type { UploadCheckAttributes } from '../../contract/resources.ts'
import type { Source } from '../catalog/sources.ts'
import { findKnownPaths } from '../catalog/uploaded.ts'
import { forEachConcurrently } from '../lib/concurrently.ts'
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
  try {
    await forEachConcurrently(unknown, LOOKS_AT_ONCE, async (path) => {
      if (await origin.stat(path, either)) taken.add(path)
    })
  } catch (error) {
    signal.throwIfAborted()
    if (!until.aborted) throw error
  }
  return { taken: [...taken].sort().map((path) => `/${path}`), invalid }
}
