import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Permission, SourceUploads } from '../../contract/resources.ts'
import { t } from '../texts/lib.ts'

/** Where files shall go. */
export interface UploadPlace {
  sourceId: string
  sourceName: string
  /** Without slashes at its ends; '' is the top. */
  folder: string
}

/** What the ring in the top bar says. */
export interface UploadSummary {
  /** The Source of the files that were added last. */
  sourceId: string
  /** 0 to 1, by bytes. */
  share: number
  isMoving: boolean
  problems: number
}

/**
 * How a screen reaches the uploads without importing them. `transfer` is of a drop or a paste and has to be
 * handed over within the event.
 */
export interface UploadDoor {
  open(place: UploadPlace, transfer?: DataTransfer): void
  subscribe(listener: () => void): () => void
  /** null while there is nothing to tell; the same object until something changes. */
  summary(): UploadSummary | null
}

export const UploadDoorContext = createContext<UploadDoor>({
  open: () => {},
  subscribe: () => () => {},
  summary: () => null,
})

export function useUploadDoor(): UploadDoor {
  return useContext(UploadDoorContext)
}

export function useUploadSummary(): UploadSummary | null {
  const door = useUploadDoor()
  return useSyncExternalStore(door.subscribe, door.summary)
}

/** What the gesture of uploading leads to. */
export type UploadGate = { kind: 'ready' } | { kind: 'setup' } | { kind: 'off'; reason: string }

/** `setup`: credentials are missing, and this person may enter them. */
export function readUploadGate(
  uploads: SourceUploads,
  permissions: readonly Permission[],
): UploadGate {
  const may = (permission: Permission) =>
    permissions.includes(permission) || permissions.includes('account_admin')
  if (!may('asset_edit')) return { kind: 'off', reason: t.mayNotUpload }
  if (uploads.allowed) return { kind: 'ready' }
  if (uploads.way !== 'none' && may('sources')) return { kind: 'setup' }
  return { kind: 'off', reason: t.said(uploads.reason ?? t.takesNoUploads) }
}
