import { Fragment } from 'react'
import { areSingleKeysOn } from '../lib/single-keys.ts'
import { t } from '../texts/ui.ts'
import styles from './Keys.module.css'
import { isMac } from './keys.ts'
import { isSingleKey, type ShortcutName, shortcutOf } from './shortcuts.ts'

const ARROWS: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  '-': '−',
}
const MAC_KEYS: Record<string, string> = { Mod: '⌘', Shift: '⇧' }

/** What stands on a key. */
function capOf(key: string): string {
  const named: Record<string, string> = t.keys
  const cap = (isMac && MAC_KEYS[key]) || ARROWS[key] || named[key] || key
  return cap.length === 1 ? cap.toUpperCase() : cap
}

/** `Mod+k` are two keys held together, `g s` one after the other. */
function splitKeys(keys: string): string[][] {
  return keys.split(' ').map((press) => press.split(/\+(?=.)/))
}

/** One key, or several held together, as they look on a keyboard. */
export function KeyCaps({ keys }: { keys: string }) {
  return splitKeys(keys).map((caps, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the keys of a shortcut never change places
    <Fragment key={i}>
      {i > 0 && <span className={styles.then}>{t.keys.followedBy}</span>}
      {caps.map((cap) => (
        // A bracket in a line from right to left would be turned round.
        <kbd key={cap} dir="ltr" className={styles.key}>
          {capOf(cap)}
        </kbd>
      ))}
    </Fragment>
  ))
}

/** Shift is held for all of them, and said once. */
function withoutModifier(keys: string): string {
  return keys.replace(/^\w+\+/, '')
}

/** The keys of a shortcut; none while they are switched off. */
export function ShortcutKeys({ name }: { name: ShortcutName }) {
  const { keys, showsAll } = shortcutOf(name)
  if (isSingleKey(keys[0]) && !areSingleKeysOn()) return null
  const shown = showsAll ? keys : keys.slice(0, 1)
  return (
    <span className={styles.keys}>
      {shown.map((one, i) => (
        <KeyCaps key={one} keys={i === 0 ? one : withoutModifier(one)} />
      ))}
    </span>
  )
}
