import { useMutation, useQueryClient } from '@tanstack/react-query'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/delivery.ts'
import { useToast } from '../ui/Toast.tsx'
import {
  createPreset,
  deletePreset,
  forgetPresets,
  type PresetPart,
  patchPreset,
  type RenderingPreset,
} from './rendering-presets.ts'
import { type RenderingParams, writeRenderingQuery } from './rendering-query.ts'

/** Saves, changes and deletes presets; what was changed or deleted can be undone. */
export function usePresetEdits() {
  const client = useQueryClient()
  const toast = useToast()
  const work = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSettled: () => forgetPresets(client),
  })
  const say = (failure: Error) => {
    const { title, text } = describeFailure(failure)
    toast({ text: `${title}: ${text}` })
  }
  const undoing = (act: () => Promise<unknown>) => () => work.mutate(act, { onError: say })
  return {
    /** Of the last try to name one, for a person. */
    failure: work.error ? describeFailure(work.error).text : null,
    forgetFailure: work.reset,
    create: (name: string, params: RenderingParams, onDone: () => void) => {
      const query = writeRenderingQuery(params)
      work.mutate(() => createPreset({ name, query }), {
        onSuccess: () => {
          toast({ text: t.presetSaved(name) })
          onDone()
        },
      })
    },
    patch: (preset: RenderingPreset, part: Partial<PresetPart>, onDone: () => void) => {
      work.mutate(() => patchPreset(preset, part), { onSuccess: onDone })
    },
    update: (preset: RenderingPreset, params: RenderingParams) => {
      const { name, query, version } = preset.attributes
      const next = { ...preset, attributes: { ...preset.attributes, version: version + 1 } }
      work.mutate(() => patchPreset(preset, { query: writeRenderingQuery(params) }), {
        onSuccess: () =>
          toast({ text: t.presetUpdated(name), undo: undoing(() => patchPreset(next, { query })) }),
        onError: say,
      })
    },
    remove: (preset: RenderingPreset) => {
      const { name, query } = preset.attributes
      work.mutate(() => deletePreset(preset), {
        onSuccess: () =>
          toast({
            text: t.presetDeleted(name),
            undo: undoing(() => createPreset({ name, query })),
          }),
        onError: say,
      })
    },
  }
}
