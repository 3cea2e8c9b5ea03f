import { Failure } from '../../lib/failures.ts'
import { type AzureContainer, askAzure, tooLate } from './container.ts'
import { AzureRefusal, explainAzure, notAzure } from './failure.ts'
import { type AzureListPage, type ListedFields, readListPage } from './xml.ts'

/** A blob, or with a delimiter a folder. */
export interface AzureEntry {
  /** Below the container's prefix; that of a folder ends with a slash. */
  path: string
  isFolder: boolean
  fields: ListedFields
}

export interface PagesOptions {
  /** Only what is below it: empty, or ends with a slash. */
  folder: string
  /** What is in folders is left out, and the folders are named instead. */
  isFlat: boolean
  /** A path to begin at; more may come. */
  startFrom: string
  signal: AbortSignal | undefined
}

/** Azure may answer with nothing but the place where it goes on; not for ever. */
const MAX_EMPTY_PAGES = 1000
/** The first version of the protocol in which a list can begin somewhere. */
const START_VERSION = '2026-02-06'

/**
 * The pages of a list in Azure's order: that of UTF-16 units, of whole paths or of the names in a folder.
 * @throws Failure when the list leaves this order: whoever compares it with another one would take what
 *   is missing for deleted
 */
export async function* listPages(
  container: AzureContainer,
  options: PagesOptions,
): AsyncGenerator<AzureEntry[]> {
  const prefix = container.prefix + options.folder
  let marker = ''
  let last: string | null = null
  let emptyPages = 0
  for await (const page of askPages(container, options)) {
    const entries: AzureEntry[] = []
    for (const { kind, fields } of page.entries) {
      const { Name: name = '' } = fields
      const place = kind === 'BlobPrefix' ? name.replace(/\/$/, '') : name
      if (last !== null && place <= last) throw outOfOrder()
      last = place
      // Where the list began somewhere, it knows nothing of the prefix.
      if (!name.startsWith(prefix)) continue
      const path = name.slice(container.prefix.length)
      entries.push({ path, isFolder: kind === 'BlobPrefix', fields })
    }
    emptyPages = page.entries.length === 0 ? emptyPages + 1 : 0
    const isStuck = page.nextMarker !== '' && page.nextMarker === marker
    if (isStuck || emptyPages > MAX_EMPTY_PAGES) throw notAzure(container.place)
    marker = page.nextMarker
    if (entries.length > 0) yield entries
    if (last !== null && last > prefix && !last.startsWith(prefix)) return
  }
}

async function* askPages(
  container: AzureContainer,
  options: PagesOptions,
): AsyncGenerator<AzureListPage> {
  let { startFrom } = options
  let marker = ''
  do {
    try {
      const page = await askPage(container, { ...options, startFrom, marker })
      marker = page.nextMarker
      yield page
    } catch (error) {
      options.signal?.throwIfAborted()
      // An emulator or an older installation, which has to be paged through from its beginning.
      const isOld = error instanceof AzureRefusal && error.status === 400
      if (!isOld || startFrom === '' || marker !== '') throw explainAzure(error, container.place)
      startFrom = ''
      yield* askPages(container, { ...options, startFrom })
      return
    }
  } while (marker !== '')
}

async function askPage(
  container: AzureContainer,
  { folder, isFlat, startFrom, marker, signal }: PagesOptions & { marker: string },
): Promise<AzureListPage> {
  const prefix = container.prefix + folder
  const starts = startFrom !== ''
  const query = {
    restype: 'container',
    comp: 'list',
    include: 'metadata',
    maxresults: String(container.pageEntries),
    // Whether the start counts from the prefix on is not said alike everywhere: without one it is the same.
    ...(starts ? { startFrom: container.prefix + startFrom } : prefix !== '' && { prefix }),
    ...(!isFlat && { delimiter: '/' }),
    ...(marker !== '' && { marker }),
  }
  const headers = starts && { 'x-ms-version': START_VERSION }
  const answer = await askAzure(container, {
    method: 'GET',
    query,
    signal,
    ...(headers && { headers }),
  })
  const timer = setTimeout(() => answer.destroy(tooLate()), container.idleSeconds * 1000)
  try {
    return await readListPage(answer)
  } catch (error) {
    signal?.throwIfAborted()
    // Errors of the network have a code or a name of their own, those of reading have not.
    const isNetwork = error instanceof Error && ('code' in error || error.name === 'TimeoutError')
    throw isNetwork ? error : notAzure(container.place, error)
  } finally {
    clearTimeout(timer)
    answer.destroy()
  }
}

export function outOfOrder(): Failure {
  return new Failure('origin_refused', 'The provider does not list the container in Azure’s order.')
}
