import { useSyncExternalStore } from 'react'
import { readStored, writeStored } from './preferences.ts'
import type { RenderingSource } from './rendering-url.ts'

/** What of an asset decides whether it is hidden; what is not told of is no alert. */
export interface Hideable {
  origin_path: string
  warning_adult?: number | null
  warning_violence?: number | null
}

/** What a person has chosen in this browser, oldest first: true for hidden. */
export type HiddenChoices = Readonly<Record<string, boolean>>

const NAME = 'hidden-assets'
/** As many choices as are remembered. */
export const MOST_CHOICES = 2_000
const LIKELY = 4

/** Adult or Violent at Likely or more starts hidden. */
export function startsHidden({ warning_adult: adult, warning_violence: violence }: Hideable) {
  return Math.max(adult ?? 0, violence ?? 0) >= LIKELY
}

/** Remembers choices, and forgets the oldest when there are too many. */
export function planChoices(
  choices: HiddenChoices,
  keys: readonly string[],
  isHidden: boolean,
  most = MOST_CHOICES,
): HiddenChoices {
  const chosen = new Set(keys)
  const others = Object.entries(choices).filter(([name]) => !chosen.has(name))
  const added = [...chosen].map((key) => [key, isHidden] as const)
  return Object.fromEntries([...others, ...added].slice(-most))
}

export function readChoices(stored: unknown): HiddenChoices | null {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return null
  const entries = Object.entries(stored)
  return entries.every(([, value]) => typeof value === 'boolean')
    ? Object.fromEntries(entries)
    : null
}

/** Whether an asset is pixelated here, and what turns that round. Deliveries do not change. */
export function useHidden(asset: Hideable, source: RenderingSource | null) {
  const isHidden = useSyncExternalStore(subscribe, () => isHiddenNow(asset, source))
  const setHidden = (hidden: boolean) => {
    if (source) keep(planChoices(readNow(), [keyOf(asset, source)], hidden))
  }
  return { isHidden, setHidden }
}

/** Hides or shows several at once, in this browser. */
export function hideAssets(
  assets: readonly Hideable[],
  source: RenderingSource,
  isHidden: boolean,
): void {
  const keys = assets.map((asset) => keyOf(asset, source))
  keep(planChoices(readNow(), keys, isHidden))
}

export function isHiddenNow(asset: Hideable, source: RenderingSource | null): boolean {
  const chosen = source ? readNow()[keyOf(asset, source)] : undefined
  return chosen ?? startsHidden(asset)
}

/** The subdomain is one source's alone. */
function keyOf({ origin_path: path }: Hideable, { subdomain }: RenderingSource): string {
  return `${subdomain}${path}`
}

let known: HiddenChoices | null = null
const listeners = new Set<() => void>()

function readNow(): HiddenChoices {
  known ??= readStored(NAME, readChoices) ?? {}
  return known
}

function keep(choices: HiddenChoices): void {
  known = choices
  writeStored(NAME, choices)
  tell()
}

function tell(): void {
  for (const notify of listeners) notify()
}

/** Another tab has chosen. */
function onStorage({ key }: StorageEvent): void {
  if (key !== `vitrine-${NAME}`) return
  known = null
  tell()
}

function subscribe(notify: () => void): () => void {
  if (listeners.size === 0) addEventListener('storage', onStorage)
  listeners.add(notify)
  return () => {
    listeners.delete(notify)
    if (listeners.size === 0) removeEventListener('storage', onStorage)
  }
}
