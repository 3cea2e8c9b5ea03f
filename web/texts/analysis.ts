import { defineTexts } from './define-texts.ts'
import { texts } from './en/analysis.ts'

/** Settings of analysis. */
export const t = defineTexts(texts, {
  de: () => import('./de/analysis.ts'),
  ja: () => import('./ja/analysis.ts'),
})
