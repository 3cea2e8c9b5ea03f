import type { BulkEditAttributes, BulkOperations } from '../../contract/searching.ts'
import { capitalise, formatCount, formatNumber, formatTotal } from '../lib/format.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import { countSelected, type Selection } from '../lib/selection.ts'

/** "1,204 assets", "about 1.2 M assets" */
export function countAssets(selection: Selection): string {
  const isEstimate = selection.kind === 'search' && selection.isEstimate
  return formatFound({ total: countSelected(selection), isEstimate })
}

type Words = readonly [one: string, many: string]
const CATEGORY: Words = ['category', 'categories']
const TAG: Words = ['tag', 'tags']
const FIELD: Words = ['custom field', 'custom fields']

/** "category “Sea”", "2 categories" */
function nameWords(names: readonly string[], [one, many]: Words): string {
  return names.length === 1 ? `${one} “${names[0]}”` : formatCount(names.length, one, many)
}

interface Part {
  verb: 'add' | 'remove' | 'set' | 'empty' | 'refresh' | 'analyse'
  what: string
}

function listParts(operations: BulkOperations): Part[] {
  const parts: Part[] = []
  const say = (verb: Part['verb'], names: readonly string[] | undefined, words: Words) => {
    if (names && names.length > 0) parts.push({ verb, what: nameWords(names, words) })
  }
  say('add', operations.add_categories, CATEGORY)
  say('remove', operations.remove_categories, CATEGORY)
  say('add', operations.add_tags, TAG)
  say('remove', operations.remove_tags, TAG)
  say('set', Object.keys(operations.set_custom_fields ?? {}), FIELD)
  say('remove', operations.remove_custom_fields, FIELD)
  const texts = [
    ['the description', operations.description],
    ['the alt text', operations.alt_text],
  ] as const
  for (const [what, text] of texts) {
    if (text !== undefined) parts.push({ verb: text === null ? 'empty' : 'set', what })
  }
  if (operations.refresh) parts.push({ verb: 'refresh', what: '' })
  if (operations.analyze) parts.push({ verb: 'analyse', what: 'again' })
  return parts
}

/** "Add 2 categories, remove tag “boat”": what it does, not with how many. */
export function describeOperations(operations: BulkOperations): string {
  const words = listParts(operations).map(({ verb, what }) => `${verb} ${what}`.trim())
  return capitalise(words.join(', '))
}

/** What an edit is, for a person. */
export function nameEdit({ kind, operations }: BulkEditAttributes): string {
  return kind === 'import' ? 'Import of metadata' : describeOperations(operations ?? {})
}

/** "Add category “Sea” to 12 assets": in the button, before it is done. */
export function nameAction(operations: BulkOperations, selection: Selection): string {
  const parts = listParts(operations)
  const [first] = parts
  if (operations.analyze) return `Analyse ${countAssets(selection)} again`
  if (!first) return 'Nothing to change'
  const links = { add: 'to', remove: 'from', set: 'on', empty: 'on', refresh: '', analyse: '' }
  const link = parts.length === 1 ? links[first.verb] : 'on'
  const words = [describeOperations(operations), link, countAssets(selection)]
  return words.filter((word) => word !== '').join(' ')
}

/** "7,012 of 46,306", or that it is still being found out which. */
export function describeProgress(edit: BulkEditAttributes): string {
  const { state, total, done, changed, undone, kept } = edit
  if (total === null) return 'Finding the assets …'
  const isUndoing = state === 'undoing'
  const count = isUndoing ? undone + kept : done
  return `${formatNumber(count)} of ${formatNumber(isUndoing ? changed : total)}`
}

/** 0 to 1 */
export function progressShare({ state, total, done, changed, undone, kept }: BulkEditAttributes) {
  const whole = state === 'undoing' ? changed : (total ?? 0)
  const part = state === 'undoing' ? undone + kept : done
  return whole === 0 ? 0 : Math.min(1, part / whole)
}

/** "Saved on 1,204 assets. 12 were like that already. 3 refused." */
export function describeResult(edit: BulkEditAttributes): string {
  const { state, changed, unchanged, refused, undone, kept, error } = edit
  if (state === 'failed') return error ?? 'It stopped. What was done stays, and can be undone.'
  if (state === 'undone') {
    const put = `Put back on ${formatCount(undone, 'asset')}.`
    return kept === 0 ? put : `${put} ${formatCount(kept, 'asset')} changed since, left alone.`
  }
  const verb = edit.dry_run ? 'Would change' : describeDone(edit.operations)
  const parts = [`${verb} ${formatCount(changed, 'asset')}.`]
  if (state === 'canceled') parts.unshift('Cancelled.')
  if (unchanged > 0) parts.push(`${formatNumber(unchanged)} already like that.`)
  if (refused > 0) parts.push(`${formatNumber(refused)} refused.`)
  return parts.join(' ')
}

/** What has been done with them; reading and analysing have only been asked for. */
function describeDone(operations: BulkOperations | null): string {
  if (operations?.refresh) return 'Being read again:'
  return operations?.analyze ? 'Waiting to be analysed again:' : 'Saved on'
}

/** Whether it can be undone at that moment. */
export function canUndo(
  { state, dry_run, undo_until, changed }: BulkEditAttributes,
  nowMs: number,
): boolean {
  const isOver = state === 'complete' || state === 'canceled' || state === 'failed'
  return isOver && !dry_run && changed > 0 && undo_until !== null && undo_until * 1000 > nowMs
}

export const STATE_WORDS: Record<BulkEditAttributes['state'], string> = {
  waiting: 'Waiting',
  running: 'Running',
  complete: 'Done',
  canceled: 'Cancelled',
  failed: 'Stopped',
  undoing: 'Being undone',
  undone: 'Undone',
}

/** How many a search finds: "41 assets", "about 1.2 M assets" */
export function formatFound({ total, isEstimate }: ResultTotal): string {
  return isEstimate ? `${formatTotal(total, true)} assets` : formatCount(total, 'asset')
}
