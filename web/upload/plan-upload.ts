import type { SourceUploads } from '../../contract/resources.ts'
import type { UploadCheckAttributes } from '../../contract/uploads.ts'
import { placeIn } from './destination.ts'

/** A file that somebody dropped or chose; `path` is relative to what was dropped. */
export interface OfferedFile {
  path: string
  bytes: number
}

/**
 * What will become of a file. `taken`: something has that path. `twice`: an earlier file of the same list
 * goes there.
 */
export type Verdict =
  | { kind: 'send'; inParts: boolean }
  | { kind: 'taken' }
  | { kind: 'twice' }
  | { kind: 'too_large'; maxBytes: number }
  | { kind: 'invalid'; reason: string }

export interface UploadPlan {
  /** One for each file, in the same order. */
  verdicts: Verdict[]
  sendCount: number
  sendBytes: number
  /** Files that are there already, or twice in the list. */
  skipCount: number
  /** Files that can't be sent. */
  refuseCount: number
}

type Limits = Pick<SourceUploads, 'max_bytes' | 'parts_from_bytes'>

/** Decides about every file; `check` is what the server knows of the paths, null while it is asked. */
export function planUpload(
  files: readonly OfferedFile[],
  folder: string,
  { limits, check }: { limits: Limits; check: PathCheck | null },
): UploadPlan {
  const seen = new Set<string>()
  const plan: UploadPlan = {
    verdicts: [],
    sendCount: 0,
    sendBytes: 0,
    skipCount: 0,
    refuseCount: 0,
  }
  for (const file of files) {
    const path = placeIn(folder, file.path)
    const verdict = judge({ path, bytes: file.bytes }, { limits, check, seen })
    seen.add(path)
    plan.verdicts.push(verdict)
    if (verdict.kind === 'send') {
      plan.sendCount += 1
      plan.sendBytes += file.bytes
    } else if (verdict.kind === 'taken' || verdict.kind === 'twice') plan.skipCount += 1
    else plan.refuseCount += 1
  }
  return plan
}

interface Knowledge {
  limits: Limits
  check: PathCheck | null
  seen: ReadonlySet<string>
}

function judge({ path, bytes }: OfferedFile, { limits, check, seen }: Knowledge): Verdict {
  const reason = check?.invalid.get(path)
  if (reason !== undefined) return { kind: 'invalid', reason }
  if (limits.max_bytes !== null && bytes > limits.max_bytes) {
    return { kind: 'too_large', maxBytes: limits.max_bytes }
  }
  if (check?.taken.has(path)) return { kind: 'taken' }
  if (seen.has(path)) return { kind: 'twice' }
  return { kind: 'send', inParts: goesInParts(bytes, limits) }
}

export function goesInParts(bytes: number, limits: Pick<Limits, 'parts_from_bytes'>): boolean {
  return limits.parts_from_bytes !== null && bytes >= limits.parts_from_bytes
}

/** What the server said about paths, without their leading slashes. */
export interface PathCheck {
  taken: ReadonlySet<string>
  invalid: ReadonlyMap<string, string>
}

/** Joins the answers to several questions. */
export function joinChecks(answers: readonly UploadCheckAttributes[]): PathCheck {
  const bare = (path: string) => path.replace(/^\//, '')
  return {
    taken: new Set(answers.flatMap(({ taken }) => taken.map(bare))),
    invalid: new Map(
      answers.flatMap(({ invalid }) =>
        Object.entries(invalid).map(([path, reason]) => [bare(path), reason] as const),
      ),
    ),
  }
}
