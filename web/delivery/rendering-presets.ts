import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { RenderingPresetAttributes } from '../../contract/organising.ts'
import { callApi } from '../lib/api.ts'

export type RenderingPreset = Resource<'rendering_presets', RenderingPresetAttributes>

/** Those that the account has saved, by name. */
export const presetsQuery = queryOptions({
  queryKey: ['rendering-presets'],
  queryFn: async ({ signal }) =>
    (await callApi<RenderingPreset[]>('/rendering_presets', { signal })).data,
  staleTime: 60_000,
})

export type PresetPart = Pick<RenderingPresetAttributes, 'name' | 'query'>

/** @throws ApiFailure 409 when the name is taken */
export async function createPreset(attributes: PresetPart): Promise<RenderingPreset> {
  const data = { type: 'rendering_presets', attributes }
  return (await callApi<RenderingPreset>('/rendering_presets', { method: 'POST', data })).data
}

/** @throws ApiFailure 409 when the name is taken, 412 when somebody else was first */
export async function patchPreset(
  { id, attributes: { version } }: RenderingPreset,
  attributes: Partial<PresetPart>,
): Promise<void> {
  const data = { id, type: 'rendering_presets', attributes }
  await callApi(addressOf(id), { method: 'PATCH', data, ifMatch: `"${version}"` })
}

/** @throws ApiFailure 412 when somebody has changed it meanwhile */
export async function deletePreset({ id, attributes }: RenderingPreset): Promise<void> {
  await callApi(addressOf(id), { method: 'DELETE', ifMatch: `"${attributes.version}"` })
}

export async function forgetPresets(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: presetsQuery.queryKey })
}

function addressOf(id: string): string {
  return `/rendering_presets/${encodeURIComponent(id)}`
}
