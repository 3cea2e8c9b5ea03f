import { isFailure } from '../../lib/failures.ts'
import type { ListOptions, OriginFile, SkippedEntry } from '../origin.ts'
import { checkPath } from '../origin-path.ts'
import { PROBE_NAME } from '../s3/bucket.ts'
import { compareUtf8 } from '../utf8-order.ts'
import { type AzureContainer, askAzure, hasUnreachableName } from './container.ts'
import { AzureRefusal, explainAzure, notAzure } from './failure.ts'
import { isFolderMark, toAzureFile } from './file.ts'
import { listAzureFolders } from './folders.ts'
import { type AzureEntry, listPages, outOfOrder } from './pages.ts'
import { Utf16Sorter } from './utf16-order.ts'

const PAGE_FILES = 1000

/**
 * All files of a container below its prefix; the promise is that of Origin.list. Accounts with a hierarchical
 * namespace list in an order of their own and are walked folder by folder.
 */
export async function* listAzureFiles(
  container: AzureContainer,
  { after = '', signal, onSkipped = () => {} }: ListOptions,
): AsyncGenerator<OriginFile[]> {
  let last = after
  let waiting: OriginFile[] = []
  for await (const batch of listEntries(container, after, signal)) {
    for (const entry of batch) {
      const file = readListed(container, entry, onSkipped)
      if (!file) continue
      if (compareUtf8(file.path, last) <= 0) throw outOfOrder()
      last = file.path
      waiting.push(file)
    }
    while (waiting.length >= PAGE_FILES) {
      yield waiting.slice(0, PAGE_FILES)
      waiting = waiting.slice(PAGE_FILES)
      signal?.throwIfAborted()
    }
  }
  if (waiting.length > 0) yield waiting
}

/** In UTF-8 byte order. */
async function* listEntries(
  container: AzureContainer,
  after: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<AzureEntry[]> {
  const isHierarchical = await findHierarchy(container, signal)
  if (isHierarchical) {
    yield* listAzureFolders(container, { folder: '', after, signal })
    return
  }
  const sorter = new Utf16Sorter<AzureEntry>()
  const startFrom = isHierarchical === null ? '' : startOf(after)
  for await (const page of listPages(container, { folder: '', isFlat: true, startFrom, signal })) {
    const wanted = page.filter(({ path }) => compareUtf8(path, after) > 0)
    yield wanted.flatMap((entry) => sorter.push(entry))
  }
  yield sorter.end()
}

/**
 * What comes behind a path in UTF-8 order comes behind this in UTF-16 order, too: from the first unit on of which
 * the two orders think differently, nothing is left out.
 */
function startOf(after: string): string {
  return after.replace(/[\ud800-\uffff].*$/s, '')
}

/** null where it can't be known: Azure tells it to those who may read. */
async function findHierarchy(
  container: AzureContainer,
  signal: AbortSignal | undefined,
): Promise<boolean | null> {
  const query = { restype: 'account', comp: 'properties' }
  try {
    const answer = await askAzure(container, { method: 'HEAD', query, signal })
    answer.resume()
    return answer.headers['x-ms-is-hns-enabled'] === 'true'
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof AzureRefusal && error.status < 500) return null
    throw explainAzure(error, container.place)
  }
}

function readListed(
  { place }: AzureContainer,
  { path, isFolder, fields }: AzureEntry,
  onSkipped: (skipped: SkippedEntry) => void,
): OriginFile | null {
  if (isFolder || path === '' || path === PROBE_NAME || path.endsWith('/')) return null
  const field = (name: string) => fields[name] ?? ''
  if (isFolderMark(field('Metadata/hdi_isfolder'), field('Properties/ResourceType'))) return null
  const reason = findReason(path)
  if (reason) {
    onSkipped({ path, isFolder: false, reason })
    return null
  }
  const file = toAzureFile(path, {
    sizeBytes: Number(field('Properties/Content-Length') || Number.NaN),
    etag: field('Properties/Etag'),
    modified: field('Properties/Last-Modified'),
    cacheControl: field('Properties/Cache-Control'),
  })
  if (!file) throw notAzure(place)
  return file
}

function findReason(path: string): string | null {
  if (hasUnreachableName(path))
    return 'The path contains “\\” or “.”, which no address at Azure can.'
  try {
    checkPath(path)
    return null
  } catch (error) {
    if (isFailure(error)) return error.detail
    throw error
  }
}
