import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnalysisSettings } from '../../../contract/analysis.ts'
import { providerName } from '../../lib/analysis-providers.ts'
import { t } from '../../texts/analysis.ts'
import { useToast } from '../../ui/Toast.tsx'
import { checkProvider, saveSettings } from './analysis-calls.ts'
import {
  type Draft,
  type FieldErrors,
  findErrors,
  type ProviderKey,
  readFieldErrors,
  readSaved,
  writeDraft,
} from './provider-form.ts'
import { SAVING } from './use-analysis-settings.ts'

/** What somebody types of one provider, kept until it is saved; what they have not touched is as it was saved. */
export function useProviderForm(settings: AnalysisSettings, provider: ProviderKey) {
  const client = useQueryClient()
  const toast = useToast()
  const [draft, setDraft] = useState<Draft>({})
  const [wrong, setWrong] = useState<FieldErrors>({})
  const saved = readSaved(settings, provider)
  const changed = writeDraft(provider, draft, saved)
  const saving = useMutation({
    scope: SAVING.scope,
    mutationFn: (attributes: Record<string, unknown>) =>
      saveSettings(client, { providers: { [provider]: attributes } }),
    onSuccess: () => {
      setDraft({})
      toast({ text: t.saved(providerName(provider)) })
    },
    onError: (failure) => setWrong(readFieldErrors(failure, provider) ?? {}),
  })
  const check = useMutation({ mutationFn: () => checkProvider(provider) })
  /** @returns whether it was saved */
  const save = async (more: Record<string, unknown> = {}): Promise<boolean> => {
    const errors = findErrors(provider, changed)
    setWrong(errors)
    if (Object.keys(errors).length > 0) return false
    const attributes = { ...changed, ...more }
    if (Object.keys(attributes).length === 0) return true
    return await saving.mutateAsync(attributes).then(
      () => true,
      () => false,
    )
  }
  return {
    values: { ...saved, ...draft },
    errors: wrong,
    /** What is said of no field. */
    failure: saving.error && !readFieldErrors(saving.error, provider) ? saving.error : null,
    isChanged: Object.keys(changed).length > 0,
    isSaving: saving.isPending,
    set: (name: string, value: string | null) => {
      setDraft({ ...draft, [name]: value })
      setWrong(Object.fromEntries(Object.entries(wrong).filter(([member]) => member !== name)))
    },
    reset: () => {
      setDraft({})
      setWrong({})
      saving.reset()
    },
    save,
    check,
    saveAndCheck: async () => {
      check.reset()
      if (await save()) check.mutate()
    },
  }
}
