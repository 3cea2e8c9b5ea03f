import { defineTexts } from './define-texts.ts'
import { texts } from './en/settings.ts'

/** What settings are in, and its lists of names: categories, custom fields. */
export const t = defineTexts(texts, {
  de: () => import('./de/settings.ts'),
  ja: () => import('./ja/settings.ts'),
})
