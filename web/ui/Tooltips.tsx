import { useEffect, useRef, useState } from 'react'
import { ShortcutKeys } from './Keys.tsx'
import { isShortcut, type ShortcutName } from './shortcuts.ts'
import styles from './Tooltips.module.css'
import { usePopup } from './use-popup.ts'

/** Rests this long before it is a question. */
const REST_MS = 400

interface Shown {
  element: Element
  text: string
  shortcut: ShortcutName | null
}

/**
 * The name of a button of one icon, and its key: beside what has `data-tip` (and `data-keys`), while the pointer rests on
 * it or the keyboard has brought the focus there. Once on the page; only for the eye, since names are read out anyway.
 */
export function Tooltips() {
  const shown = useShown()
  return shown && <Tooltip key={shown.text} {...shown} />
}

function Tooltip({ element, text, shortcut }: Shown) {
  const note = useRef<HTMLDivElement>(null)
  usePopup(note, { anchor: () => element.getBoundingClientRect() })
  return (
    <div ref={note} popover="manual" aria-hidden className={styles.tip}>
      {text}
      {shortcut && <ShortcutKeys name={shortcut} />}
    </div>
  )
}

function useShown(): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null)
  useEffect(() => {
    let timer = 0
    let current: Element | null = null
    let lastKey = ''
    const hide = () => {
      clearTimeout(timer)
      current = null
      setShown(null)
    }
    const show = (element: Element) => {
      const { tip = '', keys = '' } = (element as HTMLElement).dataset // all that carry it are ours
      const isOpen = element.getAttribute('aria-expanded') === 'true'
      if (!tip || isOpen || !element.isConnected) return
      setShown({ element, text: tip, shortcut: isShortcut(keys) ? keys : null })
    }
    const onPointerOver = ({ target, pointerType }: PointerEvent) => {
      const element = target instanceof Element ? target.closest('[data-tip]') : null
      if (element && element === current) return
      hide()
      current = element
      if (element && pointerType !== 'touch') timer = window.setTimeout(show, REST_MS, element)
    }
    const onKeyDown = ({ key }: KeyboardEvent) => {
      lastKey = key
      hide()
    }
    const onFocus = ({ target }: FocusEvent) => {
      hide()
      // Where somebody has gone, not where a dialog has put them.
      if (lastKey !== 'Tab') return
      if (target instanceof Element && target.matches('[data-tip]:focus-visible')) show(target)
    }
    const hiding = ['pointerdown', 'scroll', 'focusout'] as const
    document.addEventListener('pointerover', onPointerOver)
    document.addEventListener('focusin', onFocus)
    document.addEventListener('keydown', onKeyDown, true)
    for (const name of hiding) document.addEventListener(name, hide, true)
    return () => {
      hide()
      document.removeEventListener('pointerover', onPointerOver)
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('keydown', onKeyDown, true)
      for (const name of hiding) document.removeEventListener(name, hide, true)
    }
  }, [])
  return shown
}
