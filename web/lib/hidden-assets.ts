import { useSyncExternalStore } from 'react'
import { readBoolean } from './preferences.ts'
import type { RenderingSource } from './rendering-url.ts'
import { storedValue } from './stored-value.ts'

/** What of an asset decides whether it is hidden; what is not told of is no alert. */
export interface Hideable {
  origin_path: string
  warning_adult?: number | null
  warning_violence?: number | null
}

/** What a person has chosen in this browser, oldest first: true for hidden. */
export type HiddenChoices = Readonly<Record<string, boolean>>

/** As many choices as are remembered. */
export const MOST_CHOICES = 2_000
const LIKELY = 4

const pixelating = storedValue('pixelates', true, readBoolean)
const choices = storedValue<HiddenChoices>('hidden-assets', {}, readChoices)

/** Adult or Violent at Likely or more starts hidden, unless that is switched off in this browser. */
export function startsHidden({ warning_adult: adult, warning_violence: violence }: Hideable) {
  return pixelating.read() && Math.max(adult ?? 0, violence ?? 0) >= LIKELY
}

/** For the switch; what somebody has hidden or shown by hand stays so. */
export function usePixelating(): [isOn: boolean, change: (isOn: boolean) => void] {
  return [useSyncExternalStore(pixelating.subscribe, pixelating.read), pixelating.set]
}

/** Remembers choices, and forgets the oldest when there are too many. */
export function planChoices(
  before: HiddenChoices,
  keys: readonly string[],
  isHidden: boolean,
  most = MOST_CHOICES,
): HiddenChoices {
  const chosen = new Set(keys)
  const others = Object.entries(before).filter(([name]) => !chosen.has(name))
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
    if (source) hideAssets([asset], source, hidden)
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
  choices.set(planChoices(choices.read(), keys, isHidden))
}

export function isHiddenNow(asset: Hideable, source: RenderingSource | null): boolean {
  const chosen = source ? choices.read()[keyOf(asset, source)] : undefined
  return chosen ?? startsHidden(asset)
}

/** The subdomain is one source's alone. */
function keyOf({ origin_path: path }: Hideable, { subdomain }: RenderingSource): string {
  return `${subdomain}${path}`
}

function subscribe(notify: () => void): () => void {
  const ends = [choices.subscribe(notify), pixelating.subscribe(notify)]
  return () => {
    for (const end of ends) end()
  }
}
