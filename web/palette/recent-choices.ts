import { isOwnAddress } from '../lib/addresses.ts'
import { readStored, writeStored } from '../lib/preferences.ts'
import { GROUPS, type PaletteItem } from './plan-palette.ts'

/** What of a choice is remembered: enough to offer it again before anything was asked for. */
export type RecentChoice = Pick<PaletteItem, 'id' | 'group' | 'label' | 'detail' | 'to'>

const MOST_KEPT = 12

function nameOf(userId: string): string {
  return `palette-${userId}`
}

/** What this person chose with this browser, the latest first. */
export function readChoices(userId: string): RecentChoice[] {
  return readStored(nameOf(userId), readList) ?? []
}

function readList(stored: unknown): RecentChoice[] | null {
  if (!Array.isArray(stored)) return null
  return stored.filter(isChoice)
}

function isChoice(stored: unknown): stored is RecentChoice {
  if (typeof stored !== 'object' || stored === null) return false
  const { id, group, label, to = '/' } = stored as Record<string, unknown>
  // An address of ours and no other: it comes from a place that others may have written to.
  const isKnown = GROUPS.some((one) => one === group)
  return typeof id === 'string' && typeof label === 'string' && isKnown && isOwnAddress(to)
}

/** Remembers a choice; a search for what was typed once is remembered by the search box. */
export function keepChoice(userId: string, { id, group, label, detail, to }: PaletteItem): void {
  if (group === 'search') return
  const others = readChoices(userId).filter((one) => one.id !== id)
  const choice = { id, group, label, ...(detail && { detail }), ...(to && { to }) }
  writeStored(nameOf(userId), [choice, ...others].slice(0, MOST_KEPT))
}
