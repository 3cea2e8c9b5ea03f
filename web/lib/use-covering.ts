import { useLayoutEffect } from 'react'

/** For a view as large as the page: what lies below is neither drawn nor laid out from now until it goes. */
export function useCovering(): void {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement
    dataset.covered = ''
    return () => {
      delete dataset.covered
    }
  }, [])
}
