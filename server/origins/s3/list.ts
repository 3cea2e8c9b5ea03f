import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { Failure, isFailure } from '../../lib/failures.ts'
import type { ListOptions, OriginFile, SkippedEntry } from '../origin.ts'
import { checkPath } from '../origin-path.ts'
import { compareUtf8 } from '../utf8-order.ts'
import { ask, PROBE_NAME, type S3Bucket, toOriginFile } from './bucket.ts'
import { requireReadable } from './client.ts'
import { explainS3 } from './failure.ts'
import { type ListedPage, readListXml } from './list-xml.ts'

const PAGE_FILES = 1000
/** In a row. Some come where very many objects have been deleted. */
const MAX_EMPTY_PAGES = 1000

type Listed = NonNullable<ListObjectsV2CommandOutput['Contents']>[number]

/** All files of a bucket below its prefix; the promise is that of Origin.list. */
export async function* listS3Files(
  bucket: S3Bucket,
  { after = '', upTo, signal, onSkipped = () => {} }: ListOptions,
): AsyncGenerator<OriginFile[]> {
  let token: string | undefined
  let lastKey = bucket.prefix + after
  const lastWanted = upTo === undefined ? null : bucket.prefix + upTo
  let emptyPages = 0
  const isBeyond = (key: string) => lastWanted !== null && compareUtf8(key, lastWanted) > 0
  do {
    const page = await askPage(bucket, { after, token }, signal)
    const listed = page.Contents ?? []
    emptyPages = listed.length === 0 ? emptyPages + 1 : 0
    if (emptyPages > MAX_EMPTY_PAGES)
      throw endless('The provider sends empty pages without an end.')
    for (const { Key = '' } of listed) {
      if (compareUtf8(Key, lastKey) <= 0 && !(Key === bucket.prefix && after === ''))
        throw outOfOrder()
      lastKey = Key
    }
    const objects = listed.filter(({ Key = '' }) => !isBeyond(Key))
    const files = objects.map((object) => readListed(bucket, object, onSkipped))
    const found = files.filter((file) => file !== null)
    if (found.length > 0) yield found
    token = lastKey === lastWanted || isBeyond(lastKey) ? undefined : readToken(page)
  } while (token)
}

type Page = Pick<ListObjectsV2CommandOutput, 'Contents' | 'IsTruncated' | 'NextContinuationToken'>

async function askPage(
  bucket: S3Bucket,
  { after, token }: { after: string; token: string | undefined },
  signal: AbortSignal | undefined,
): Promise<Page> {
  const { prefix } = bucket
  const command = new ListObjectsV2Command({
    Bucket: bucket.bucket,
    MaxKeys: PAGE_FILES,
    Prefix: prefix,
    ...(after !== '' && { StartAfter: prefix + after }),
    ...(token !== undefined && { ContinuationToken: token }),
  })
  const quick = readQuickly(command)
  try {
    const page = await ask(bucket, signal, (options) => bucket.client.send(command, options))
    return quick.page ?? page
  } catch (error) {
    signal?.throwIfAborted()
    throw explainS3(error, bucket.place)
  }
}

/** Reads the answer before the SDK does, which then finds nothing left to read. */
function readQuickly(command: ListObjectsV2Command): { page: ListedPage | null } {
  const read: { page: ListedPage | null } = { page: null }
  command.middlewareStack.add(
    (next) => async (given) => {
      const answer = await next(given)
      // The SDK's types do not say what an answer is at this point.
      const response = answer.response as {
        statusCode: number
        body: AsyncIterable<Buffer> | Buffer
      }
      if (response.statusCode !== 200) return answer
      const bytes = await readPageBytes(response.body as AsyncIterable<Buffer>)
      read.page = readListXml(bytes.toString('utf8'))
      response.body = read.page ? Buffer.from('<ListBucketResult/>') : requireReadable(bytes)
      return answer
    },
    { step: 'deserialize', priority: 'low' },
  )
  return read
}

const MAX_PAGE_BYTES = 64 * 2 ** 20

async function readPageBytes(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_PAGE_BYTES)
      throw endless('The provider sends a page of its list without an end.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function endless(detail: string): Failure {
  return new Failure('origin_refused', detail)
}

/** Whoever compares the list with another one would take what comes out of order for deleted. */
function outOfOrder(): Failure {
  return new Failure('origin_refused', 'The provider does not list the bucket in the order of S3.')
}

function readToken(page: Page): string | undefined {
  if (!page.IsTruncated) return undefined
  if (page.NextContinuationToken) return page.NextContinuationToken
  throw new Failure('origin_refused', 'The provider does not say where its list of files goes on.')
}

function readListed(
  { prefix }: S3Bucket,
  { Key = '', Size, ETag, LastModified }: Listed,
  onSkipped: (skipped: SkippedEntry) => void,
): OriginFile | null {
  const path = Key.slice(prefix.length)
  if (path === '' || path === PROBE_NAME || path.endsWith('/')) return null
  try {
    checkPath(path)
  } catch (error) {
    if (!isFailure(error)) throw error
    onSkipped({ path, isFolder: false, reason: error.detail })
    return null
  }
  return toOriginFile(path, { sizeBytes: Size, ETag, LastModified })
}
