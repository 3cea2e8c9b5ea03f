/** So long nobody has to have pressed a key in a field to have paused. */
const PAUSE_MS = 1_000
/** Fields keep some keys to themselves. */
const CAPTURE = { capture: true }

interface Typing {
  /** Where keys and a change of the focus are heard of. */
  page: EventTarget
  /** Whether a field has the focus now. */
  isInField: () => boolean
}

/**
 * Acts at once, or where somebody writes in a field once they pause or leave it: what comes up and takes the focus
 * must not take the keys that were meant for the field.
 * @returns takes it back
 */
export function afterTyping({ page, isInField }: Typing, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  const wait = (ms: number, then: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(then, ms)
  }
  const end = () => {
    stop()
    act()
  }
  const onKey = () => wait(PAUSE_MS, end)
  // The next field has the focus a moment later.
  const onLeave = () => wait(0, () => (isInField() ? onKey() : end()))
  const stop = () => {
    clearTimeout(timer)
    page.removeEventListener('keydown', onKey, CAPTURE)
    page.removeEventListener('focusout', onLeave)
  }
  page.addEventListener('keydown', onKey, CAPTURE)
  page.addEventListener('focusout', onLeave)
  if (isInField()) onKey()
  else end()
  return stop
}
