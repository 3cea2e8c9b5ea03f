import type { JobCountAttributes } from '../../contract/jobs.ts'
import { isolate } from '../lib/format.ts'
import type { MovingEdit } from '../lib/moving-edits.ts'
import { t } from '../texts/jobs.ts'
import type { Job, JobCount } from './job-calls.ts'

/** A newer server may know kinds that this page does not. */
export function nameKind(kind: JobCountAttributes['kind']): string {
  return t.kinds[kind] ?? kind
}

/** "Reading files: /a.jpg and 49 others" */
export function nameJob({ attributes }: Job): string {
  const { kind, origin_path: path, file_count: count } = attributes
  if (path === null) return nameKind(kind)
  return `${nameKind(kind)}: ${t.fileAnd(isolate(path), Math.max(0, (count ?? 1) - 1))}`
}

export function nameEdit({ attributes }: MovingEdit): string {
  if (attributes.state === 'undoing') return t.undoing
  return attributes.kind === 'import' ? t.import : t.edit
}

/** These show how far they are, elsewhere on the page. */
const SHOWN_WITH_PROGRESS = new Set(['list-origin', 'index-assets', 'bulk-edit', 'analysis'])

/** What runs beside that. */
export function otherRunning(counts: readonly JobCount[]): JobCount[] {
  return counts.filter(
    ({ attributes: { kind, running } }) => running > 0 && !SHOWN_WITH_PROGRESS.has(kind),
  )
}

export function waitingOf(counts: readonly JobCount[]): JobCount[] {
  return counts.filter(({ attributes: { waiting } }) => waiting > 0)
}
