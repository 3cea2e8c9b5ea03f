import { defineTexts } from './define-texts.ts'
import { texts } from './en/browse.ts'

/** The library around the grid: bars, search, side bar, chips, and what stands in place of results. */
export const t = defineTexts(texts, {
  de: () => import('./de/browse.ts'),
  ja: () => import('./ja/browse.ts'),
})
