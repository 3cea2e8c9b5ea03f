import { defineTexts } from './define-texts.ts'
import { texts } from './en/duplicates.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/duplicates.ts'),
  ja: () => import('./ja/duplicates.ts'),
})
