import type { FocusEvent } from 'react'

/** Whether somebody has left a field: a question that has to be answered takes the focus, too, but gives it back. */
export function hasLeft({ relatedTarget }: FocusEvent): boolean {
  return !relatedTarget?.closest('dialog[data-goes-back]')
}
