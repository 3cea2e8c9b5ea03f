import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import { assetAddress } from '../lib/addresses.ts'
import { altText, hasPicture } from '../lib/asset-words.ts'
import { assetQuery, type TileAsset } from '../lib/assets.ts'
import { DELIVERY_PARAM } from '../lib/browse-query.ts'
import { useHidden } from '../lib/hidden-assets.ts'
import { readBoolean } from '../lib/preferences.ts'
import { type RenderingSource, readRenderingSource } from '../lib/rendering-url.ts'
import { exactTotal } from '../lib/result-total.ts'
import { sourceQuery } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { usePreference } from '../lib/use-preference.ts'
import { useMedia } from '../ui/use-media.ts'
import { findFaces } from './faces.ts'
import { viewerOf } from './media-kinds.ts'
import { useEditorAddress, useLeave } from './use-editor-address.ts'
import { useNeighbours } from './use-neighbours.ts'
import { useZoom } from './use-zoom.ts'

/** What the detail view shows of an asset, and how it is moved about. */
export function useDetail(library: Library, path: string) {
  const source = useQuery(sourceQuery(library.sourceId)).data?.attributes
  const rendering = useMemo(() => (source ? readRenderingSource(source) : null), [source])
  const { neighbours, total } = useNeighbours(library, path)
  const result = total && exactTotal(total, library.query, source?.indexing.found)
  const loaded = useQuery(assetQuery(library.sourceId, path))
  const { index, strip, previous, next } = neighbours
  const attributes = loaded.data?.attributes
  const asset = strip.find((one) => one.origin_path === path) ?? attributes ?? null
  const isPicture = asset !== null && viewerOf(asset, hasPicture(asset)) === 'picture'
  const editor = useEditorAddress()
  const canEdit = isPicture && rendering !== null
  const isEditing = editor.text !== null && canEdit
  const zoom = useZoom(path, asset, isPicture && !isEditing)
  const go = useGo(library, isEditing ? editor.text : null)
  return {
    ...{ asset, attributes, strip, previous, next, go },
    source: rendering,
    failure: loaded.error,
    position: index < 0 || !result ? null : { index, ...result },
    alt: altText({ alt_text: null, description: null, origin_path: path, ...attributes }),
    editor: { ...editor, isOpen: isEditing, open: canEdit ? editor.open : null },
    zoom,
    canZoom: isPicture && !isEditing,
    panel: usePanel(),
    faces: useFaces(attributes),
    hiding: useHiding(asset, rendering),
    leave: useLeave(library.close),
  }
}

export type DetailState = ReturnType<typeof useDetail>

/** To a neighbour, in place of this one; the editor stays open with its parameters. */
function useGo(library: Library, delivery: string | null) {
  const navigate = useNavigate()
  const { state } = useLocation()
  return (to: TileAsset | null) => {
    if (!to) return
    if (delivery === null) return library.open(to.origin_path, { replace: true })
    const address = assetAddress(library.sourceId, to.origin_path, library.query)
    const param = new URLSearchParams({ [DELIVERY_PARAM]: delivery })
    navigate(`${address}${address.includes('?') ? '&' : '?'}${param}`, { replace: true, state })
  }
}

/** null where there is no picture to be hidden. */
function useHiding(asset: TileAsset | null, source: RenderingSource | null) {
  const { isHidden, setHidden } = useHidden(asset ?? { origin_path: '' }, source)
  if (!asset || !source || !hasPicture(asset)) return null
  return { isHidden, toggle: () => setHidden(!isHidden) }
}

/** Frames around faces are shown to who has asked for them. */
function useFaces(asset: AssetAttributes | undefined) {
  const [isShown, setShown] = usePreference('detail-faces', false, readBoolean)
  const found = useMemo(() => findFaces(asset), [asset])
  return { found, isShown, toggle: () => setShown(!isShown) }
}

/** Beside the stage; where it takes much of that, or is a sheet below it, each visit starts without. */
function usePanel() {
  const isWide = useMedia('(min-width: 1024px)')
  const [isDocked, setDocked] = usePreference('detail-panel', true, readBoolean)
  const [isSheetOpen, setSheetOpen] = useState(false)
  const isOpen = isWide ? isDocked : isSheetOpen
  const toggle = () => (isWide ? setDocked(!isDocked) : setSheetOpen(!isSheetOpen))
  return { isOpen, isSheet: !isWide, toggle }
}
