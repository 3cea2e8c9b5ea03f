import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { isFailure } from '../../lib/failures.ts'
import { checkPath } from '../origin-path.ts'
import { compareUtf8 } from '../utf8-order.ts'
import { ask, type S3Bucket } from './bucket.ts'
import { explainS3 } from './failure.ts'

const PAGE_NAMES = 1000
const MAX_LEVELS = 20

/** Where names begin, in byte order; each is tried where a folder holds too much to be listed whole. */
const BEGINNINGS = [...'0123456789AGMTabcdefimpt\u0080']
/** Of those that XML can hold. */
const LAST_LETTER = '\u{10fffd}'

/** With both, no key is asked for that is longer than S3 takes. */
const MAX_FOLDER_BYTES = 500
const MAX_SHARED_LETTERS = 100

/** From `start` on, as far as the next one. */
interface Stretch {
  /** Empty for the first. */
  start: string
  /** Holds what comes first in the stretch; null where it can't be divided further. */
  folder: string | null
}

/**
 * Cut points for listing a bucket side by side; the promise is that of Origin.split. They are folders as far
 * as these tell, level by level, so that one folder that holds everything is looked into. In a folder with
 * more names than fit on a page it is the beginnings of names.
 */
export async function splitS3Bucket(
  bucket: S3Bucket,
  parts: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const all = await askNames(bucket, { signal })
  if (!all.isTruncated || parts < 2) return []
  const stretches: Stretch[] = [{ start: '', folder: '' }]
  for (let levels = 0; levels < MAX_LEVELS && stretches.length < parts; levels += 1) {
    const at = findShallowest(stretches)
    const found = stretches[at]
    if (found?.folder == null) break
    stretches.splice(at, 1, ...(await divide(bucket, found.start, found.folder, signal)))
  }
  return chooseCuts(stretches, parts)
}

function findShallowest(stretches: readonly Stretch[]): number {
  const depths = stretches.map(({ folder }) =>
    folder === null ? Number.POSITIVE_INFINITY : folder.split('/').length,
  )
  return depths.indexOf(Math.min(...depths))
}

async function divide(
  bucket: S3Bucket,
  start: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Stretch[]> {
  const { names, isTruncated } = await askNames(bucket, { folder, delimiter: '/', signal })
  if (isTruncated) {
    const cuts = await sampleNames(bucket, folder, names[0] ?? '', signal)
    return [start, ...cuts].map((cut) => ({ start: cut, folder: null }))
  }
  const [first, ...others] = names.filter((name) => name.endsWith('/'))
  // What comes before the first folder is listed with it.
  return [
    { start, folder: first ?? null },
    ...others.map((name) => ({ start: name, folder: name })),
  ]
}

/** Beginnings of names behind which others come than behind the one before. */
async function sampleNames(
  bucket: S3Bucket,
  folder: string,
  first: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const findNext = async (after: string) => {
    const { names } = await askNames(bucket, {
      folder,
      after,
      delimiter: '/',
      pageNames: 1,
      signal,
    })
    return names[0]
  }
  if (Buffer.byteLength(bucket.prefix + folder) > MAX_FOLDER_BYTES) return []
  const shared = await findShared(folder, first, findNext)
  const tried = BEGINNINGS.map((beginning) => shared + beginning)
  const found = await Promise.all(tried.map(findNext))
  return tried.filter(
    (_, index) => found[index] !== undefined && found[index] !== (found[index - 1] ?? first),
  )
}

/** The beginning that all names of the folder have: nothing comes behind all that begin so. */
async function findShared(
  folder: string,
  first: string,
  findNext: (after: string) => Promise<string | undefined>,
): Promise<string> {
  const letters = [...first.slice(folder.length)]
  let shared = 0
  let most = Math.min(letters.length - 1, MAX_SHARED_LETTERS)
  while (shared < most) {
    const tried = Math.ceil((shared + most) / 2)
    const behindAll = folder + letters.slice(0, tried).join('') + LAST_LETTER
    if ((await findNext(behindAll)) === undefined) shared = tried
    else most = tried - 1
  }
  return folder + letters.slice(0, shared).join('')
}

/** As many as wanted, evenly among those that there are. */
function chooseCuts(stretches: readonly Stretch[], parts: number): string[] {
  const count = Math.min(parts, stretches.length)
  const chosen = Array.from({ length: count - 1 }, (_, index) => {
    const at = Math.round(((index + 1) * stretches.length) / count)
    return stretches[at]?.start ?? ''
  })
  let last = ''
  return chosen.filter((cut) => {
    // A provider that leaves the order is found out by the listing itself.
    const isUsable = compareUtf8(cut, last) > 0 && canBePath(cut)
    if (isUsable) last = cut
    return isUsable
  })
}

function canBePath(cut: string): boolean {
  try {
    checkPath(cut.replace(/\/$/, ''))
    return true
  } catch (error) {
    if (isFailure(error)) return false
    throw error
  }
}

interface Asked {
  folder?: string
  after?: string
  delimiter?: string
  pageNames?: number
  signal: AbortSignal | undefined
}

/** Paths of files and, with their slash, of folders; in byte order. */
async function askNames(
  bucket: S3Bucket,
  { folder = '', after, delimiter, pageNames = PAGE_NAMES, signal }: Asked,
): Promise<{ names: string[]; isTruncated: boolean }> {
  const { client, prefix, place } = bucket
  const command = new ListObjectsV2Command({
    Bucket: bucket.bucket,
    Prefix: prefix + folder,
    MaxKeys: pageNames,
    ...(delimiter !== undefined && { Delimiter: delimiter }),
    ...(after !== undefined && { StartAfter: prefix + after }),
  })
  try {
    const page = await ask(bucket, signal, (options) => client.send(command, options))
    const names = readNames(page).filter((name) => name.startsWith(prefix + folder))
    const paths = names.map((name) => name.slice(prefix.length)).filter((name) => name !== folder)
    return { names: paths.sort(compareUtf8), isTruncated: page.IsTruncated ?? false }
  } catch (error) {
    signal?.throwIfAborted()
    throw explainS3(error, place)
  }
}

function readNames({ Contents = [], CommonPrefixes = [] }: ListObjectsV2CommandOutput): string[] {
  const keys = Contents.map(({ Key = '' }) => Key)
  return [...keys, ...CommonPrefixes.map(({ Prefix = '' }) => Prefix)]
}
