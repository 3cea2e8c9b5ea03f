import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnalysisSettings } from '../../../contract/analysis.ts'
import { t } from '../../texts/analysis.ts'
import { useToast } from '../../ui/Toast.tsx'
import { saveSettings } from './analysis-calls.ts'
import { applyChange, describeChange, type SettingsChange } from './settings-change.ts'

/** A change that did not reach the server, kept to be sent again. */
export interface Unsaved {
  change: SettingsChange
  failure: Error
}

/** One after another: the second has to know the version that the first one makes. */
export const SAVING = {
  mutationKey: ['save-analysis-settings'],
  scope: { id: 'analysis-settings' },
}

/** Switches and orders: shown at once, saved one after another, taken back by Undo. */
export function useAnalysisSettings(saved: AnalysisSettings) {
  const client = useQueryClient()
  const toast = useToast()
  const [unsaved, setUnsaved] = useState<Unsaved | null>(null)
  const saving = useMutation({
    ...SAVING,
    mutationFn: (change: SettingsChange) => saveSettings(client, change),
    onError: (failure, change) => setUnsaved({ change, failure }),
  })
  const pending = useMutationState({
    filters: { mutationKey: SAVING.mutationKey, status: 'pending' },
    select: ({ state }) => state.variables as SettingsChange, // what `mutationFn` above is given
  })
  const shown = pending.reduce(applyChange, saved)
  const save = (change: SettingsChange, isUndo = false) => {
    const undo = planUndo(shown, change)
    const words = describeChange(shown, change)
    setUnsaved(null)
    saving.mutate(change, {
      onSuccess: () =>
        toast(isUndo ? { text: t.undone } : { text: words, undo: () => save(undo, true) }),
    })
  }
  return { shown, save, unsaved, drop: () => setUnsaved(null) }
}

/** What puts back just what a change has touched. */
function planUndo(before: AnalysisSettings, { features, order }: SettingsChange): SettingsChange {
  const pick = <Value extends object>(of: Value, names: object = {}) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => name in names)) as Partial<Value>
  return {
    ...(features && { features: pick(before.features, features) }),
    ...(order && { order: pick(before.order, order) }),
  }
}
