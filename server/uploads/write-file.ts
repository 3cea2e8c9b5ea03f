import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure } from '../lib/failures.ts'
import type { OriginFile } from '../origins/origin.ts'
import type { OverwriteRefusal, UploadTarget, WriteProbe } from '../origins/upload-target.ts'
import { type Destination, nameFile, type UploadNeeds } from './needs.ts'

export interface Writing {
  path: string
  body: Readable
  contentType: string
  sizeBytes?: number
  overwrites: boolean
  signal: AbortSignal
}

/**
 * Writes one file and never a byte over another one, unless that is what was asked for. Where the storage itself
 * can't refuse to overwrite, a lock across all processes of Vitrine does, with a look before the write: only
 * somebody who writes to the same path past Vitrine in that very moment could lose a file.
 */
export async function writeFile(
  needs: Pick<UploadNeeds, 'locks'>,
  destination: Destination,
  writing: Writing,
): Promise<void> {
  const { target } = destination
  const { path, body, overwrites, ...options } = writing
  if (!overwrites && (await findRefusal(destination, writing.signal)) === 'refuses') {
    return await target.create(path, body, options)
  }
  const lock = await needs.locks.tryLock(`upload ${nameFile(destination.source, path)}`)
  if (!lock) {
    throw new Failure('path_taken', `Somebody else is uploading to "/${path}" at this moment.`)
  }
  try {
    const signal = AbortSignal.any([writing.signal, lock.signal])
    if (!overwrites) await requireFree(destination, path, signal)
    await target.replace(path, body, { ...options, signal })
  } finally {
    await lock.release()
  }
}

/** @throws Failure `path_taken` */
export async function requireFree(
  { origin }: Pick<Destination, 'origin'>,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  if (await origin.stat(path, signal)) throw pathTaken(`There is a file at "/${path}" already.`)
}

const NOTHING_CHANGED = 'Nothing was changed.'

/** The Failure that says why a path is taken, and that no harm was done. */
export function pathTaken(why: string): Failure {
  const detail = why.endsWith(NOTHING_CHANGED) ? why : `${why} ${NOTHING_CHANGED}`
  return new Failure('path_taken', detail)
}

const probes = new WeakMap<UploadTarget, Promise<WriteProbe>>()

/** How the storage treats a write to a path that is taken: as it was tried out when the key was stored, or now. */
export async function findRefusal(
  { source, target }: Destination,
  signal?: AbortSignal,
): Promise<OverwriteRefusal> {
  const known = source.uploads.overwriting
  if (known) return known
  signal?.throwIfAborted()
  const probe = probes.get(target) ?? target.probe()
  probes.set(target, probe)
  probe.catch(() => probes.delete(target))
  return (await probe).overwriting
}

const LOOKS = 6
const FIRST_PAUSE_MS = 100

/** What was just written, as the reading side has it: some storages show a new file only after a while. */
export async function findWritten(
  { origin }: Pick<Destination, 'origin'>,
  path: string,
): Promise<OriginFile> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await wait(FIRST_PAUSE_MS * 2 ** (look - 1))
    const file = await origin.stat(path)
    if (file) return file
  }
  const detail =
    'The file was written, but the key that reads does not find it. Do both keys of this Source belong to the same bucket?'
  throw new Failure('origin_refused', detail)
}
