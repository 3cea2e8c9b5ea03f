import { useCallback } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { DELIVERY_PARAM } from '../lib/browse-query.ts'

/** The editor of delivery URLs, as far as the page's address knows of it. */
export interface EditorAddress {
  /** Parameters as a query; null: the editor is closed. */
  text: string | null
  open: () => void
  /** Replaces the parameters in the address. */
  write: (text: string) => void
  close: () => void
}

/** Opening the editor is an entry of the history, so that Back closes it; what is done in it replaces that entry. */
export function useEditorAddress(): EditorAddress {
  const { search, state } = useLocation()
  const navigate = useNavigate()
  const text = new URLSearchParams(search).get(DELIVERY_PARAM)
  const show = useCallback(
    (next: string | null, how: { replace: boolean; more?: object }) => {
      // What the address says by now: this may be called later than it was made.
      const { pathname, search: now } = window.location
      const params = new URLSearchParams(now)
      params.delete(DELIVERY_PARAM)
      if (next !== null) params.set(DELIVERY_PARAM, next)
      const query = params.size > 0 ? `?${params}` : ''
      navigate(`${pathname}${query}`, { replace: how.replace, state: { ...state, ...how.more } })
    },
    [navigate, state],
  )
  return {
    text,
    open: () => {
      const more = { depth: (state?.depth ?? 1) + 1, editorOpenedAt: window.location.pathname }
      show('', { replace: false, more })
    },
    write: useCallback((next) => show(next, { replace: true }), [show]),
    close: () => {
      const isOwnEntry = state?.editorOpenedAt === window.location.pathname
      if (isOwnEntry) navigate(-1)
      else show(null, { replace: true })
    },
  }
}

/**
 * Leaves the detail view to where it was opened from, behind however many entries of its own.
 * @param otherwise for a link that was opened from outside
 */
export function useLeave(otherwise: () => void): () => void {
  const { state } = useLocation()
  const navigate = useNavigate()
  const depth = state?.depth ?? 1
  return () => (state?.isInside && depth > 1 ? navigate(-depth) : otherwise())
}
