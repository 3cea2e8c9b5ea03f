import type { RenderingSource } from '../lib/rendering-url.ts'
import type { Library } from '../lib/use-library.ts'

export function InfoPanel(_: {
  library: Library
  source: RenderingSource | null
  path: string | null
  hasPreview?: boolean
  onClose?: () => void
}) {
  return null
}
