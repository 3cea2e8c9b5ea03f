import { pipeline } from 'node:stream/promises'
import type { RightCheck, RightName } from '../../contract/resources.ts'
import { type Failure, isFailure } from '../lib/failures.ts'
import { isPrivateRefusal, type NetworkAllowList } from './network-guard.ts'
import type { Origin, OriginFile } from './origin.ts'
import { checkPreflight } from './preflight.ts'
import type { OverwriteRefusal, UploadTarget, WriteProbe } from './upload-target.ts'

const READ_BYTES = 1024

/** Tries what reading needs: one page of the list, and the beginning of the first file. */
export async function checkReading(origin: Origin, signal?: AbortSignal): Promise<RightCheck[]> {
  if (!origin.list) {
    const detail = 'Files here are not listed; each is found when it is asked for.'
    return [untimed('list', 'not_needed', detail), await checkAnswering(origin, signal)]
  }
  let first: OriginFile | null = null
  const list = await timed('list', signal, async () => {
    first = await findFirstFile(origin, signal)
    const detail = first ? `The first file is ${show(first.path)}.` : 'There is no file yet.'
    return { state: 'ok', detail }
  })
  if (list.state === 'failed') {
    const detail = 'Could not be tried, since no file is known without the list.'
    return [list, untimed('read', 'unknown', detail)]
  }
  if (!first) {
    return [list, untimed('read', 'unknown', 'Could not be tried, since there is no file yet.')]
  }
  return [list, await checkFile(origin, first, signal)]
}

async function findFirstFile(
  origin: Origin,
  signal: AbortSignal | undefined,
): Promise<OriginFile | null> {
  const listed = origin.list?.(signal ? { signal } : {}) ?? []
  for await (const [first] of listed) if (first) return first
  return null
}

function checkFile(
  origin: Origin,
  { path, sizeBytes }: OriginFile,
  signal: AbortSignal | undefined,
): Promise<RightCheck> {
  return timed('read', signal, async () => {
    const end = Math.min(sizeBytes, READ_BYTES) - 1
    const range = sizeBytes === 0 ? {} : { range: { start: 0, end } }
    const opened = await origin.open(path, { ...range, ...(signal && { signal }) })
    if (!opened) return { state: 'unknown', detail: `${show(path)} is gone already.` }
    await pipeline(opened.body, discard)
    return { state: 'ok', detail: `${show(path)} can be read.` }
  })
}

async function discard(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of chunks);
}

/** Where no file is known, an answer to a name that nothing has shows at least that somebody is there. */
function checkAnswering(origin: Origin, signal: AbortSignal | undefined): Promise<RightCheck> {
  return timed('read', signal, async () => {
    try {
      await origin.stat('vitrine-connection-test', signal)
    } catch (error) {
      // Where paths are whole addresses, this is none.
      if (isFailure(error, 'invalid_path')) {
        return { state: 'unknown', detail: 'Could not be tried without the address of a file.' }
      }
      throw error
    }
    const detail =
      'The server answers. Whether files can be read shows when the first is asked for.'
    return { state: 'ok', detail }
  })
}

export interface WriteCheckOptions {
  /** Scheme and host of the web app, as browsers say them; null where they are not known. */
  pageOrigin: string | null
  /** Whether the provider lets pages of other addresses in only by a rule. */
  needsCors: boolean
  allowPrivate: NetworkAllowList
}

/** Tries what uploads need. Leaves a small file of Vitrine's own behind, which no list shows. */
export async function checkWriting(
  target: UploadTarget,
  options: WriteCheckOptions,
  signal?: AbortSignal,
): Promise<{ checks: RightCheck[]; probe: WriteProbe | null }> {
  let probe: WriteProbe | null = null
  const write = await timed('write', signal, async () => {
    probe = await target.probe(signal)
    return { state: 'ok', detail: 'Files can be written.' }
  })
  const overwriting = (probe as WriteProbe | null)?.overwriting ?? null
  const cors = await checkCors(target, { ...options, overwriting }, signal)
  return { checks: [write, judgeOverwriting(overwriting, write.milliseconds), cors], probe }
}

