import { useEffect } from 'react'

/** Whether a key belongs to a field, so that no shortcut may take it. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['range', 'checkbox'].includes(target.type)
  const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  return isField || target.isContentEditable
}

/** Runs `act` for a single key pressed anywhere but in a field or over an open dialog. */
export function useShortcut(key: string, act: () => void, isActive = true): void {
  useEffect(() => {
    if (!isActive) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.defaultPrevented || isTyping(event.target)) return
      if (document.querySelector('dialog:modal')) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  })
}
