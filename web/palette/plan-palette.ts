import type { LucideIcon } from 'lucide-react'
import type { TileAsset } from '../lib/assets.ts'
import type { ShortcutName } from '../ui/shortcuts.ts'
import { INSIDE, type Match, matchWords } from './match-words.ts'

/** The kinds of things there are, in the order in which they are shown. */
export const GROUPS = [
  'recent',
  'commands',
  'settings',
  'sources',
  'folders',
  'searches',
  'assets',
  'tags',
  'categories',
  'appearance',
  'search',
] as const
export type PaletteGroup = (typeof GROUPS)[number]

export interface PaletteItem {
  /** One of its own among all, and the same on the next visit. */
  id: string
  group: PaletteGroup
  label: string
  /** Below the label. */
  detail?: string
  /** At the end of the line: a count, a kind. */
  end?: string
  icon?: LucideIcon
  /** In place of the icon. */
  asset?: TileAsset
  shortcut?: ShortcutName
  /** Other words it may be looked for by. */
  words?: string
  /** It is as it says already. */
  isChosen?: boolean
  to?: string
  run?: () => void
}

export interface ShownItem extends PaletteItem {
  marks: Match['marks']
}

export interface ShownGroup {
  group: PaletteGroup
  items: ShownItem[]
}

/** As many of one kind as are shown when something was typed; of commands there are few. */
const MOST: Partial<Record<PaletteGroup, number>> = {
  commands: 8,
  settings: 6,
  assets: 8,
  appearance: 8,
}
const MOST_OF_A_KIND = 5

/** Without a text all commands are shown, and nothing that could be thousands. */
const AT_REST: readonly PaletteGroup[] = [
  'commands',
  'settings',
  'sources',
  'searches',
  'appearance',
]

/** What was found elsewhere is found by other words than its label. */
const FOUND: readonly PaletteGroup[] = ['assets', 'search']

interface PalettePlan {
  items: readonly PaletteItem[]
  typed: string
  /** Ids of what was chosen last, the latest first. */
  recent: readonly string[]
  /** Only of this kind. */
  only: PaletteGroup | null
}

/** What is shown for what was typed, by groups; those of which nothing really matches come last. */
export function planPalette({ items, typed, recent, only }: PalettePlan): ShownGroup[] {
  const wanted = only === null ? items : items.filter(({ group }) => group === only)
  if (typed.trim() === '') return planRest(wanted, only === null ? recent : [], only)
  const matched = wanted.flatMap((item) => {
    const match = matchItem(item, typed)
    return match ? [{ ...item, marks: match.marks, score: match.score }] : []
  })
  const groups = GROUPS.flatMap((group) => {
    const all = matched.filter((item) => item.group === group)
    const rank = (id: string) => (recent.includes(id) ? recent.indexOf(id) : recent.length)
    const best = all.sort((a, b) => b.score - a.score || rank(a.id) - rank(b.id))
    const items = best.slice(0, only ? undefined : (MOST[group] ?? MOST_OF_A_KIND))
    return items.length > 0 ? [{ group, items, score: items[0]?.score ?? 0 }] : []
  })
  return groups
    .sort((a, b) => tier(b) - tier(a))
    .map(({ group, items }) => ({ group, items: items.map(({ score: _, ...item }) => item) }))
}

function matchItem(item: PaletteItem, typed: string): Match | null {
  const { group, label, words = '' } = item
  const match = matchWords(label, typed, {
    isLoose: group === 'commands' || group === 'appearance',
    others: words,
  })
  return match ?? (FOUND.includes(group) ? { score: INSIDE, marks: [] } : null)
}

function tier({ group, score }: { group: PaletteGroup; score: number }): number {
  if (group === 'search') return 0
  return score >= INSIDE ? 2 : 1
}

function planRest(
  items: readonly PaletteItem[],
  recent: readonly string[],
  only: PaletteGroup | null,
): ShownGroup[] {
  const last = recent.flatMap((id) => items.filter((item) => item.id === id)).slice(0, 6)
  const groups = GROUPS.map((group) => ({
    group,
    items:
      group === 'recent' ? last : items.filter((one) => one.group === group && !last.includes(one)),
  }))
  return groups
    .filter(({ group, items }) => {
      return items.length > 0 && (group === 'recent' || group === only || AT_REST.includes(group))
    })
    .map(({ group, items }) => ({ group, items: items.map((item) => ({ ...item, marks: [] })) }))
}
