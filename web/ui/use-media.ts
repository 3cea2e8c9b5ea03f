import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds, as it changes. */
export function useMedia(media: string): boolean {
  const subscribe = useCallback(
    (notify: () => void) => {
      const list = matchMedia(media)
      list.addEventListener('change', notify)
      return () => list.removeEventListener('change', notify)
    },
    [media],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(media).matches)
}
