import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'

/** Somebody else was first. Nothing of `mine` is lost; `merged` would keep both. */
export interface Conflict {
  mine: AssetPatch
  merged: AssetPatch
  theirs: AssetAttributes
}

/** What has become of the last edit of an asset, when it was not saved. */
export interface EditNote {
  conflict: Conflict | null
  /** A change that did not reach the server, kept to be sent again. */
  unsaved: { patch: AssetPatch; failure: Error } | null
}

const NONE: EditNote = { conflict: null, unsaved: null }

function noteKey(sourceId: string, path: string) {
  return ['edit-note', sourceId, path]
}

/** The note of an asset; it waits here while other assets are looked at. */
export function useEditNote(sourceId: string, path: string): EditNote {
  const note = useQuery({ queryKey: noteKey(sourceId, path), queryFn: () => NONE, enabled: false })
  return note.data ?? NONE
}

export function keepEditNote(
  client: QueryClient,
  asset: { sourceId: string; path: string },
  note: Partial<EditNote> = {},
): void {
  // A change that somebody typed must not be cleared away as an unused answer.
  client.setQueryDefaults(['edit-note'], { gcTime: Number.POSITIVE_INFINITY })
  client.setQueryData(noteKey(asset.sourceId, asset.path), { ...NONE, ...note })
}

/** Forgets what a saved patch has settled; an older change of another part still waits. */
export function settleEditNote(
  client: QueryClient,
  asset: { sourceId: string; path: string },
  saved: AssetPatch,
): void {
  const note = client.getQueryData<EditNote>(noteKey(asset.sourceId, asset.path))
  const waiting = note?.unsaved?.patch ?? note?.conflict?.mine ?? {}
  if (Object.keys(waiting).every((part) => part in saved)) keepEditNote(client, asset)
}

/** A change that did not reach the server joins those that wait already. */
export function keepUnsaved(
  client: QueryClient,
  asset: { sourceId: string; path: string },
  { patch, failure }: { patch: AssetPatch; failure: Error },
): void {
  const note = client.getQueryData<EditNote>(noteKey(asset.sourceId, asset.path))
  keepEditNote(client, asset, {
    conflict: note?.conflict ?? null,
    unsaved: { patch: { ...note?.unsaved?.patch, ...patch }, failure },
  })
}
