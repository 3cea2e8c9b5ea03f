import type { BulkEditAttributes, BulkOperations } from '../../contract/searching.ts'
import { capitalise, formatTotal } from '../lib/format.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import { countSelected, type Selection } from '../lib/selection.ts'
import { t } from '../texts/bulk.ts'
import { common } from '../texts/common.ts'

/** "1,204 assets", "about 1.2 M assets" */
export function countAssets(selection: Selection): string {
  const isEstimate = selection.kind === 'search' && selection.isEstimate
  return formatFound({ total: countSelected(selection), isEstimate })
}

interface Words {
  one: (name: string) => string
  many: (count: number) => string
}

/** "category “Sea”", "2 categories" */
function nameWords([first = '', ...others]: readonly string[], { one, many }: Words): string {
  return others.length === 0 ? one(first) : many(others.length + 1)
}

interface Part {
  verb: 'add' | 'remove' | 'set' | 'empty'
  what: string
}

function listParts(operations: BulkOperations): Part[] {
  const category = { one: t.category, many: t.categoryCount }
  const tag = { one: t.tag, many: t.tagCount }
  const field = { one: t.field, many: t.fieldCount }
  const parts: Part[] = []
  const say = (verb: Part['verb'], names: readonly string[] | undefined, words: Words) => {
    if (names && names.length > 0) parts.push({ verb, what: nameWords(names, words) })
  }
  say('add', operations.add_categories, category)
  say('remove', operations.remove_categories, category)
  say('add', operations.add_tags, tag)
  say('remove', operations.remove_tags, tag)
  say('set', Object.keys(operations.set_custom_fields ?? {}), field)
  say('remove', operations.remove_custom_fields, field)
  const texts = [
    [t.theDescription, operations.description],
    [t.theAltText, operations.alt_text],
  ] as const
  for (const [what, text] of texts) {
    if (text !== undefined) parts.push({ verb: text === null ? 'empty' : 'set', what })
  }
  return parts
}

/** "Add 2 categories, remove tag “boat”": what it does, not with how many. */
export function describeOperations(operations: BulkOperations): string {
  const words = listParts(operations).map(({ verb, what }) => t.parts[verb](what))
  if (operations.refresh) words.push(t.parts.refresh)
  if (operations.analyze) words.push(t.parts.analyse)
  return capitalise(words.join(', '))
}

/** What an edit is, for a person. */
export function nameEdit({ kind, operations }: BulkEditAttributes): string {
  return kind === 'import' ? t.importOfMetadata : describeOperations(operations ?? {})
}

/** "Add category “Sea” to 12 assets": in the button, before it is done. */
export function nameAction(operations: BulkOperations, selection: Selection): string {
  const assets = countAssets(selection)
  if (operations.refresh) return t.actions.refresh(assets)
  if (operations.analyze) return t.actions.analyse(assets)
  const [first, ...others] = listParts(operations)
  if (!first) return t.nothingToChange
  if (others.length > 0) return t.actions.several(describeOperations(operations), assets)
  return t.actions[first.verb](first.what, assets)
}

/** "7,012 of 46,306", or that it is still being found out which. */
export function describeProgress(edit: BulkEditAttributes): string {
  const { state, total, done, changed, undone, kept } = edit
  if (total === null) return t.finding
  const isUndoing = state === 'undoing'
  return t.progress(isUndoing ? undone + kept : done, isUndoing ? changed : total)
}

/** 0 to 1 */
export function progressShare({ state, total, done, changed, undone, kept }: BulkEditAttributes) {
  const whole = state === 'undoing' ? changed : (total ?? 0)
  const part = state === 'undoing' ? undone + kept : done
  return whole === 0 ? 0 : Math.min(1, part / whole)
}

/** "Saved on 1,204 assets. 12 already like that. 3 refused." */
export function describeResult(edit: BulkEditAttributes): string {
  const { state, changed, unchanged, refused, undone, kept, error } = edit
  if (state === 'failed') return error ?? t.stopped
  if (state === 'undone') {
    return kept === 0 ? t.putBack(undone) : `${t.putBack(undone)} ${t.leftAlone(kept)}`
  }
  const parts = [edit.dry_run ? t.wouldChange(changed) : describeDone(edit.operations, changed)]
  if (state === 'canceled') parts.unshift(t.cancelled)
  if (unchanged > 0) parts.push(t.alreadyLike(unchanged))
  if (refused > 0) parts.push(t.refused(refused))
  return parts.join(' ')
}

/** What has been done with them; reading and analysing have only been asked for. */
function describeDone(operations: BulkOperations | null, count: number): string {
  if (operations?.refresh) return t.readAgain(count)
  return operations?.analyze ? t.analysedAgain(count) : t.savedOn(count)
}

/** Whether it can be undone at that moment. */
export function canUndo(
  { state, dry_run, undo_until, changed }: BulkEditAttributes,
  nowMs: number,
): boolean {
  const isOver = state === 'complete' || state === 'canceled' || state === 'failed'
  return isOver && !dry_run && changed > 0 && undo_until !== null && undo_until * 1000 > nowMs
}

/** How many a search finds: "41 assets", "about 1.2 M assets" */
export function formatFound({ total, isEstimate }: ResultTotal): string {
  return isEstimate ? t.aboutAssets(formatTotal(total, true)) : common.assets(total)
}
