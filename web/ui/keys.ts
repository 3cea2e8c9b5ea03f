import { type RefObject, useLayoutEffect, useRef } from 'react'
import { areSingleKeysOn } from '../lib/single-keys.ts'
import { isSingleKey, readPress, SHORTCUTS, type ShortcutName, shortcutOf } from './shortcuts.ts'

/** Whether a key belongs to a field, so that no shortcut may take it. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['range', 'checkbox'].includes(target.type)
  const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  return isField || target.isContentEditable
}

/** What moves by arrows, and goes to an item by its first letter. */
const MOVING =
  'input[type=range], video, [role=menu], [role=listbox], [role=tree], [role=tablist], [role=slider], [role=grid]'
const LETTERED = '[role=menu], [role=listbox], [role=tree]'

/** Whether what has the focus uses the key itself. */
function ownsKey(target: EventTarget | null, pressed: string): boolean {
  if (!(target instanceof Element)) return false
  if (pressed.includes('Arrow')) return target.closest(MOVING) !== null
  return isSingleKey(pressed) && target.closest(LETTERED) !== null
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform)

interface Offer {
  name: ShortcutName
  /** null: whoever has the focus does it; it is only told of. */
  act: (() => void) | null
  /** Whether it can be done just now; without it, always. */
  isReady?: () => boolean
}

/** What works at the moment, the latest last: of two with one key the latest is meant. */
const offers: Offer[] = []

/**
 * Runs `act` when the keys of a shortcut are pressed anywhere but in a field or over an open dialog. While it is active
 * it stands in the sheet of shortcuts and among the commands of the palette. `isReady` is asked at each press.
 */
export function useShortcut(
  name: ShortcutName,
  act: () => void,
  isActive = true,
  isReady = ALWAYS,
): void {
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })
  useLayoutEffect(() => {
    if (!isActive) return
    return offer([{ name, act: () => latest.current(), isReady }])
  }, [name, isActive, isReady])
}

const ALWAYS = () => true

/** A key that presses a button, wherever the focus is, as long as somebody could press it: it is in sight, and not off. */
export function usePressedBy(name: ShortcutName | undefined): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    if (!name) return
    const isReady = () => {
      const { current } = button
      if (!current || current.disabled || current.closest('[inert]')) return false
      return current.checkVisibility({ visibilityProperty: true })
    }
    const act = () => {
      button.current?.scrollIntoView({ block: 'nearest' })
      if (shortcutOf(name).takesFocus) button.current?.focus()
      button.current?.click()
    }
    return offer([{ name, act, isReady }])
  }, [name])
  return button
}

/** Keys that an element handles while it has the focus, for the sheet of shortcuts. */
export function useOwnKeys(names: readonly ShortcutName[], isActive = true): void {
  const list = names.join(' ')
  useLayoutEffect(() => {
    if (!isActive) return
    const known = (Object.keys(SHORTCUTS) as ShortcutName[]).filter((name) =>
      list.split(' ').includes(name),
    )
    return offer(known.map((name) => ({ name, act: null })))
  }, [list, isActive])
}

function offer(added: readonly Offer[]): () => void {
  if (offers.length === 0) document.addEventListener('keydown', onKeyDown)
  offers.push(...added)
  return () => {
    for (const one of added) offers.splice(offers.indexOf(one), 1)
    if (offers.length === 0) document.removeEventListener('keydown', onKeyDown)
  }
}

/** What works now, in the order of the table; `act` is null for what only an element with the focus can do. */
export function listShortcuts(): Offer[] {
  return (Object.keys(SHORTCUTS) as ShortcutName[]).flatMap((name) => {
    const known = offers.filter((one) => one.name === name && (one.isReady?.() ?? true))
    const last = known.findLast(({ act }) => act) ?? known.at(-1)
    return last ? [last] : []
  })
}

/** The first of two keys, for as long as the second is waited for. */
let begun = ''
let timer = 0
const SECOND_KEY_MS = 1_500

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const isAltGraph = event.getModifierState('AltGraph')
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event
  const press = { key, code, ctrlKey, metaKey, altKey, shiftKey, isAltGraph }
  const pressed = readPress(press, isMac)
  if (pressed === null || ['Shift', 'AltGraph'].includes(key)) return
  if (document.querySelector('dialog:modal')) return
  const sequence = begun + pressed
  begun = ''
  clearTimeout(timer)
  const found = findOffer(sequence, event) ?? findOffer(pressed, event)
  if (found) {
    event.preventDefault()
    if (!event.repeat || shortcutOf(found.name).repeats) found.act?.()
  } else if (isBeginning(pressed, event)) {
    begun = `${pressed} `
    timer = window.setTimeout(() => {
      begun = ''
    }, SECOND_KEY_MS)
  }
}

function findOffer(pressed: string, { target }: KeyboardEvent): Offer | undefined {
  if (ownsKey(target, pressed) || (isSingleKey(pressed) && !areSingleKeysOn())) return undefined
  return offers.findLast(({ name, act, isReady }) => {
    const { keys, whileTyping } = shortcutOf(name)
    if (!act || !keys.includes(pressed)) return false
    return (whileTyping || !isTyping(target)) && (isReady?.() ?? true)
  })
}

/** Whether another key may follow that makes it a shortcut. */
function isBeginning(pressed: string, { target, repeat }: KeyboardEvent): boolean {
  if (repeat || isTyping(target) || ownsKey(target, pressed) || !areSingleKeysOn()) return false
  return offers.some(({ name }) =>
    shortcutOf(name).keys.some((keys) => keys.startsWith(`${pressed} `)),
  )
}
