import { defineTexts } from './define-texts.ts'
import { texts } from './en/filters.ts'

/** The panel of filters and the question for the name of a search. */
export const t = defineTexts(texts, {
  de: () => import('./de/filters.ts'),
  ja: () => import('./ja/filters.ts'),
})
