import { t } from '../texts/delivery.ts'
import { type RenderingParams, readRenderingQuery } from './rendering-query.ts'

interface BuiltinPreset {
  id: string
  name: () => string
  params: RenderingParams
}

const preset = (id: string, name: () => string, query: string): BuiltinPreset => ({
  id,
  name,
  params: readRenderingQuery(query),
})

/** What everybody needs sooner or later. */
export const BUILTIN_PRESETS: readonly BuiltinPreset[] = [
  preset('original', () => t.presetOriginal, ''),
  preset('web', () => t.presetWeb, 'w=1600&fit=max&auto=format,compress'),
  preset('square', () => t.presetSquare, 'w=1080&h=1080&fit=crop&crop=faces,entropy&auto=format'),
  preset('thumbnail', () => t.presetThumbnail, 'w=320&h=320&fit=max&auto=format,compress'),
  preset('social', () => t.presetSocial, 'w=1200&h=630&fit=crop&crop=faces,entropy&fm=jpg&q=80'),
]
