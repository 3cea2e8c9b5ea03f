import type { Kysely } from 'kysely'
import type { Source } from '../catalog/sources.ts'
import type { Locks } from '../db/locks.ts'
import type { Database } from '../db/tables.ts'
import type { Enqueue } from '../jobs/queue.ts'
import { Failure } from '../lib/failures.ts'
import type { NetworkAllowList } from '../origins/network-guard.ts'
import type { Origin } from '../origins/origin.ts'
import { presetOf } from '../origins/presets/presets.ts'
import type { UploadTarget } from '../origins/upload-target.ts'

/** What this folder takes from the program. */
export interface UploadNeeds {
  db: Kysely<Database>
  enqueue: Enqueue
  locks: Locks
  /** Opens a Source in both directions; whoever gave it closes it. No target: nothing can be written. */
  open(source: Source): { origin: Origin; target: UploadTarget | null }
  /** What is private and may be asked all the same. */
  allowPrivate: NetworkAllowList
  /** Forgets every cached rendering of one asset, in all processes. */
  purge(sourcePublicId: string, path: string): Promise<void>
}

/** A Source that takes uploads, opened. */
export interface Destination {
  source: Source
  origin: Origin
  target: UploadTarget
}

/** @throws Failure `source_disabled`, or `forbidden` that says why there is no uploading here. */
export function openDestination(needs: UploadNeeds, source: Source): Destination {
  if (!source.enabled) {
    throw new Failure(
      'source_disabled',
      'This Source is paused, so it takes no uploads. Files that have arrived stay where they are.',
    )
  }
  const { name, uploads } = presetOf(source.deployment).about
  if (uploads === 'none') {
    throw new Failure('forbidden', `Nothing can be uploaded into a ${name}: it is only read from.`)
  }
  const { origin, target } = needs.open(source)
  if (target) return { source, origin, target }
  const detail =
    'This Source has no upload credentials yet. Add them in its Upload Setup, then files can be uploaded.'
  throw new Failure('forbidden', detail)
}

/** The most that one file may have, by the kind of storage; Infinity where only the disk sets a limit. */
export function maxUploadBytes({ deployment }: Source): number {
  return presetOf(deployment).about.max_upload_bytes ?? Number.POSITIVE_INFINITY
}

/** The folder of the bucket that is the root of the Origin, without slashes around it; '' for all of it. */
export function prefixOf({ deployment }: Source): string {
  const members = presetOf(deployment).about.deployment_members
  const member = members.find(({ name }) => /(^|_)prefix$/.test(name))
  const prefix = member && Object.entries(deployment).find(([name]) => name === member.name)?.[1]
  return typeof prefix === 'string' ? prefix.replace(/^\/+|\/+$/g, '') : ''
}

/** Names a file wherever it lies: the same for all Sources on the same bucket. */
export function nameFile(source: Source, path: string): string {
  const prefix = prefixOf(source)
  const place = presetOf(source.deployment).place(source.deployment)
  return `${place} ${prefix === '' ? path : `${prefix}/${path}`}`
}