const THROUGH_VITRINE =
  'Uploads go through Vitrine, which looks before it writes. A program that writes to the same path of the bucket at the same moment could still be overwritten.'

function judgeOverwriting(
  overwriting: OverwriteRefusal | null,
  milliseconds: number | null,
): RightCheck {
  const right = 'no_overwrite'
  if (overwriting === null) {
    return untimed(right, 'unknown', 'Could not be tried, since nothing can be written.')
  }
  if (overwriting === 'refuses') {
    const detail = 'A file that is there already is never replaced.'
    return { ...untimed(right, 'ok', detail), milliseconds }
  }
  const what =
    overwriting === 'unsupported'
      ? 'The storage can’t refuse to overwrite a file, and says so.'
      : 'The storage was asked not to overwrite a file and did it all the same.'
  const advice = 'Where other programs write to this place too, keep them to folders of their own.'
  return { right, state: 'warning', detail: `${what} ${THROUGH_VITRINE}`, advice, milliseconds }
}

async function checkCors(
  target: UploadTarget,
  options: WriteCheckOptions & { overwriting: OverwriteRefusal | null },
  signal: AbortSignal | undefined,
): Promise<RightCheck> {
  const { pageOrigin, needsCors, allowPrivate, overwriting } = options
  const isDirect = overwriting === 'refuses' || overwriting === null
  if (!target.presign || !isDirect) {
    return untimed('cors', 'not_needed', 'The bytes go through Vitrine.')
  }
  if (pageOrigin === null) {
    return untimed('cors', 'unknown', 'Could not be tried without the address of the web app.')
  }
  const presign = target.presign
  const checked = await timed('cors', signal, async () => {
    const wanted = { contentType: 'image/jpeg', expiresSeconds: 60 }
    const presigned = await presign('vitrine-connection-test.jpg', wanted)
    const asked = { allowPrivate, signal }
    const { isAllowed, detail } = await checkPreflight(presigned, pageOrigin, asked)
    return isAllowed ? { state: 'ok', detail } : { state: 'failed', detail, advice: ADD_RULE }
  })
  const isNoted = checked.state === 'ok' && !needsCors
  return isNoted ? { ...checked, state: 'not_needed' } : checked
}

const ADD_RULE =
  'Add the CORS rule of the upload setup to the bucket, with all of its headers. It may take some minutes to work.'

interface Finding {
  state: RightCheck['state']
  detail: string
  advice?: string
}

/** A Failure of `look` is the finding, too. */
async function timed(
  right: RightName,
  signal: AbortSignal | undefined,
  look: () => Promise<Finding>,
): Promise<RightCheck> {
  const begun = performance.now()
  const found = await look().catch((error): Finding => {
    signal?.throwIfAborted()
    if (!isFailure(error)) throw error
    return { state: 'failed', detail: error.detail, advice: adviseOn(right, error) }
  })
  const milliseconds = Math.round(performance.now() - begun)
  return { advice: null, ...found, right, milliseconds }
}

const ADVICE: Record<RightName, string> = {
  list: 'Check the place and its credentials, and that they may list what is there.',
  read: 'Let the credentials read files, too; listing is not enough.',
  write: 'Check the credentials for uploads, and that they may write files here.',
  no_overwrite: 'Check the credentials for uploads, and that they may write files here.',
  cors: ADD_RULE,
}

function adviseOn(right: RightName, failure: Failure): string {
  if (isPrivateRefusal(failure)) {
    return 'Give a public address, or let the operator of this server add it to ALLOW_PRIVATE_ORIGINS.'
  }
  if (failure.code !== 'origin_unreachable') return ADVICE[right]
  return 'Check the address, and that this server may reach it; then test again.'
}

function untimed(right: RightName, state: RightCheck['state'], detail: string): RightCheck {
  return { right, state, detail, advice: null, milliseconds: null }
}

/** Paths come from outside and may be long. */
function show(path: string): string {
  return path.length > 100 ? `“${path.slice(0, 100)}…”` : `“${path}”`
}
