import { useCallback, useMemo } from 'react'
import { useLocation, useNavigate, useParams } from 'react-router'
import { assetAddress, libraryAddress, readAssetPath } from './addresses.ts'
import { listKey } from './assets.ts'
import { type BrowseQuery, readBrowseQuery } from './browse-query.ts'
import { useListAhead } from './list-ahead.ts'

/** What the address says, and the ways to change it. */
export interface Library {
  sourceId: string
  query: BrowseQuery
  /** Names of parameters that were not understood. */
  ignored: string[]
  /** Origin path of the asset in the detail view, null in the library itself. */
  assetPath: string | null
  /** Shows the library with another query; what is found anew has no selection yet. */
  show: (part: Partial<BrowseQuery>, how?: { replace?: boolean }) => void
  /** Shows one asset large. */
  open: (path: string, how?: { replace?: boolean }) => void
  /** Leaves the detail view. */
  close: () => void
}

/** The state of the library is its address; nothing else holds it. */
export function useLibrary(): Library {
  const { sourceId = '' } = useParams()
  const { pathname, search, state } = useLocation()
  const navigate = useNavigate()
  const { query, ignored } = useMemo(() => readBrowseQuery(new URLSearchParams(search)), [search])
  const assetPath = readAssetPath(pathname)
  const ask = useListAhead(sourceId)
  const show = useCallback(
    (part: Partial<BrowseQuery>, how: { replace?: boolean } = {}) => {
      // What the address says by now: a change that was not drawn yet must not be undone.
      const { query: present } = readBrowseQuery(new URLSearchParams(window.location.search))
      const next = { ...present, at: null, ...part }
      if (listKey(sourceId, next).join() !== listKey(sourceId, present).join()) ask(next)
      navigate(libraryAddress(sourceId, next), how)
    },
    [navigate, sourceId, ask],
  )
  const open = useCallback(
    (path: string, how: { replace?: boolean } = {}) => {
      navigate(assetAddress(sourceId, path, query), { ...how, state: { ...state, isInside: true } })
    },
    [navigate, sourceId, query, state],
  )
  const close = useCallback(() => {
    // Going back keeps one history entry for the list; an opened link has none to go back to.
    if (state?.isInside) navigate(-1)
    else navigate(libraryAddress(sourceId, { ...query, at: assetPath }), { replace: true })
  }, [navigate, state, sourceId, query, assetPath])
  return useMemo(
    () => ({ sourceId, query, ignored, assetPath, show, open, close }),
    [sourceId, query, ignored, assetPath, show, open, close],
  )
}
