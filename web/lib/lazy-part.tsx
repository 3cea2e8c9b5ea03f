import { type ComponentType, lazy } from 'react'
import { loadTexts } from '../texts/define-texts.ts'

/**
 * A part of the page that comes when it is needed, with its texts in the language of the reader. What is drawn until
 * then is up to the nearest Suspense.
 *
 *     const UploadScreen = lazyPart(async () => (await import('./UploadScreen.tsx')).UploadScreen)
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    const part = await load()
    await loadTexts()
    return { default: part }
  })
}
