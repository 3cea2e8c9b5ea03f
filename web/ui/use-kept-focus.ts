import { useLayoutEffect, useRef } from 'react'

/**
 * What has the focus may go once it has done its work, a field or a cross: then the last element of this part that
 * `selector` matches takes over, so that the keyboard goes on where it was. Spread on the part's element.
 */
export function useKeptFocus(selector: string) {
  const ref = useRef<HTMLElement>(null)
  const hasFocus = useRef(false)
  // No dependencies: any change of what is shown may have taken it away, without a blur.
  useLayoutEffect(() => {
    if (!hasFocus.current || document.activeElement !== document.body) return
    const targets = ref.current?.querySelectorAll<HTMLElement>(selector)
    targets?.item(targets.length - 1)?.focus()
  })
  return {
    ref,
    onFocus: () => {
      hasFocus.current = true
    },
    onBlur: () => {
      hasFocus.current = false
    },
  }
}
