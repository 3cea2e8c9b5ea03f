import { compareUtf8 } from '../utf8-order.ts'
import type { AzureContainer } from './container.ts'
import { type AzureEntry, listPages } from './pages.ts'
import { Utf16Sorter } from './utf16-order.ts'

interface Walk {
  /** Empty, or ends with a slash. */
  folder: string
  after: string
  signal: AbortSignal | undefined
}

/**
 * The files of an account with a hierarchical namespace in UTF-8 byte order, folder by folder: the list of all of
 * them at once would have a/b.jpg before a-b.jpg. Holds one page of each folder on the way down.
 */
export async function* listAzureFolders(
  container: AzureContainer,
  { folder, after, signal }: Walk,
): AsyncGenerator<AzureEntry[]> {
  let files: AzureEntry[] = []
  for await (const batch of sortFolder(container, folder, signal)) {
    for (const entry of batch) {
      if (!entry.isFolder) {
        if (compareUtf8(entry.path, after) > 0) files.push(entry)
        continue
      }
      // All below it comes before `after`, unless that is below it, too.
      if (compareUtf8(entry.path, after) <= 0 && !after.startsWith(entry.path)) continue
      yield files
      files = []
      yield* listAzureFolders(container, { folder: entry.path, after, signal })
    }
    yield files
    files = []
  }
}

/** Folders and files of one folder, a folder standing where its files do. */
async function* sortFolder(
  container: AzureContainer,
  folder: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<AzureEntry[]> {
  const sorter = new Utf16Sorter<AzureEntry>()
  // Listed by their names alone: "a" comes before "a-b", but "a/" behind it. The next one is the last.
  const folders: AzureEntry[] = []
  const passed = (path: string) => {
    const found: AzureEntry[] = []
    for (let next = folders.at(-1); next && next.path < path; next = folders.at(-1)) {
      found.push(next)
      folders.pop()
    }
    return found
  }
  for await (const page of listPages(container, { folder, isFlat: false, startFrom: '', signal })) {
    const ready: AzureEntry[] = []
    for (const entry of page) {
      ready.push(...passed(entry.path))
      if (entry.isFolder) folders.push(entry)
      else ready.push(entry)
    }
    yield ready.flatMap((entry) => sorter.push(entry))
  }
  yield folders.reverse().flatMap((entry) => sorter.push(entry))
  yield sorter.end()
}
