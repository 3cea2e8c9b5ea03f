import type { BulkEditAttributes, BulkOperations } from '../../contract/searching.ts'
import { formatCount, formatNumber, formatTotal } from '../lib/format.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import { countSelected, type Selection } from '../lib/selection.ts'

/** "1,204 assets", "about 1.2 M assets" */
export function countAssets(selection: Selection): string {
  const isEstimate = selection.kind === 'search' && selection.isEstimate
  return formatFound({ total: countSelected(selection), isEstimate })
}

/** "category “Sea”", "2 categories" */
function nameWords(names: readonly string[], one: string, many: string): string {
  return names.length === 1 ? `${one} “${names[0]}”` : formatCount(names.length, one, many)
}

/** "Add 2 categories, remove tag “boat”": what it does, not with how many. */
export function describeOperations(operations: BulkOperations): string {
  const parts: string[] = []
  const say = (verb: string, names: readonly string[] | undefined, words: [string, string]) => {
    if (names && names.length > 0) parts.push(`${verb} ${nameWords(names, ...words)}`)
  }
  const category: [string, string] = ['category', 'categories']
  const tag: [string, string] = ['tag', 'tags']
  const field: [string, string] = ['custom field', 'custom fields']
  say('add', operations.add_categories, category)
  say('remove', operations.remove_categories, category)
  say('add', operations.add_tags, tag)
  say('remove', operations.remove_tags, tag)
  say('set', Object.keys(operations.set_custom_fields ?? {}), field)
  say('remove', operations.remove_custom_fields, field)
  const texts = [
    ['description', operations.description],
    ['alt text', operations.alt_text],
  ] as const
  for (const [name, text] of texts) {
    if (text !== undefined) parts.push(text === null ? `empty the ${name}` : `set the ${name}`)
  }
  if (operations.refresh) parts.push('refresh')
  const text = parts.join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What an edit is, for a person. */
export function nameEdit({ kind, operations }: BulkEditAttributes): string {
  return kind === 'import' ? 'Import of metadata' : describeOperations(operations ?? {})
}

/** "Add category “Sea” to 12 assets": in the button, before it is done. */
export function nameAction(operations: BulkOperations, selection: Selection): string {
  const words = describeOperations(operations)
  if (words === '') return 'Nothing to change'
  const isAddition = /^Add [^,]*$/.test(words)
  const isRemoval = /^Remove [^,]*$/.test(words)
  const link = isAddition ? 'to' : isRemoval ? 'from' : words === 'Refresh' ? '' : 'on'
  return [words, link, countAssets(selection)].filter(Boolean).join(' ')
}

/** "7,012 of 46,306", or that it is still being found out which. */
export function describeProgress({ state, total, done, undone, kept }: BulkEditAttributes): string {
  if (total === null) return 'Finding the assets …'
  const count = state === 'undoing' ? undone + kept : done
  return `${formatNumber(count)} of ${formatNumber(total)}`
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
  const isRefresh = edit.operations?.refresh === true
  const verb = edit.dry_run ? 'Would change' : isRefresh ? 'Being read again:' : 'Saved on'
  const parts = [`${verb} ${formatCount(changed, 'asset')}.`]
  if (state === 'canceled') parts.unshift('Cancelled.')
  if (unchanged > 0) parts.push(`${formatNumber(unchanged)} already like that.`)
  if (refused > 0) parts.push(`${formatNumber(refused)} refused.`)
  return parts.join(' ')
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
