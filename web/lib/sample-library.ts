import type { SampleAnnotation } from '../../contract/resources.ts'
import type { Source } from './sources.ts'

const ANNOTATION: SampleAnnotation = 'Sample library'

/** Whether a source is the one that Vitrine drew at its first start. */
export function isSampleLibrary({ attributes: { deployment } }: Source): boolean {
  return deployment.type === 'local' && deployment.annotation === ANNOTATION
}

/** Whether nobody has connected anything of their own. */
export function isUntouched(sources: readonly Source[]): boolean {
  return sources.every(isSampleLibrary)
}
