import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'
import { applyPatch, describePatch, isUntouched, planMerge, planUndo } from '../lib/asset-edits.ts'
import { fileName } from '../lib/asset-words.ts'
import { type AssetPage, type AssetState, assetQuery, patchAsset } from '../lib/assets.ts'
import { hasStatus } from '../lib/failure-text.ts'
import { noteFailure } from '../lib/session.ts'
import { t } from '../texts/asset.ts'
import { useToast } from '../ui/Toast.tsx'
import {
  type EditNote,
  keepEditNote,
  keepUnsaved,
  settleEditNote,
  useEditNote,
} from './edit-notes.ts'
import { keepFormerTags, useFormerTags } from './former-tags.ts'
import { historyQuery } from './history.ts'

export interface AssetEdits extends EditNote {
  save: (patch: AssetPatch) => void
  /** Confidences of tags before they were removed, by label. */
  formerTags: Record<string, number>
  /** Forgets a conflict or an unsaved change. */
  drop: () => void
}

/** So often an edit goes on when somebody else has changed other parts meanwhile. */
const TRIES = 2

/** Edits of one asset: shown at once, saved one after another, taken back by Undo. */
export function useAssetEdits(sourceId: string, path: string): AssetEdits {
  const client = useQueryClient()
  const toast = useToast()
  const asset = { sourceId, path }
  const note = useEditNote(sourceId, path)
  const formerTags = useFormerTags(sourceId, path)
  // A second edit has to wait for the ETag that the first one gives.
  const queue = useRef(Promise.resolve())
  const options = assetQuery(sourceId, path)
  const drop = () => keepEditNote(client, asset)
  const keep = (patch: AssetPatch, failure: Error) => {
    keepUnsaved(client, asset, { patch, failure })
    const name = fileName(path)
    toast({ text: t.notSaved(name, describePatch(patch)) })
  }
  const send = async (patch: AssetPatch, isUndo: boolean, triesLeft = TRIES): Promise<void> => {
    const before = client.getQueryData(options.queryKey)
    if (!before) return
    try {
      await client.cancelQueries({ queryKey: options.queryKey })
      client.setQueryData(options.queryKey, {
        ...before,
        attributes: applyPatch(before.attributes, patch),
      })
      if (patch.tags) keepFormerTags(client, asset, before.attributes.tags)
      const after = await patchAsset(sourceId, path, { patch, etag: before.etag })
      // What was asked for meanwhile may come from before the edit.
      await client.cancelQueries({ queryKey: options.queryKey })
      keepSaved(client, sourceId, { before, after })
      settleEditNote(client, asset, patch)
      const undo = () => save(planUndo(before.attributes, patch), true)
      toast({
        text: isUndo ? t.undone : t.saved(describePatch(patch)),
        ...(isUndo ? {} : { undo }),
      })
    } catch (cause) {
      const failure = cause instanceof Error ? cause : new Error(String(cause))
      client.setQueryData(options.queryKey, before)
      noteFailure(client, failure)
      if (!hasStatus(failure, 412)) return keep(patch, failure)
      const { attributes: theirs } = await client.fetchQuery({ ...options, staleTime: 0 })
      if (triesLeft > 0 && isUntouched(before.attributes, theirs, patch)) {
        return send(patch, isUndo, triesLeft - 1)
      }
      const merged = planMerge(before.attributes, patch, theirs)
      keepEditNote(client, asset, { conflict: { mine: patch, merged, theirs } })
    }
  }
  const save = (patch: AssetPatch, isUndo = false) => {
    queue.current = queue.current
      .then(() => send(patch, isUndo))
      .catch((cause: Error) => keep(patch, cause))
  }
  return { ...note, formerTags, save, drop }
}

/** What an edit changes on a tile. */
function pickShown({ name, warning_adult, warning_violence }: AssetAttributes) {
  return { name, warning_adult, warning_violence }
}

/** Puts the saved asset wherever it is shown. */
function keepSaved(
  client: QueryClient,
  sourceId: string,
  { before, after }: { before: AssetState; after: AssetState },
): void {
  const path = after.attributes.origin_path
  const metadata = after.attributes.metadata ?? before.attributes.metadata
  const attributes = { ...after.attributes, ...(metadata && { metadata }) }
  client.setQueryData(assetQuery(sourceId, path).queryKey, { ...after, attributes })
  client.setQueriesData<AssetPage>({ queryKey: ['assets', sourceId] }, (page) => {
    if (!page?.assets.some((one) => one.origin_path === path)) return page
    const assets = page.assets.map((one) =>
      one.origin_path === path ? { ...one, ...pickShown(attributes) } : one,
    )
    return { ...page, assets }
  })
  client.invalidateQueries({ queryKey: ['vocabulary'] })
  client.invalidateQueries({ queryKey: historyQuery(sourceId, path).queryKey })
}
