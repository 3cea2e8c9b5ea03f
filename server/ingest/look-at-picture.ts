import type {
  AnalysisCapability,
  AnalysisProviderName,
  PictureAnalysis,
} from '../../contract/analysis.ts'
import type { Picture } from '../analysis/provider.ts'
import { couldNotLook } from '../catalog/analysis/next-try.ts'
import type { QueuedPicture } from '../catalog/analysis/queue.ts'
import type { Look } from '../catalog/analysis/save-analysis.ts'
import { isFailure } from '../lib/failures.ts'
import type { IngestNeeds, IngestSource } from './needs.ts'
import { readAsset } from './read-asset.ts'

interface LookQuestion {
  wants: ReadonlySet<AnalysisCapability>
  /** null: everybody, in the account's order. */
  ask: readonly AnalysisProviderName[] | null
}

/** Whoever looks at the pictures of an account, as it has been set up. */
export interface Analyst {
  wants: ReadonlySet<AnalysisCapability>
  /** Of the built-in provider. */
  version: string
  /** Of the account's settings. */
  settings: number
  /** What a look comes to when none of those asked can look now, whatever it is at; null: somebody can. */
  findPausedLook(question: LookQuestion): PictureAnalysis | null
  analyze(picture: Picture, question: LookQuestion, signal: AbortSignal): Promise<PictureAnalysis>
}

export interface LookingNeeds extends Pick<IngestNeeds, 'openSource' | 'reader'> {
  /** null: the account wants nothing of analysis. */
  findAnalyst(accountId: number): Promise<Analyst | null>
  /** The still of just this version of a file, if it was kept. */
  findStill(source: IngestSource, file: { path: string; etag: string }): Promise<Uint8Array | null>
  onError(error: unknown): void
}

/**
 * Looks at one picture from the queue. Whatever goes wrong is in the answer, as a trouble.
 * @throws the signal's reason when aborted
 * @returns null when there is nothing to look for
 */
export async function lookAtPicture(
  needs: LookingNeeds,
  picture: QueuedPicture,
  signal: AbortSignal,
): Promise<Look | null> {
  const analyst = await needs.findAnalyst(picture.accountId)
  const wants = analyst && whatToLookFor(picture, analyst)
  if (!wants || wants.size === 0) return null
  const ask = isAgain(picture) ? (['builtin'] as const) : picture.providers
  const look = async () => {
    const paused = analyst.findPausedLook({ wants, ask })
    if (paused) return paused
    const still = await openStill(needs, picture, signal)
    if ('trouble' in still) return couldNotLook(wants, still.trouble, still.retryAfterSeconds)
    const { facts } = picture
    return await analyst.analyze({ still: still.bytes, facts }, { wants, ask }, signal)
  }
  const analysis = await look().catch((error: unknown) => {
    signal.throwIfAborted()
    if (isFailure(error)) return couldNotLook(wants, error.detail, RETRY_SECONDS)
    needs.onError(error)
    return couldNotLook(
      wants,
      'Something went wrong inside Vitrine; its log says more.',
      RETRY_SECONDS,
    )
  })
  return { picture, wants, ask, version: analyst.version, analysis }
}

const RETRY_SECONDS = 60
/** Reading the file anew comes first, and puts it into the queue itself. */
const CHANGED_SECONDS = 3600

/**
 * Nobody has asked for another look: there is a new version of what is built in, say. Others would say the same again,
 * and be paid for it.
 */
function isAgain({ analyzed, forced, wanted }: QueuedPicture): boolean {
  return analyzed !== null && !forced && wanted === null
}

function whatToLookFor(
  { forced, wanted, analyzed, analysisVersion, builtinCapabilities }: QueuedPicture,
  { wants, version }: Analyst,
): Set<AnalysisCapability> {
  if (wanted) return new Set(wanted.filter((capability) => wants.has(capability)))
  if (forced || analyzed === null) return new Set(wants)
  const lacking = [...wants].filter((capability) => !analyzed.includes(capability))
  const old = analysisVersion === version ? [] : (builtinCapabilities ?? [])
  return new Set([...lacking, ...old.filter((capability) => wants.has(capability))])
}

type Still = { bytes: Uint8Array } | { trouble: string; retryAfterSeconds: number }

/** The one that was made while indexing; else the original is read once more. */
async function openStill(
  { findStill, openSource, reader }: LookingNeeds,
  { sourceId, path, etag }: QueuedPicture,
  signal: AbortSignal,
): Promise<Still> {
  const source = await openSource(sourceId)
  if (!source) return { trouble: 'The Source is disabled.', retryAfterSeconds: CHANGED_SECONDS }
  const kept = await findStill(source, { path, etag })
  if (kept) return { bytes: kept }
  const reading = await readAsset(reader, source, { path, still: true }, signal)
  if (reading.kind === 'unreadable') {
    return { trouble: reading.error, retryAfterSeconds: RETRY_SECONDS }
  }
  if (reading.kind === 'gone' || reading.file.etag !== etag) {
    const trouble = 'The file is no longer what it was when it was read.'
    return { trouble, retryAfterSeconds: CHANGED_SECONDS }
  }
  const bytes = reading.facts.pixels?.still
  if (!bytes) return { trouble: 'The file shows no picture.', retryAfterSeconds: CHANGED_SECONDS }
  return { bytes }
}
