import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useNavigate } from 'react-router'
import type { SourceAttributes } from '../../contract/resources.ts'
import { sessionQuery } from '../lib/session.ts'
import { readUploadGate, type UploadGate, useUploadDoor } from '../lib/upload-door.ts'
import type { Library } from '../lib/use-library.ts'
import { isTyping, useShortcut } from '../ui/keys.ts'

export interface UploadGesture {
  gate: UploadGate
  /** Opens the dialog, or what has to be done before; nothing happens where uploads can't be. */
  start(transfer?: DataTransfer): void
}

/**
 * What the button, `u`, a drop and a paste do; null until the source is known.
 * @param isCovered nothing of the library can be used: keys and pastes are for what lies above it
 */
export function useUploadGesture(
  { sourceId, query }: Library,
  source: SourceAttributes | undefined,
  isCovered: boolean,
): UploadGesture | null {
  const door = useUploadDoor()
  const navigate = useNavigate()
  const permissions = useQuery(sessionQuery).data?.permissions
  const folder = query.folder?.replace(/^\//, '') ?? ''
  const gesture = useMemo(() => {
    if (!source || !permissions) return null
    const gate = readUploadGate(source.uploads, permissions)
    const start = (transfer?: DataTransfer) => {
      if (gate.kind === 'ready') door.open({ sourceId, sourceName: source.name, folder }, transfer)
      if (gate.kind === 'setup') navigate(`/settings/sources/${sourceId}/upload`)
    }
    return { gate, start }
  }, [source, permissions, door, navigate, sourceId, folder])
  const canStart = gesture !== null && gesture.gate.kind !== 'off'
  useShortcut('upload', () => gesture?.start(), canStart && !isCovered)
  usePaste(isCovered ? null : gesture)
  return gesture
}

function usePaste(gesture: UploadGesture | null): void {
  useEffect(() => {
    if (!gesture) return
    const onPaste = (event: ClipboardEvent) => {
      const { clipboardData } = event
      if (!clipboardData || clipboardData.files.length === 0 || isTyping(event.target)) return
      if (document.querySelector('dialog:modal')) return
      event.preventDefault()
      gesture.start(clipboardData)
    }
    document.addEventListener('paste', onPaste)
    return () => document.removeEventListener('paste', onPaste)
  }, [gesture])
}
